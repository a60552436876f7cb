import Consumers
import Glibc
import Kafka
import Postgres

/// Events a second of each pipeline, from a full log to an empty database, in turns with the yardstick.
final class Throughput {
    private let bench: Bench
    private var yardstick: Yardstick?
    private var yards: [Double] = []
    private var rates: [String: [Double]] = [:]
    private var memory: [String: Double] = [:]

    private static let messages = TopicNames(prefix: "messages.")
    private static let sessions = TopicNames(prefix: "sessions.")

    init(_ bench: Bench) { self.bench = bench }

    /// Fills the topics, runs the rounds, reports.
    func run(_ report: inout Report) async throws {
        try fill()
        for round in 1...bench.options.rounds {
            // The yardstick needs rows first; after that it is now before, now after.
            if round % 2 == 0 { try measureYardstick() }
            try await archive(round)
            if round % 2 == 1 { try measureYardstick() }
            if bench.options.needs("messages") {
                let database = try await measure("messages", "message-archiver", Self.messages, round)
                try await rebuild("messages", of: database, Self.messages, round)
            }
            if bench.options.needs("status") {
                let database = try await measure("status", "status-projector", Self.sessions, round)
                try await rebuild("status", of: database, Self.sessions, round)
            }
        }
        tell(&report)
    }

    private func isWanted(_ part: String) -> Bool { bench.options.parts.contains(part) }

    private func fill() throws {
        try bench.makeTopics(Self.messages.prefix)
        try bench.makeTopics(Self.sessions.prefix)
        var messages = MessageTraffic()
        try bench.fill("archive and messages") {
            let event = messages.next()
            return OutgoingRecord(topic: Self.messages.messages, key: event.key, value: event.value)
        }
        guard bench.options.needs("status") else { return }
        var sessions = SessionTraffic()
        try bench.fill("status") {
            let event = sessions.next()
            let topic = event.isHeartbeat ? Self.sessions.heartbeats : Self.sessions.lifecycle
            return OutgoingRecord(topic: topic, key: event.key, value: event.value)
        }
    }

    private func archive(_ round: Int) async throws {
        // The yardstick's rows come from the first.
        guard bench.options.needs("archive") || yardstick == nil else { return }
        let database = try await measure("archive", "message-archiver", Self.messages, round)
        if yardstick == nil { yardstick = try Yardstick(rowsOf: database, bench) }
        try await rebuild("archive", of: database, Self.messages, round)
    }

    /// Makes a pipeline's tables anew beside those that it just filled, from the first record to the last; nobody else is at work.
    ///
    /// The program's own start and end count: it is what an operator waits for.
    private func rebuild(_ name: String, of database: String, _ topics: TopicNames, _ round: Int) async throws {
        guard bench.options.rebuilds(name) else { return }
        let lanes = bench.options.lanes.map { ["--lanes=\($0)"] } ?? []
        let began = ContinuousClock.now
        let run = try ConsumerRun(
            "zapline", ["rebuild", "start", name, "--yes", "--plain"] + lanes, bench, database: database,
            prefix: topics.prefix)
        try await run.watch()
        let rate = Double(bench.options.events) / ((ContinuousClock.now - began) / .seconds(1))
        let mebibytes = Double(run.memory.highWater) / 1_024
        say("rebuild of \(name), round \(round): \(Int(rate)) events/s, \(Int(mebibytes)) MiB at most")
        rates["rebuild-\(name)", default: []].append(rate)
        memory["rebuild-\(name)"] = max(memory["rebuild-\(name)"] ?? 0, mebibytes)
    }

    private func measureYardstick() throws {
        guard let rate = try yardstick?.measure(bench) else { return }
        say("yardstick: \(Int(rate)) rows/s")
        yards.append(rate)
    }

    @discardableResult
    private func measure(_ name: String, _ program: String, _ topics: TopicNames, _ round: Int) async throws -> String {
        let database = try bench.makeDatabase()
        let arguments = program == "message-archiver" ? ["--only", name, "--until-end"] : ["--until-end"]
        let run = try ConsumerRun(program, arguments, bench, database: database, prefix: topics.prefix)
        let seconds = try watch(name, run, database)
        try await run.wait()
        try check(name, database)
        let rate = Double(bench.options.events) / seconds
        let mebibytes = Double(run.memory.highWater) / 1_024
        say("\(name), round \(round): \(Int(rate)) events/s, \(Int(mebibytes)) MiB at most")
        rates[name, default: []].append(rate)
        memory[name] = max(memory[name] ?? 0, mebibytes)
        return database
    }

    /// The seconds from the claim to the last offset.
    private func watch(_ name: String, _ run: ConsumerRun, _ database: String) throws -> Double {
        var connection = try bench.connect(database)
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(300)
        var began: ContinuousClock.Instant?
        var turn = 0
        while clock.now < deadline {
            let sums = try connection.query(
                "SELECT count(*), sum(next_offset) FROM zapline.consumer_offsets WHERE pipeline = $1", [.text(name)])
            let now = clock.now
            if began == nil, (sums.integer(0, 0) ?? 0) > 0 { began = now }
            if turn % 5 == 0 || began == nil { run.sample() }
            if let began, Int(sums.integer(0, 1) ?? 0) >= bench.options.events {
                run.sample()
                return (now - began) / .seconds(1)
            }
            turn += 1
            _ = poll(nil, 0, 10)
        }
        throw Bench.Failure(description: "\(name) did not come to the end within 300 s")
    }

    private func check(_ name: String, _ database: String) throws {
        var connection = try bench.connect(database)
        let letters = try connection.query(
            "SELECT count(*), min(reason || ': ' || detail) FROM zapline.dead_letters WHERE state = 'open'")
        guard letters.integer(0, 0) == 0 else {
            throw Bench.Failure(description: "\(name) has dead letters: \(letters[0, 1] ?? "")")
        }
    }

    private func tell(_ report: inout Report) {
        let yardstick = median(yards)
        for (name, floor, aim) in [("archive", 0.6, 0.9), ("messages", 0.15, 0.35), ("status", 0.3, 0.75)]
        where isWanted(name) {
            report.rate(name, median(rates[name] ?? []), yardstick: yardstick, floor: floor, aim: aim)
            report.limit(
                "\(name).memory", memory[name] ?? .nan, unit: "MiB", floor: 200, aim: name == "status" ? 100 : 160)
        }
        for (name, aim) in [("rebuild-archive", 0.6), ("rebuild-messages", 0.2), ("rebuild-status", 0.4)]
        where isWanted(name) {
            report.rate(name, median(rates[name] ?? []), yardstick: yardstick, floor: aim, aim: aim * 1.5)
            report.limit("\(name).memory", memory[name] ?? .nan, unit: "MiB", floor: 300, aim: 200)
        }
    }
}
