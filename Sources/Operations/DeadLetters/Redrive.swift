internal import Consumers
internal import JSON
internal import Kafka
internal import MessageArchiver
internal import Pipeline
internal import Postgres
internal import Service
internal import StatusProjector

/// One run of `dead-letters redrive`: pipeline after pipeline, some letters at a time.
struct Redrive: Sendable {
    /// So many letters are read at once, with their records.
    private static let chunk = 200

    var settings: ServiceSettings
    var states: [String]
    var act: OperatorAct
    /// The number of the run's audit row; nil where nothing is changed.
    var run: Int64?
    var stop: StopRequest

    private var isDryRun: Bool { run == nil }

    /// Carries the letters; `report` hears of each.
    func carry(_ letters: [DeadLetter], report: (DeadLetter, RedriveOutcome) -> Void) throws {
        for (pipeline, letters) in Dictionary(grouping: letters, by: \.pipeline).sorted(by: { $0.key < $1.key }) {
            guard ["messages", "status"].contains(pipeline) else {
                for letter in letters {
                    report(
                        letter, .refused(reason: "no-redrive", detail: "\(pipeline) has no way to take a record later"))
                }
                continue
            }
            let live = letters.filter { $0.generation == PipelineNames.liveGeneration }
            for letter in letters where letter.generation != PipelineNames.liveGeneration {
                report(
                    letter,
                    .refused(reason: "not-live", detail: "it is of generation \(letter.generation), which nobody reads")
                )
            }
            if !live.isEmpty { try carry(pipeline, live, report) }
        }
    }

    private func carry(
        _ pipeline: String, _ letters: [DeadLetter], _ report: (DeadLetter, RedriveOutcome) -> Void
    ) throws {
        let session = try makeSession(pipeline)
        let carrier = try Carrier(pipeline, session)
        var start = 0
        while start < letters.count, !stop.isRequested {
            let part = letters[start..<min(start + Self.chunk, letters.count)]
            start = part.endIndex
            let facts = Dictionary(part.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
            var left = Set(facts.keys)
            func tell(_ id: Letter.ID, _ outcome: RedriveOutcome) {
                if left.remove(id) != nil, let letter = facts[id] { report(letter, outcome) }
            }
            let (found, missing) = try LetterStore.load(part.map(\.id), states: states, session)
            for (id, reason) in missing { tell(id, .missing(reason)) }
            // Those that are in none of these states any more.
            for id in left.subtracting(found.map(\.id)) { tell(id, .gone) }
            try carrier.carry(found, isStopped: { stop.isRequested }) { tell($0.id, $1) }
        }
    }

    private func makeSession(_ pipeline: String) throws(PostgresError) -> RedriveSession {
        let topics = PipelineNames.topics(of: pipeline, prefix: settings.topicPrefix)
        let context = HandlerContext(
            pipeline: pipeline, generation: Int32(PipelineNames.liveGeneration), topics: topics,
            maxEventBytes: settings.maxEventBytes.bytes)
        let (act, run) = (act, run)
        return try RedriveSession(
            context, database: settings.session(),
            kafka: settings.kafka.bootstrapServers == nil ? nil : settings.client(), isDryRun: isDryRun
        ) { (letter: Letter, connection: inout Connection) throws(PostgresError) in
            let place = letter.id.place
            try act.record(
                "dead-letter-redriven", "\(pipeline) \(letter.id.topic)/\(place.partition)/\(place.offset)",
                [
                    "run": run.map { .integer($0) } ?? .null, "generation": .integer(letter.id.generation),
                    "log_id": .integer(place.logID), "was": .string(letter.state),
                ], on: &connection)
        }
    }

    /// What carries the letters of a pipeline.
    private enum Carrier {
        case messages(HandlerRedriver)
        case status(StatusRedriver)

        init(_ pipeline: String, _ session: RedriveSession) throws(PostgresError) {
            self =
                pipeline == StatusPipeline.name
                ? .status(try StatusRedriver(session))
                : .messages(try HandlerRedriver(session, handler: MessagesHandler(session.context)))
        }

        func carry(
            _ letters: [Letter], isStopped: () -> Bool, report: (Letter, RedriveOutcome) -> Void
        ) throws(PostgresError) {
            switch self {
            case .messages(let redriver):
                for letter in letters where !isStopped() { report(letter, try redriver.redrive(letter)) }
            case .status(let redriver): try redriver.redrive(letters, isStopped: isStopped, report: report)
            }
        }
    }
}
