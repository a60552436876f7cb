import Telemetry

/// Partitions were claimed and are about to be fetched.
struct PartitionsClaimed: PipelineEvent {
    let partitions: Int
    let owned: Int

    func log(to logger: Logger) {
        logger.info("partitions claimed", ["claimed": .integer(partitions), "owned": .integer(owned)])
    }

    func record(in instruments: PipelineInstruments, pipeline: String) {
        instruments.claims.child(pipeline).add(partitions)
        instruments.owned.child(pipeline).set(owned)
    }
}

/// A rebalance took partitions.
struct PartitionsTaken: PipelineEvent {
    let partitions: Int
    let owned: Int
    let lost: Bool

    func log(to logger: Logger) {
        logger.info(
            "partitions taken by a rebalance",
            ["taken": .integer(partitions), "owned": .integer(owned), "lost": .bool(lost)])
    }

    func record(in instruments: PipelineInstruments, pipeline: String) {
        instruments.owned.child(pipeline).set(owned)
    }
}

/// A claim can't be made yet.
struct ClaimFailed: PipelineEvent {
    let error: String

    func log(to logger: Logger) {
        logger.warning("partitions can't be claimed yet; trying on", [.error: .string(error)])
    }
}

/// A partition is claimed again, since what was held of it is not what its row says.
struct PartitionReclaimed: PipelineEvent {
    let topic: String
    let partition: Int32

    func log(to logger: Logger) {
        logger.notice(
            "a partition is claimed again", [.topic: .string(topic), .partition: .integer(Int(partition))])
    }

    func record(in instruments: PipelineInstruments, pipeline: String) {
        instruments.reclaims.child(pipeline).increment()
    }
}

/// The claimer found a partition to be another than its lane takes it for.
struct PartitionOutOfDate: PipelineEvent {
    let topic: String
    let partition: Int32
    let why: PositionCheck.Why

    func log(to logger: Logger) {
        logger.log(
            why == .stalled ? .error : .notice, "a partition is looked at again",
            [.topic: .string(topic), .partition: .integer(Int(partition)), .reason: .string(why.rawValue)])
    }
}

/// A partition may not go on.
struct PartitionHalted: PipelineEvent {
    let topic: String
    let partition: Int32
    let reason: String
    let retries: Bool
    let halted: Int

    func log(to logger: Logger) {
        logger.error(
            "a partition is halted",
            [
                .topic: .string(topic), .partition: .integer(Int(partition)), .reason: .string(reason),
                "retries": .bool(retries),
            ])
    }

    func record(in instruments: PipelineInstruments, pipeline: String) {
        instruments.halted.child(pipeline).set(halted)
    }
}

/// A partition that was halted goes on, or another process has it.
struct HaltEnded: PipelineEvent {
    let halted: Int

    func record(in instruments: PipelineInstruments, pipeline: String) {
        instruments.halted.child(pipeline).set(halted)
    }
}

/// The pipeline has stopped, and how.
struct PipelineStopped: PipelineEvent {
    let clean: Bool

    func log(to logger: Logger) {
        if clean {
            logger.info("pipeline stopped")
        } else {
            logger.warning("pipeline stopped without leaving its group in time; nothing is lost by that")
        }
    }
}
