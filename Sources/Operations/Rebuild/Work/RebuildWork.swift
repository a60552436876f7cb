internal import Consumers
internal import Kafka
internal import Pipeline
internal import Postgres
internal import Service
internal import Telemetry

/// Work on a build as a command does it: on a thread that may block, with a board, and errors as the program ends by them.
struct RebuildWork: Sendable {
    let pipeline: String
    /// What the board calls it: `messages rebuild 3`.
    let title: String
    let pace: ReplayPace
    let isPlain: Bool
    /// Only records of these instances are folded; nil: all.
    var sample: [String]?
    let settings: ServiceSettings
    let surroundings: Surroundings

    /// Runs `body` with the only job on this pipeline.
    ///
    /// - parameter whenRead: what is said when it has come to where live stood; nil: nothing.
    /// - throws: `RebuildError` of code `refused`; anything else as the program ends by it.
    func run<Value: Sendable>(
        whenRead: String? = nil, _ body: @escaping @Sendable (RebuildJob) throws -> Value
    ) async throws -> Value {
        try await Blocking.run {
            let watch = ReplayWatch(board, whenRead: whenRead)
            do {
                return try body(try makeJob(watch))
            } catch let error as RebuildError where error.code == .refused {
                throw error
            } catch {
                if (error as? RebuildError)?.code == .stopped { watch.stop() }
                throw failure(error)
            }
        }
    }

    private func makeJob(_ watch: ReplayWatch) throws -> RebuildJob {
        guard let definition = RebuildDefinition(pipeline, prefix: settings.topicPrefix, sample: sample) else {
            throw OperationError("\(pipeline) can't be rebuilt")
        }
        var all = settings
        all.lanes = pace.lanes(settings)
        let pipelineSettings = ConsumerSettings.pipeline(
            pipeline, of: [pipeline], all, program: "zapline", untilEnd: false)
        // An outage is told by the board, and letters are counted in the end: only what ends the work is worth a line.
        let (board, complain) = (watch.board, surroundings.console.error)
        let logger = Logger(
            label: "zapline", level: .error,
            sink: LogSink { entry in
                board.say(String(decoding: LogFormat.text.line(entry, colours: false), as: UTF8.self), by: complain)
            })
        let stop = surroundings.stop
        let job = try RebuildJob(
            definition, pipelineSettings,
            report: PipelineReporter(
                pipeline: pipeline, logger: logger, instruments: try PipelineInstruments(in: Metrics())),
            isStopped: { stop.isRequested }, watch: watch.update)
        job.pacer = pace.pacer
        job.whenCompared = { counts, took, left in
            // What is done in a moment is in the report soon enough.
            guard took > .seconds(2) else { return }
            board.say(
                "\(counts.table): \(ProgressLine.grouped(counts.compared)) rows compared with live, "
                    + "\(ProgressLine.grouped(counts.differences)) differ; \(left) tables left")
        }
        return job
    }

    /// On standard error where standard output is for JSON.
    private var board: ReplayBoard {
        let isJSON = surroundings.wantsJSON
        return ReplayBoard(
            title: title, prefix: settings.topicPrefix, terminal: isJSON ? surroundings.errors : surroundings.output,
            isPlain: isPlain, write: isJSON ? surroundings.console.error : surroundings.console.output)
    }

    /// What another works on, and what was told to stop, came to no result: a script must not take it for a difference.
    private static func exitCode(_ code: RebuildError.Code) -> ExitCode {
        switch code {
        case .busy, .stopped, .unavailable: .unavailable
        case .state, .halted, .refused: .found
        }
    }

    /// The error as the program ends by it.
    private func failure(_ error: any Error) -> any Error {
        switch error {
        case let error as RebuildError:
            OperationError(error.description, exitCode: Self.exitCode(error.code))
        case let error as PostgresError: Database.failure(error)
        case let error as KafkaError: Broker.failure(error, settings.client(), ClientLog())
        default: error
        }
    }
}

/// Takes what the engine tells to the board.
final class ReplayWatch {
    let board: ReplayBoard
    private let whenRead: String?
    private let began = ContinuousClock.now
    private var last: ReplayState?
    private var isRead = false

    init(_ board: ReplayBoard, whenRead: String?) {
        self.board = board
        self.whenRead = whenRead
    }

    /// Shows how far it is. What comes once it has read all there was, is catching up that takes no time.
    func update(_ progress: ReplayProgress) {
        guard !isRead else { return }
        let state = ReplayState(progress, elapsed: began.duration(to: .now))
        last = state
        isRead = state.isWhole
        guard isRead else { return board.update(state) }
        board.finish(state)
        if let whenRead { board.say(whenRead) }
    }

    /// Shows how far it came.
    func stop() {
        if !isRead, let last { board.finish(last, isWhole: false) }
    }
}
