import Kafka
import Telemetry

/// This monitor is the active one now.
struct BecameActive: TelemetryEvent {
    let epoch: Int64
    let previous: String?

    func log(to logger: Logger) {
        logger.info(
            "this monitor is active", ["lease.epoch": .integer(epoch), "lease.previous": .string(previous ?? "nobody")])
    }

    func record(in instruments: MonitorInstruments) { instruments.isActive.set(true) }
}

/// This monitor isn't the active one any more.
struct BecameStandby: TelemetryEvent {
    let why: String

    func log(to logger: Logger) { logger.notice("this monitor stands by", ["reason": .string(why)]) }
    func record(in instruments: MonitorInstruments) {
        instruments.isActive.set(false)
        instruments.forgetSight()
    }
}

/// It speaks without a lease.
struct BecameDeputy: TelemetryEvent {
    typealias Instruments = MonitorInstruments

    func log(to logger: Logger) {
        logger.warning(
            "the database is away and no monitor can hold the lease: this one says so, and that the sessions are unknown"
        )
    }
}

/// It doesn't any more: the database is back, or another speaks.
struct EndedDeputy: TelemetryEvent {
    typealias Instruments = MonitorInstruments

    func log(to logger: Logger) { logger.notice("this monitor speaks no more without a lease") }
}

/// The lease could not be asked for.
struct LeaseFailed: TelemetryEvent {
    typealias Instruments = MonitorInstruments
    let error: String

    func log(to logger: Logger) { logger.warning("the monitors' lease can't be had", [.error: .string(error)]) }
}

/// What the monitor had in memory is read anew.
struct TenureEnded: TelemetryEvent {
    typealias Instruments = MonitorInstruments
    let error: String

    func log(to logger: Logger) {
        logger.warning("the monitor begins anew from its tables", [.error: .string(error)])
    }
}

/// The monitor begins to read.
struct TenureBegan: TelemetryEvent {
    typealias Instruments = MonitorInstruments
    let sessions: Int
    let partitions: Int

    func log(to logger: Logger) {
        logger.info(
            "the monitor reads on", ["sessions": .integer(sessions), "partitions": .integer(partitions)])
    }
}

/// A partition's offset is not in its log any more.
struct PositionReset: TelemetryEvent {
    let partition: TopicPartition
    let from: Int64
    let to: Int64

    func log(to logger: Logger) {
        logger.warning(
            "the monitor's offset is not in the log; it goes on at the beginning, since its state is a summary",
            [
                "kafka.topic": .string(partition.topic), "kafka.partition": .integer(partition.partition),
                "offset.stored": .integer(from), "offset.next": .integer(to),
            ])
    }

    func record(in instruments: MonitorInstruments) { instruments.resets.increment() }
}
