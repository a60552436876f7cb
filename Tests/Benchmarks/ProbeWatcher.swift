import Glibc
import Kafka
import Postgres
import TestSupport

/// Looks for the rows of sampled events, on a thread and a connection of its own.
struct ProbeWatcher: Sendable {
    /// The bench that has the database.
    let bench: Bench
    /// The database's URL.
    let database: String
    /// The topic that the events are on.
    let topic: String

    /// Milliseconds until each row could be read, by pipeline, once `hasEnded` and every row was found.
    func run(
        take: @escaping @Sendable () -> [Probe], hasEnded: @escaping @Sendable () -> Bool
    ) async throws -> [String: [Double]] {
        try await onOwnThread { try watch(take, hasEnded) }
    }

    private func watch(_ take: () -> [Probe], _ hasEnded: () -> Bool) throws -> [String: [Double]] {
        var connection = try bench.connect(database)
        // The tables have no statistics yet, and a probe must not read them through.
        try connection.execute("SET enable_seqscan = off")
        let log = try connection.query("SELECT log_id FROM zapline.logs WHERE topic = $1", [.text(topic)])[0, 0] ?? "0"
        var searches = [Search("archive") { Self.archive($0, log: log) }, Search("messages") { Self.messages($0) }]
        var limit: ContinuousClock.Instant?
        while true {
            let isLast = hasEnded()
            let new = take()
            for index in searches.indices {
                searches[index].pending += new
                try searches[index].look(&connection)
            }
            if isLast {
                if searches.allSatisfy(\.pending.isEmpty) { break }
                limit = limit ?? .now + .seconds(30)
                if let limit, .now > limit { throw Bench.Failure(description: "rows are missing after 30 s") }
            }
            _ = poll(nil, 0, 1)
        }
        return Dictionary(uniqueKeysWithValues: searches.map { ($0.name, $0.delays) })
    }

    /// The places in `probes` whose record is in the archive.
    private static func archive(_ probes: [Probe], log: String) -> String {
        let places = probes.enumerated().map {
            "(\($0.offset),\($0.element.delivery.partition),\($0.element.delivery.offset ?? -1)::bigint)"
        }
        return """
            SELECT p.place FROM (VALUES \(places.joined(separator: ","))) p (place, number, at)
            WHERE EXISTS (SELECT FROM zapline.event_archive e
                          WHERE e.log_id = \(log) AND e.topic_partition = p.number AND e.topic_offset = p.at)
            """
    }

    /// The places in `probes` whose message has its body.
    private static func messages(_ probes: [Probe]) -> String {
        let places = probes.enumerated().map {
            "(\($0.offset),'\($0.element.instance)','\(MessageTraffic.messageID($0.element.number))')"
        }
        return """
            SELECT p.place FROM (VALUES \(places.joined(separator: ","))) p (place, instance, id)
            WHERE EXISTS (SELECT FROM whatsapp_messages m
                          WHERE m.instance_name = p.instance AND m.message_id = p.id AND m.kind IS NOT NULL)
            """
    }
}

/// The rows of one pipeline that are looked for.
private struct Search {
    let name: String
    var pending: [Probe] = []
    var delays: [Double] = []
    private var worst = 0.0
    private let began = ContinuousClock.now
    private let query: ([Probe]) -> String

    init(_ name: String, query: @escaping ([Probe]) -> String) {
        self.name = name
        self.query = query
    }

    mutating func look(_ connection: inout Connection) throws {
        guard !pending.isEmpty else { return }
        let found = try connection.query(query(pending))
        let now = ContinuousClock.now
        let places = Set((0..<found.rowCount).compactMap { found.integer($0, 0) }.map { Int($0) })
        guard !places.isEmpty else { return }
        let late = places.map { (now - pending[$0].published) / .milliseconds(1) }
        delays += late
        // The moment tells what it fell together with.
        if let most = late.max(), most > max(worst, 1_000) {
            worst = most
            say("\(name): a row \(Int(most)) ms late, \(Int((now - began) / .seconds(1))) s after the first probe")
        }
        pending = pending.indices.filter { !places.contains($0) }.map { pending[$0] }
    }
}
