internal import Service

/// All that a demo starts, and the order in which it ends.
final class DemoServers: Sendable {
    let folder: DemoFolder
    let broker: DemoBroker
    let database: DemoDatabase
    let programs: [DemoProgram]

    /// What belongs to the project and is run beside the demo; the last is left out where it isn't built.
    static let needed = ["status-projector", "message-archiver"]
    static let welcome = ["health-monitor"]
    /// What they are told: the demo knows every record that is in the log, and a canary would be one more.
    static let words = ["health-monitor": ["--no-canary"]]

    /// Starts everything, and tells `screen` of it.
    init(_ environment: [String: String], _ stop: StopRequest, _ screen: DemoScreen) throws {
        let programFolder = try Self.programFolder()
        folder = try DemoFolder(stop)
        let broker = try screen.step("broker") {
            let broker = try DemoBroker(home: environment["KAFKA_HOME"], stop)
            return (broker, broker.description)
        }
        let database = try screen.step("database") {
            let database = try DemoDatabase(stop)
            return (database, "\(try database.prepare()), 127.0.0.1:\(database.port)")
        }
        (self.broker, self.database) = (broker, database)
        let variables = DemoProgram.environment(
            environment, bootstrapServers: broker.bootstrapServers, databaseURL: database.url)
        let names = Self.needed + Self.welcome.filter { TextFile.isProgram("\(programFolder)/\($0)") }
        let logs = folder.path
        programs = try screen.step("consumers") {
            let programs = try names.map { name throws(OperationError) in
                try DemoProgram(
                    name, Self.words[name] ?? [], in: programFolder, logs: logs, environment: variables, stop)
            }
            return (programs, names.joined(separator: ", "))
        }
    }

    /// The folder of this program, where the others must be too.
    private static func programFolder() throws(OperationError) -> String {
        guard let folder = TextFile.ownFolder else {
            throw OperationError("/proc isn't mounted, so the consumers beside this program can't be found")
        }
        let missing = needed.filter { !TextFile.isProgram("\(folder)/\($0)") }
        guard missing.isEmpty else {
            throw OperationError(
                "\(missing.joined(separator: " and ")) must be in \(folder), beside this program: "
                    + "swift build -c release makes all of them", exitCode: .unavailable)
        }
        return folder
    }

    /// Throws where one of them is over before its time.
    func requireAll() throws(OperationError) {
        let failures = [broker.failure, database.failure] + programs.map(\.failure)
        if let failure = failures.compactMap(\.self).first { throw OperationError(failure) }
    }

    /// Stops them: the consumers first, so that they can still leave their group and end their sessions.
    func end() {
        for program in programs { program.letGo() }
        for program in programs { program.end() }
        database.end()
        broker.end()
        folder.end()
    }
}
