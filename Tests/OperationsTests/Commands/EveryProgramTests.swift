import Operations
import Service
import TestSupport
import Testing
import zapline

/// What all programs of the package have in common, seen from outside.
@Suite("Every program", .timeLimit(.minutes(2)))
struct EveryProgramTests {
    static let services = ["status-projector", "message-archiver", "health-monitor"]
    /// The words of a command line that need settings of both servers.
    static let words = services.map { [$0] } + [["zapline", "instances", "list"]]

    private func run(_ words: [String], _ environment: [String: String] = [:]) async throws -> (String, Shell.End) {
        try await onOwnThread {
            try Shell.start([Shell.product(words[0])] + words.dropFirst(), environment: environment).wait()
        }
    }

    @Test("Settings that can't be used are all told at once, without a secret", arguments: words)
    func settings(words: [String]) async throws {
        let (text, end) = try await run(
            words,
            [
                "DATABASE_URL": "postgresql://u:s3%cret@h/db", "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:",
                "KAFKA_SESSION_TIMEOUT_MS": "long", "KAFKA_ACKS": "0", "ZAPLINE_LANES": "0", "ZAPLINE_LANE": "2",
                "ZAPLINE_HTTP_LISTEN": "nowhere", "ZAPLINE_HTTP_TOKEN": "sh0rt", "ZAPLINE_LOG_LEVEL": "loud",
                "ZAPLINE_LOG_FORMAT": "prose", "ZAPLINE_MEMORY": "2B", "ZAPLINE_START": "now",
                "ZAPLINE_MAX_EVENT_BYTES": "much", "ZAPLINE_TOPIC_PREFIX": "a b",
            ])
        #expect(end == .code(78))
        #expect(text.hasPrefix("\(words[0]): 14 problems in the settings:\n"), "\(text)")
        #expect(text.split(separator: "\n").count == 15)
        #expect(!text.contains("cret") && !text.contains("sh0rt") && !text.contains("\u{1B}"))
    }

    @Test("Who is told of no server says which settings are missing", arguments: services)
    func missing(program: String) async throws {
        let (text, end) = try await run([program])
        #expect(end == .code(78))
        #expect(text.contains("DATABASE_URL: is not set") && text.contains("KAFKA_BOOTSTRAP_SERVERS: is not set"))
    }

    @Test("A port that another has is named, with the setting", arguments: services)
    func port(program: String) async throws {
        let server = try SilentServer()
        let (text, end) = try await run(
            [program],
            [
                "DATABASE_URL": "postgresql://u@127.0.0.1:1/db", "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
                "ZAPLINE_HTTP_LISTEN": "127.0.0.1:\(server.port)",
            ])
        #expect(end == .code(78), "\(text)")
        #expect(text.contains("ZAPLINE_HTTP_LISTEN") && text.contains("127.0.0.1:\(server.port)"), "\(text)")
        #expect(text.contains("another process does; choose another port"), "\(text)")
    }

    @Test("The help of a service fits 80 columns and names every option and setting", arguments: services)
    func help(program: String) async throws {
        let (text, end) = try await run([program, "--help"])
        #expect(end == .code(0))
        for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        let options = ["--until-end", "--help", "--version", "--completions"]
        for word in options + ServiceSettings.descriptions(.none).map(\.name) {
            #expect(text.contains(word), "\(word)")
        }
    }

    @Test("The help of a command of the tool names every option that it takes", arguments: CommandTreeTests.all)
    func options(path: [String]) async throws {
        let chain = try #require(Zapline.root.command.chain(path))
        let (text, end) = try await run(["zapline"] + path + ["--help"])
        #expect(end == .code(0))
        #expect(!text.contains("\u{1B}"))
        for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        for option in chain.flatMap(\.options) {
            #expect(text.contains("--\(option.name)"), "\(option.name)")
            if let short = option.short { #expect(text.contains("-\(short), --\(option.name)")) }
        }
        for argument in chain.last?.arguments ?? [] { #expect(text.contains(argument.name)) }
        for command in chain.last?.subcommands ?? [] { #expect(text.contains("\n  \(command.name)")) }
    }
}
