import Glibc
import Kafka
import TestSupport
import Testing

@testable import Operations

@Suite("A stop from outside ends what publishes in good order", .timeLimit(.minutes(2)))
struct InterruptedProcessTests {
    let cluster: MockCluster

    init() throws {
        cluster = try MockCluster()
        for topic in ["lifecycle", "heartbeats", "messages"] {
            try cluster.createTopic("whatsapp.\(topic)", partitions: 1)
        }
    }

    private func start(_ words: String...) throws -> Shell.Child {
        try Shell.start(
            [Shell.product("zapline")] + words, environment: ["KAFKA_BOOTSTRAP_SERVERS": cluster.bootstrapServers])
    }

    private func count() throws -> Int64 {
        let admin = try Admin(ClientSettings(bootstrapServers: cluster.bootstrapServers), log: { _ in })
        return try ["lifecycle", "heartbeats", "messages"].reduce(0) {
            $0 + (try admin.watermarks(TopicPartition("whatsapp.\($1)", 0), timeout: .seconds(5)).high)
        }
    }

    @Test("load: every event of its summary is in the log", arguments: [SIGINT, SIGTERM])
    func load(signal: Int32) async throws {
        let child = try start("load", "--rate=1000", "--json")
        #expect(await eventually(within: .seconds(30)) { (try? count()) ?? 0 > 50 })
        kill(child.pid, signal)
        let (text, end) = try await onOwnThread { child.wait() }
        #expect(end == .code(0), "\(text)")
        #expect(text.contains("\"events\":\(try count()),"), "\(text)")
        #expect(!text.contains("\u{1B}"))
    }

    @Test("publish: a file that is a pipe is cut short, which is the exit code 1", arguments: [SIGINT, SIGTERM])
    func publish(signal: Int32) async throws {
        let folder = TemporaryFile("")
        let path = folder.path + ".fifo"
        let status = unsafe mkfifo(path, 0o600)
        try #require(status == 0)
        defer { unsafe _ = unlink(path) }
        let child = try start("publish", path)
        let writing = try await onOwnThread { unsafe open(path, O_WRONLY | O_CLOEXEC) }
        let bytes = Array((PublishingTests.event + "\n").utf8)
        unsafe _ = write(writing, bytes, bytes.count)
        #expect(await eventually(within: .seconds(30)) { (try? count()) == 1 })
        kill(child.pid, signal)
        let (text, end) = try await onOwnThread { child.wait() }
        close(writing)
        #expect(end == .code(1), "\(text)")
        #expect(text.contains("1 event published") && text.contains("stopped before the end"), "\(text)")
        #expect(!text.contains("\u{1B}"))
    }
}
