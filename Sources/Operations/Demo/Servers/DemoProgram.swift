internal import JSON
internal import Service

/// One of the project's own services, run as a process beside the demo.
final class DemoProgram: Sendable {
    /// The program's name.
    let name: String
    /// Where it logs, a JSON object a line.
    let logPath: String
    private let keeper: Keeper

    /// Starts the program `name` of `folder`, with these words.
    init(
        _ name: String, _ words: [String] = [], in folder: String, logs: String, environment: [String: String],
        _ stop: StopRequest
    ) throws(OperationError) {
        self.name = name
        logPath = "\(logs)/\(name).log"
        keeper = try Keeper(Self.script, arguments: [logPath, "\(folder)/\(name)"] + words, environment: environment)
        guard keeper.readLine(stop) == "started" else {
            throw OperationError("\(folder)/\(name) can't be started", exitCode: .unavailable)
        }
    }

    /// The variables of a service: those of the user that are no settings of ours, and what the demo decides.
    static func environment(
        _ inherited: [String: String], bootstrapServers: String, databaseURL: String
    ) -> [String: String] {
        var result = inherited.filter { name, _ in
            !["ZAPLINE_", "KAFKA_", "PG"].contains { name.hasPrefix($0) } && name != "DATABASE_URL"
        }
        result["KAFKA_BOOTSTRAP_SERVERS"] = bootstrapServers
        result["DATABASE_URL"] = databaseURL
        result["ZAPLINE_HTTP_LISTEN"] = "127.0.0.1:0"
        result["ZAPLINE_LOG_FORMAT"] = "json"
        return result
    }

    /// Where its endpoints are, once its log says so.
    var address: String? { Self.address(inLog: TextFile.read(logPath)) }

    /// Why it is over, with the end of its log; nil: it is well.
    var failure: String? {
        keeper.lastWord.map { "\(name) is gone (\($0)): \(Self.complaint(inLog: TextFile.read(logPath)))" }
    }

    /// The last complaint in its log.
    var complaint: String { Self.complaint(inLog: TextFile.read(logPath)) }

    /// Tells it to stop.
    func letGo() { keeper.letGo() }

    /// Stops it: it leaves its group and ends its sessions.
    func end() { keeper.end() }

    static func address(inLog log: [UInt8]) -> String? {
        entries(log).first { $0["message"]?.string == "service started" }?["http.address"]?.string
    }

    static func complaint(inLog log: [UInt8]) -> String {
        let worst = entries(log).last { ["error", "critical", "warning"].contains($0["level"]?.string ?? "") }
        guard let worst else { return String(decoding: log.suffix(300), as: UTF8.self) }
        let parts = [worst["message"], worst["error"], worst["reason"]].compactMap { $0?.string }
        return parts.joined(separator: ": ")
    }

    private static func entries(_ log: [UInt8]) -> [JSONValue] {
        log.split(separator: UInt8(ascii: "\n")).compactMap { try? JSONValue(parsing: $0) }
    }

    /// Ends the program when the demo ends, and says when the program ends first. The watch has no child of its own that could
    /// stay behind, and `wait` knows the code of a program that has ended long ago.
    private static let script = #"""
        log=$1
        shift
        "$@" > "$log" 2>&1 < /dev/null &
        program=$!
        {
          while read -r line; do :; done
          kill -TERM "$program" 2> /dev/null
          for try in $(seq 150); do kill -0 "$program" 2> /dev/null || exit 0; sleep 0.1; done
          kill -KILL "$program" 2> /dev/null
        } <&0 > /dev/null &
        watch=$!
        echo started
        wait "$program"
        code=$?
        kill "$watch" 2> /dev/null
        echo "exit code $code"
        """#
}
