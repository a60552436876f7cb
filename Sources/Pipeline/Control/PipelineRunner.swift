import Kafka
import Postgres
import Synchronization
import Telemetry
import Threads

/// One pipeline at work: a control thread, a claimer and the lanes.
package final class PipelineRunner: Sendable {
    /// How a pipeline ended.
    package enum Ending: Hashable, Sendable {
        /// It was told to, or reached the end; `halted`: with partitions that could not go on.
        case stopped(halted: Bool)
        /// The group was not left in time; the process should exit without waiting for the client.
        case hung
        /// It could not start, or can't go on.
        case failed(String)
    }

    /// The pipeline's name.
    package let name: String
    let control: ControlHandle
    let positions: PositionBoard
    let lanes: [LaneHandle]
    let limits: ReplayLimits?

    /// Starts the pipeline's threads.
    ///
    /// - throws: `KafkaError` where the client can't be made, `PostgresError` where the process has no descriptor left.
    package init(_ definition: PipelineDefinition, _ settings: PipelineSettings, report: PipelineReporter) throws {
        name = definition.name
        let consumer = try Consumer(
            settings.kafka, group: settings.replay == nil ? GroupSettings(id: definition.group) : nil,
            limits: QueueLimits(kilobytes: settings.queueBytes >> 10)
        ) { line in report(ClientLogged(line: line)) }
        let control = ControlHandle(definition, bounds: settings.watchdog, wake: { consumer.wake() })
        self.control = control
        var settings = settings
        // A claim ends sessions of this name that hold its rows: a replay's own name keeps it and live apart.
        let build = settings.replay.map { " rebuild \($0.generation)" } ?? ""
        settings.database.applicationName = "zapline/\(definition.name)\(build)"
        let loopSettings = settings
        let positions = PositionBoard()
        let claimer = try ClaimerHandle(
            positions: positions, answer: { control.send(.claimed($0)) }, found: { control.send(.found($0)) })
        let lanes = try (0..<max(1, settings.lanes)).map { number in
            try LaneHandle(number: number, queue: consumer.makeQueue(), positions: positions) {
                control.send(.lane($0))
            }
        }
        control.attach(claimer: claimer, lanes: lanes)
        self.positions = positions
        self.lanes = lanes
        limits = settings.replay?.limits
        let started = WorkerThread.start {
            let loop = ControlLoop(
                definition: definition, settings: loopSettings, consumer: consumer, control: control,
                claimer: claimer, lanes: lanes, positions: positions, report: report)
            control.ended(loop.run())
        }
        guard started != nil else {
            throw PostgresError(.connectFailed, "no thread can be had; raise the limit (ulimit -u)")
        }
    }

    /// Asks it to stop: finish the batches at hand, leave the group. Returns at once; `ending` tells when it did.
    package func requestStop() { control.send(.stop) }

    /// How it ended, or nil as long as it runs.
    package var ending: Ending? { control.ending }

    /// What it is doing.
    package var status: PipelineStatus { control.status }

    /// Gives up on threads that don't come back: whoever waits for the end is told that it hung.
    package func abandon() { control.ended(.hung) }

    /// Waits until it has ended; doesn't block a thread.
    package func waitUntilEnded() async -> Ending { await control.waitUntilEnded() }
}
