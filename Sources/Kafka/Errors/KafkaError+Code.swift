internal import CRdKafka

extension KafkaError {
    /// A code of Kafka's protocol (positive) or of the library (negative).
    package struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The number, as the protocol and `rd_kafka_resp_err_t` have it.
        package let rawValue: Int32

        /// The code of that number.
        package init(rawValue: Int32) { self.rawValue = rawValue }

        private init(_ code: rd_kafka_resp_err_t) { self.init(rawValue: code.rawValue) }

        /// The name, such as `_ALL_BROKERS_DOWN`; what is the library's own begins with an underscore.
        package var name: String {
            unsafe rd_kafka_err2name(rd_kafka_resp_err_t(rawValue)).map { unsafe String(cString: $0) } ?? "\(rawValue)"
        }

        /// The library's sentence for it.
        package var text: String {
            unsafe rd_kafka_err2str(rd_kafka_resp_err_t(rawValue)).map { unsafe String(cString: $0) } ?? "\(rawValue)"
        }

        /// The name.
        package var description: String { name }

        /// Our deadline passed before an answer came.
        package static let timedOut = Code(RD_KAFKA_RESP_ERR__TIMED_OUT)
        /// A connection broke.
        package static let transport = Code(RD_KAFKA_RESP_ERR__TRANSPORT)
        /// No broker is connected.
        package static let allBrokersDown = Code(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
        /// A broker's name could not be looked up.
        package static let resolve = Code(RD_KAFKA_RESP_ERR__RESOLVE)
        /// Logging in failed.
        package static let authentication = Code(RD_KAFKA_RESP_ERR__AUTHENTICATION)
        /// A setting or an argument is not acceptable.
        package static let invalidArgument = Code(RD_KAFKA_RESP_ERR__INVALID_ARG)
        /// The call doesn't fit the client's state.
        package static let state = Code(RD_KAFKA_RESP_ERR__STATE)
        /// The library could not make something, mostly for want of memory or threads.
        package static let failed = Code(RD_KAFKA_RESP_ERR__FAIL)
        /// The broker or the library doesn't know how.
        package static let unsupportedFeature = Code(RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE)
        /// The client is beyond repair; the message has the cause.
        package static let fatal = Code(RD_KAFKA_RESP_ERR__FATAL)
        /// The producer's queue has no room.
        package static let queueFull = Code(RD_KAFKA_RESP_ERR__QUEUE_FULL)
        /// A record was taken out of the producer's queue.
        package static let purged = Code(RD_KAFKA_RESP_ERR__PURGE_QUEUE)
        /// A record was under way when it was given up; it may have arrived.
        package static let purgedInFlight = Code(RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)
        /// The broker doesn't follow the sequence of an idempotent producer's records.
        package static let outOfOrderSequence = Code(RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER)
        /// The broker doesn't know an idempotent producer any more.
        package static let unknownProducerID = Code(RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID)
        /// A record did not arrive in `message.timeout.ms`.
        package static let messageTimedOut = Code(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT)
        /// Records whose checksum is wrong.
        package static let badMessage = Code(RD_KAFKA_RESP_ERR__BAD_MSG)
        /// Records of a format, or compressed in a way, that this client can't read.
        package static let notImplemented = Code(RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED)
        /// Records that can't be unpacked.
        package static let badCompression = Code(RD_KAFKA_RESP_ERR__BAD_COMPRESSION)
        /// The control thread did not poll for `max.poll.interval.ms`.
        package static let maxPollExceeded = Code(RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED)
        /// The offset to fetch from is not in the log, and we allow no reset.
        package static let autoOffsetReset = Code(RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)
        /// The end of a partition was reached.
        package static let partitionEOF = Code(RD_KAFKA_RESP_ERR__PARTITION_EOF)
        /// The client doesn't know the topic.
        package static let unknownTopic = Code(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
        /// The topic has no such partition.
        package static let unknownPartition = Code(RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
        /// The broker doesn't know the topic or partition.
        package static let unknownTopicOrPartition = Code(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
        /// A topic of that name is there.
        package static let topicAlreadyExists = Code(RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
        /// The partition has no leader just now.
        package static let leaderNotAvailable = Code(RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
        /// The broker asked is not the partition's leader any more.
        package static let notLeader = Code(RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION)
        /// The group's coordinator is not there just now.
        package static let coordinatorNotAvailable = Code(RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE)
        /// The group's coordinator still reads what was committed.
        package static let coordinatorLoading = Code(RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS)
        /// The broker asked is not the group's coordinator any more.
        package static let notCoordinator = Code(RD_KAFKA_RESP_ERR_NOT_COORDINATOR)
        /// Access to a topic is denied.
        package static let topicAuthorizationFailed = Code(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
        /// Access to a group is denied.
        package static let groupAuthorizationFailed = Code(RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED)
        /// A record is larger than the client or the topic allows.
        package static let messageTooLarge = Code(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
        /// Another member took our `group.instance.id`.
        package static let fencedInstanceID = Code(RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID)
        /// Another producer took our place.
        package static let producerFenced = Code(RD_KAFKA_RESP_ERR_PRODUCER_FENCED)

        /// Whether it is about records that arrived and can't be read. The library gives none of them and no word more: it asks for them again
        /// and again, or goes on behind them as if they were a hole that compaction left.
        package var isDamage: Bool { Self.damage.contains(self) }
        private static let damage: Set<Code> = [.badMessage, .notImplemented, .badCompression]

        /// What passes by itself, as far as one can know.
        static let passing: Set<Code> = [
            .timedOut, .transport, .allBrokersDown, .resolve, .queueFull, .messageTimedOut, .leaderNotAvailable,
            .notLeader,
            .coordinatorNotAvailable, .notCoordinator, .purged, Code(RD_KAFKA_RESP_ERR__WAIT_COORD),
            Code(RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE), .purgedInFlight,
            Code(RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT), Code(RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION),
            Code(RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS), Code(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS),
            Code(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND), Code(RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS),
            Code(RD_KAFKA_RESP_ERR_NOT_CONTROLLER), Code(RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE),
            Code(RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE),
        ]
    }
}
