import TestSupport

/// The life of a thousand sessions: half of the events are heartbeats, half the words of `whatsapp.lifecycle`. The same each time.
struct SessionTraffic {
    /// Sessions.
    static let sessions = 1_000

    private var writer = EventWriter()
    private var random = SeededGenerator(42)
    private let instances = (0..<sessions).map { "loja-\($0)" }
    private var sequences = [Int](repeating: 0, count: sessions)
    private var steps = [Int](repeating: 0, count: sessions)
    private var number = 0

    private static let life: [StaticString] = [
        "starting", "qr", "qr", "qr", "authenticated", "connected", "history_sync", "degraded", "connected", "limited",
        "connected", "disconnected",
    ]

    /// The next event.
    mutating func next() -> (isHeartbeat: Bool, key: [UInt8], value: [UInt8]) {
        defer { number += 1 }
        let session = Int.random(in: 0..<Self.sessions, using: &random)
        let isHeartbeat = Bool.random(using: &random)
        if isHeartbeat { heartbeat(session) } else { lifecycle(session) }
        return (isHeartbeat, Array(instances[session].utf8), writer.bytes)
    }

    private mutating func heartbeat(_ session: Int) {
        begin("session.heartbeat", session)
        writer.add(#""state":"CONNECTED","uptimeSeconds":"#)
        writer.add(number / 200, digits: 1)
        writer.end(filling: "pushName")
    }

    private mutating func lifecycle(_ session: Int) {
        let word = Self.life[steps[session] % Self.life.count]
        steps[session] += 1
        begin(word, session)
        switch "\(word)" {
        case "qr": writer.end(filling: "qr", isFirst: true)
        case "connected":
            writer.add(#""phoneNumber":"55119"#)
            writer.add(10_000_000 + session, digits: 8)
            writer.add(#"","session":{"store":"s3://sessions/loja","revision":"#)
            writer.add(number, digits: 1)
            writer.add("}")
            writer.end(filling: "platform")
        case "disconnected", "degraded", "limited":
            writer.add(#""reason":"NAVIGATION""#)
            writer.end(filling: "state")
        default: writer.end(filling: "state", isFirst: true)
        }
    }

    private mutating func begin(_ word: StaticString, _ session: Int) {
        sequences[session] += 1
        writer.begin(
            Self.types["\(word)"] ?? word, subject: instances[session], number: number, epoch: 1_764_000_000,
            sequence: sequences[session])
    }

    private static let types: [String: StaticString] = [
        "starting": "session.starting", "qr": "session.qr", "authenticated": "session.authenticated",
        "connected": "session.connected", "history_sync": "session.history_sync", "degraded": "session.degraded",
        "limited": "session.limited", "disconnected": "session.disconnected",
    ]
}
