import Glibc
import HealthMonitor
import JSON
import Kafka
import Service
import TestSupport
import Testing

@testable import Operations

@Suite("Watching health at a real terminal", .timeLimit(.minutes(2)))
struct HealthTerminalTests {
    let cluster: MockCluster
    let topic: HealthTopicWriter
    private let day = Said.day.map(\.now)

    init() throws {
        cluster = try MockCluster()
        try cluster.createTopic("whatsapp.health", partitions: 2)
        topic = try HealthTopicWriter(cluster.bootstrapServers)
    }

    private var environment: [String: String] {
        ["KAFKA_BOOTSTRAP_SERVERS": cluster.bootstrapServers, "TERM": "xterm"]
    }

    private static let words = [Shell.product("zapline"), "health", "watch"]

    @Test("At 80 columns: the table, drawn in place as verdicts change, and a terminal as it was after Ctrl-C")
    func live() async throws {
        try topic.say(day)
        let (topic, environment) = (topic, environment)
        try await onOwnThread {
            let terminal = try PseudoTerminal(columns: 80, rows: 24)
            let pid = try terminal.start(Self.words, environment: environment)
            #expect(
                terminal.read { screen($0).text.contains { $0.hasPrefix("ok ") && $0.contains("session/oficina") } })
            let first = screen(terminal.shown)
            #expect(first.unknown.isEmpty && first.isAlternate && !first.isCursorShown && !terminal.isEchoing)
            #expect(first.text[0].hasPrefix("whatsapp.health at "))
            #expect(first.text[1].hasPrefix("heartbeat ") && first.text[1].hasSuffix(" ago from monitor/m-1"))
            #expect(first.text[2] == "1 down, 1 degraded, 1 unknown, 4 ok")
            #expect(first.text[5].hasPrefix("down ") && first.text[5].contains("session/loja-centro"))
            #expect(first.text.count == 12)
            // Drawn over, never cleared: a screen that is cleared first flickers.
            #expect(!terminal.shown.contains("\u{1B}[2J"))
            try topic.say([
                Said(subject: "session/oficina", verdict: "down", since: 0, reasons: [("failed", "it gave up")]).now
            ])
            #expect(terminal.read { screen($0).text[5...].first?.contains("session/oficina") == true })
            #expect(screen(terminal.shown).text[2] == "2 down, 1 degraded, 1 unknown, 3 ok")
            terminal.type("q")
            terminal.type("\u{3}")
            #expect(terminal.wait(for: pid) == .code(1))
            let last = screen(terminal.shown)
            #expect(!last.isAlternate && last.isCursorShown)
            #expect(last.text.last == "2 down, 1 degraded, 1 unknown, 3 ok")
        }
    }

    @Test("What is typed is shown again afterwards")
    func echo() async throws {
        try topic.say([Said.heartbeat(1).now])
        let environment = environment
        try await onOwnThread {
            let terminal = try PseudoTerminal(columns: 80, rows: 24)
            let pid = try terminal.start(Self.words, environment: environment)
            #expect(terminal.read { screen($0).text.contains { $0.hasPrefix("0 down") } })
            #expect(!terminal.isEchoing)
            terminal.type("\u{3}")
            #expect(terminal.wait(for: pid) == .code(0))
            #expect(terminal.isEchoing)
        }
    }

    @Test("A window that is made smaller and larger is filled and not overrun")
    func resizes() async throws {
        try topic.say([Said.heartbeat(1).now] + (0..<60).map { Said(subject: "session/s\($0)").now })
        let environment = environment
        try await onOwnThread {
            let terminal = try PseudoTerminal(columns: 80, rows: 24)
            let pid = try terminal.start(Self.words, environment: environment)
            #expect(terminal.read { screen($0).text.last == "… and 43 more, all ok" })
            let before = terminal.shown
            terminal.resize(columns: 60, rows: 12)
            #expect(
                terminal.read {
                    screen(String($0.dropFirst(before.count)), 60, 12).text.last == "… and 55 more, all ok"
                })
            let small = screen(String(terminal.shown.dropFirst(before.count)), 60, 12)
            #expect(small.text.count == 12)
            let middle = terminal.shown
            terminal.resize(columns: 120, rows: 40)
            #expect(
                terminal.read {
                    screen(String($0.dropFirst(middle.count)), 120, 40).text.last == "… and 27 more, all ok"
                })
            terminal.type("\u{3}")
            #expect(terminal.wait(for: pid) == .code(0))
        }
    }

    @Test(
        "Without colours nothing moves: the table, then a line a change",
        arguments: [["NO_COLOR": "1"], ["TERM": "dumb"]])
    func plain(more: [String: String]) async throws {
        try topic.say(day)
        let (topic, environment) = (topic, environment.merging(more) { $1 })
        try await onOwnThread {
            let terminal = try PseudoTerminal(columns: 80, rows: 24)
            let pid = try terminal.start(Self.words, environment: environment)
            #expect(terminal.read(upTo: "session/oficina"))
            try topic.say([
                Said(subject: "session/oficina", verdict: "down", since: 0, reasons: [("failed", "it gave up")]).now
            ])
            #expect(terminal.read(upTo: "ok → down  session/oficina  failed: it gave up"))
            try topic.put("nonsense", "x")
            #expect(terminal.read(upTo: "1 record is no health event"))
            terminal.type("\u{3}")
            #expect(terminal.wait(for: pid) == .code(1))
            #expect(!terminal.shown.contains("\u{1B}"))
        }
    }

    @Test("In a pipe JSON lines follow the topic, and a reader that leaves ends it")
    func pipe() async throws {
        try topic.say([Said.heartbeat(1).now, Said(subject: "session/a").now])
        let (topic, environment) = (topic, environment)
        try await onOwnThread {
            let child = try Shell.start(Self.words + ["--json"], environment: environment)
            let first = try (0..<2).map { _ in try JSONValue(parsing: try #require(child.readLine())) }
            #expect(Set(first.compactMap { $0["subject"]?.string }) == ["monitor/m-1", "session/a"])
            try topic.say([Said(subject: "session/a", verdict: "down", since: 0, reasons: [("banned", "")]).now])
            let change = try JSONValue(parsing: try #require(child.readLine()))
            #expect(change["subject"]?.string == "session/a")
            #expect(change["before"]?.string == "ok" && change["verdict"]?.string == "down")
            try topic.bury("session/a")
            let gone = try JSONValue(parsing: try #require(child.readLine()))
            #expect(gone["gone"] == true && gone["before"]?.string == "down")
            // As `head` does it; what is left is well.
            close(child.output)
            var status: Int32 = 0
            unsafe waitpid(child.pid, &status, 0)
            #expect(status == 0)
        }
    }
}

/// What stands on a terminal of that size after all of it.
private func screen(_ shown: String, _ columns: Int = 80, _ rows: Int = 24) -> Screen {
    var screen = Screen(columns: columns, rows: rows)
    screen.write(shown)
    return screen
}
