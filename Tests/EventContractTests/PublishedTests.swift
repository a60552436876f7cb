import Bytes
import Events
import FoundationEssentials
import Gateways
import JSON
import Kafka
import Pipeline
import Service
import Testing

@testable import HealthMonitor
@testable import Operations

/// Holds what is about to be published against its schema.
///
/// - parameter isRead: whether the consumers' reader takes it too: what is about a session may have a longer subject than one.
private func expectValid(_ events: [JSONValue], _ comment: String = "", isRead: Bool = true) throws {
    for event in events {
        let violations = try SchemaFolder.violations(of: event)
        #expect(violations == [], "\(comment) \(event["type"]?.string ?? "")")
        if isRead, case .poison(let field) = ReadEvent(structured: event).verdict {
            Issue.record("\(comment): \(field)")
        }
    }
}

@Suite("What the operator's tool publishes keeps the schemas")
struct PublishedByToolTests {
    static let now: Int64 = 1_795_428_000_000_000

    @Test("`load`, whatever the mix", arguments: [TrafficMix.production, .receipts, .sessions])
    func load(_ mix: TrafficMix) throws {
        let options = TrafficGenerator.Options(sessions: 20, seed: 11, start: Self.now, interval: 1_000, mix: mix)
        var generator = TrafficGenerator(options)
        var renderer = TrafficRenderer()
        var types: Set<String> = []
        for _ in 0..<4_000 {
            let event = try JSONValue(parsing: renderer.value(of: generator.next()))
            types.insert(event["type"]?.string ?? "")
            try expectValid([event])
        }
        #expect(types.count > 2)
    }

    @Test("The demo, but for the records that are bad on purpose")
    func demo() throws {
        let options = try DemoOptions(
            Invocation(path: ["demo"], values: ["events": ["500"], "sessions": ["5"], "seed": ["3"]]))
        var traffic = try DemoTraffic(options, now: Self.now)
        let planted = Set(PlantedRecords.all(time: Self.now))
        var count = 0
        while let record = traffic.next() {
            guard !planted.contains(record), let value = record.value else { continue }
            try expectValid([try JSONValue(parsing: value)])
            count += 1
        }
        #expect(count > 500)
        let bad = try planted.compactMap(\.value).compactMap { try? JSONValue(parsing: $0) }.filter {
            try !SchemaFolder.violations(of: $0).isEmpty
        }
        #expect(bad.count == 3, "a message and a start without their ids, and a type of tomorrow")
    }

    @Test("`instances set-status`", arguments: ["connected", "disconnected", "connecting"], [nil, "moved"])
    func setStatus(_ status: String, _ reason: String?) throws {
        var values = ["operator": ["ana"]]
        if let reason { values["reason"] = [reason] }
        let invocation = Invocation(path: ["instances", "set-status"], values: values, arguments: ["loja", status])
        let event = try StatusOverride(invocation, environment: [:]).event(id: ULIDText.example, at: Self.now)
        try expectValid([event.json])
    }
}

private enum ULIDText { static let example = "01M83XKF80C0NRH4JABVN6NNTQ" }

@Suite("What is made of gateways' payloads keeps the schemas")
struct PublishedByGatewaysTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "GatewaysTests/Fixtures")
    private static let samples = ProcessInfo.processInfo.environment["ZAPLINE_SAMPLES"].map { URL(filePath: $0) }

    private static func files(in folder: URL) throws -> [(name: String, json: JSONValue)] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().filter { $0.hasSuffix(".json") }.map {
            ($0, try JSONValue(parsing: Array(try Data(contentsOf: folder.appending(path: $0)))))
        }
    }

    @Test("Payloads of ours", arguments: Gateway.allCases)
    func ours(_ gateway: Gateway) throws {
        var types: Set<String> = []
        for file in try Self.files(in: Self.fixtures.appending(path: gateway.rawValue)) {
            let hints = MappingHints(
                instance: file.json["hints"]?["instance"]?.string, event: file.json["hints"]?["event"]?.string)
            let events = gateway.map(try #require(file.json["payload"]), hints: hints).events
            types.formUnion(events.map(\.type))
            try expectValid(events.map(\.json), file.name)
        }
        #expect(types.count > 5)
    }

    @Test(
        "Payloads collected from gateways' users (set ZAPLINE_SAMPLES to their folder)", .enabled(if: samples != nil),
        arguments: Gateway.allCases)
    func collected(_ gateway: Gateway) throws {
        var count = 0
        for file in try Self.files(in: try #require(Self.samples).appending(path: gateway.rawValue)) {
            let event = file.name.hasPrefix("messages_upsert") ? "messages.upsert" : nil
            let events = gateway.map(file.json, hints: MappingHints(instance: "loja", event: event)).events
            count += events.count
            try expectValid(events.map(\.json), file.name)
        }
        #expect(count > 3)
    }
}

@Suite("What the health monitor publishes keeps the schemas")
struct PublishedByMonitorTests {
    static let start: Moment = 1_795_428_000_000_000

    private func sign(_ type: EventType, at time: Moment, _ reason: StaticString?) -> LifecycleSign {
        LifecycleSign(
            type, time: time, epoch: 1, sequence: nil, isOperator: false, reason: reason.map { ByteView($0) },
            source: ByteView("/gateways/waha/node-1"), id: ByteView("e1"))
    }

    private func published(_ harvest: SessionBook.Harvest) throws -> [JSONValue] {
        try harvest.outgoing.compactMap(\.value).map { try JSONValue(parsing: $0) }
    }

    @Test("A session after each lifecycle event, at once and long after, and its commands")
    func sessions() throws {
        var types: [String: Int] = [:]
        for type in EventType.allCases where type.family == .lifecycle {
            for reason in [nil, "NAVIGATION"] as [StaticString?] {
                let book = SessionBook()
                book.apply(sign(.sessionConnected, at: Self.start, nil), to: ByteView("loja"), now: Self.start)
                book.apply(sign(type, at: Self.start + 1, reason), to: ByteView("loja"), now: Self.start + 1)
                book.saw(ByteView("other"), at: Self.start, .received, now: Self.start)
                for later in [1, 7, 3_600] as [Int64] {
                    let now = Self.start + later * 1_000_000
                    _ = book.sweep(horizon: now, now: now)
                    let events = try published(book.collect(book.places, mayPublish: true, now: now))
                    for event in events { types[event["type"]?.string ?? "", default: 0] += 1 }
                    try expectValid(events, "\(type)")
                }
            }
        }
        #expect(types["whatsapp.health.session", default: 0] > 60)
        #expect(types["whatsapp.command.reconnect"] == 1)
    }

    @Test("Every fact of a session is described by its schema, and stands in an example")
    func described() throws {
        let book = SessionBook()
        book.apply(sign(.sessionConnected, at: Self.start, nil), to: ByteView("loja"), now: Self.start)
        book.apply(sign(.sessionDisconnected, at: Self.start, "NAVIGATION"), to: ByteView("loja"), now: Self.start)
        _ = book.sweep(horizon: Self.start + 6_000_000, now: Self.start + 6_000_000)
        let facts = Set(try #require(book.session("loja")).facts.map(\.name))
        #expect(facts.contains("lastCommand") && facts.count > 10)
        let schema = SchemaFolder.documents["whatsapp.health.session"]
        let properties = schema?["$defs"]?["data"]?["properties"]?.object ?? []
        let described = properties.filter { $0.value["description"] != nil || $0.value["enum"] != nil }.map(\.name)
        #expect(facts.subtracting(described).isEmpty)
        let examples = SchemaFolder.examples(of: "whatsapp.health.session")
        let shown = examples.flatMap { $0["data"]?.object?.map(\.name) ?? [] }
        #expect(facts.subtracting(shown).isEmpty)
    }

    @Test("A session of the longest name")
    func longName() throws {
        let name = String(repeating: "n", count: 255)
        let session = SessionHealth()
        try expectValid([event(.session(name), session.judgement, session.facts)], isRead: false)
        let cause = ReconnectCause(source: "/gateways/waha/" + name, id: name, time: Self.start, reason: "NAVIGATION")
        try expectValid([ReconnectCommand(cause: cause, attempt: 1, due: Self.start).event(instance: name).json])
    }

    @Test("A consumer of which all is known, or nothing", arguments: [true, false])
    func consumers(_ isKnown: Bool) throws {
        let place = ConsumerPlace(pipeline: "archive", TopicPartition("whatsapp.messages", 3))
        for state in [ConsumerHealth.State.active, .halted, .unclaimed, nil] {
            for verdict in Verdict.allCases {
                let judgement = Judgement(verdict, [Reason(.stalled, "nothing moves", facts: ["for": 1])])
                var health = ConsumerHealth(place: place, state: state, judgement: judgement)
                if isKnown { fill(&health) }
                var pipeline = PipelineHealth("archive", [health])
                if isKnown {
                    pipeline.trend = Self.falling
                    pipeline.rebuild = RebuildProgress(
                        RebuildRow(generation: 2, state: "running", records: 90, behind: 7), Self.falling)
                }
                try expectValid([
                    event(
                        .consumer(pipeline: "archive", topic: "whatsapp.messages", partition: 3), judgement,
                        health.facts),
                    event(.pipeline("archive"), judgement, pipeline.facts),
                ])
            }
        }
        let empty = PipelineHealth("archive", [], fault: Reason(.database, "away"))
        try expectValid([event(.pipeline("archive"), empty.judgement, empty.facts)])
    }

    private static let falling: LagTrend = {
        var trend = LagTrend()
        for step in Int64(0)..<10 { trend.add(lag: 1_000 - step * 90, position: step * 90, at: Double(step) * 5) }
        return trend
    }()

    private func fill(_ health: inout ConsumerHealth) {
        (health.nextOffset, health.endOffset, health.lagRecords, health.lagSeconds) = (5, 9, 4, 0.25)
        (health.owner, health.updatedAt, health.haltReason) = ("m1", Self.start, "another cluster")
        (health.observed.trend, health.observed.deadLetters, health.observed.committed) = (Self.falling, 3, 4)
    }

    @Test("Broker and database, well, ill, and of which nothing is known")
    func servers() throws {
        var (broker, database) = (BrokerHealth(), DatabaseHealth())
        for step in 0..<3 {
            try expectValid([
                event(.pipeline("broker"), broker.judgement, broker.facts),
                event(.pipeline("database"), database.judgement, database.facts),
            ])
            broker.roundTrip = 0.002
            broker.exchange = ClockExchange(sent: 0, received: 1_000, theirs: -90_000_000)
            broker.missing = step == 0 ? [] : ["whatsapp.health"]
            database.diskSize = 100
            database.exchange = ClockExchange(sent: 0, received: 1_000, theirs: 90_000_000)
            database.extent = DatabaseHealth.Extent(bytes: 99, connections: 99, maxConnections: 100)
            if step == 1 { (broker.fault, database.fault) = ("away", "away") }
        }
    }

    @Test("The canary: on its way, arrived, late, lost, and refused; and the record that it is")
    func canary() throws {
        var watch = CanaryWatch(CanaryRules())
        let second: Int64 = 1_000_000_000
        func said(at seconds: Int64) -> [JSONValue] {
            watch.judgement(at: seconds * second).map { [event(.pipeline("canary"), $0, watch.facts)] } ?? []
        }
        let first = watch.send(at: 0, wall: Self.start)
        try expectValid(said(at: 11))
        watch.landed(first, at: CanaryWatch.Place(partition: 3, offset: 7))
        #expect(said(at: 11).count == 1)
        try expectValid(said(at: 11))
        #expect(watch.tick(60 * second) == 1)
        try expectValid(said(at: 60))
        let next = watch.send(at: 60 * second, wall: Self.start)
        _ = watch.arrived(next, at: 61 * second, wall: Self.start)
        try expectValid(said(at: 61))
        _ = watch.refused(watch.send(at: 90 * second, wall: Self.start), "timed out")
        try expectValid(said(at: 91))
        let record = CanaryEvent.make(monitor: "zap-1/812", epoch: 4, number: 17, at: Self.start)
        #expect(record.topicName == "messages" && record.key == "zap-1/812/canary-17")
        try expectValid([record.json])
    }

    @Test("What a deputy says of sessions, known ones and others")
    func unwatched() throws {
        let book = SessionBook()
        book.apply(sign(.sessionConnected, at: Self.start, nil), to: ByteView("loja"), now: Self.start)
        let vigil = Vigil(series: "3.m1.5", since: Self.start)
        let records = vigil.next(["loja", "other"], book: book, rule: PublicationRule(), now: Self.start)
        #expect(records.count == 2)
        try expectValid(try records.compactMap(\.value).map { try JSONValue(parsing: $0) })
    }

    @Test("The monitor itself, well and ill")
    func monitor() throws {
        var monitor = MonitorHealth(id: "m1", epoch: 3, activeSince: Self.start)
        try expectValid([event(.monitor("m1"), monitor.judgement(now: Self.start), monitor.facts)])
        monitor.horizon = Self.start
        monitor.brokerFault = "away"
        monitor.databaseFault = "away"
        monitor.sessions = [.ok: 3]
        (monitor.version, monitor.startedAt) = ("0.1.0", Self.start)
        try expectValid([event(.monitor("m1"), monitor.judgement(now: Self.start), monitor.facts)])
        monitor.role = "deputy"
        try expectValid([event(.monitor("m1"), monitor.judgement(now: Self.start + 1_000_000_000), monitor.facts)])
    }

    private func event(_ subject: HealthEvents.Subject, _ judgement: Judgement, _ facts: [JSONValue.Member])
        -> JSONValue
    {
        HealthEvents.event(
            subject, change: "1.1", judgement, since: Self.start, at: Self.start + 1_000_000, facts: facts
        ).json
    }

    @Test(
        "A command with and without a reason", arguments: ["", "NAVIGATION"],
        [ReconnectCause.Kind.navigation, .lost, .failed])
    func command(_ reason: String, _ kind: ReconnectCause.Kind) throws {
        let cause = ReconnectCause(
            kind: kind, source: "/gateways/waha/node-1", id: "e1", time: Self.start, reason: reason)
        let command = ReconnectCommand(cause: cause, attempt: 2, due: Self.start + 5_000_000)
        try expectValid([command.event(instance: "loja").json])
    }
}
