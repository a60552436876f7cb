internal import CRdKafka
internal import Synchronization

/// Takes the delivery reports of one client: counts them, answers who waits, and keeps aside what the next client is to send.
final class DeliveryDesk: Sendable {
    /// As many clients may end with a record; then the fault is one that a new client doesn't heal.
    static let patience = 3

    private let tally: DeliveryTally
    private let stranded = Mutex<[StrandedRecord]>([])

    init(_ tally: DeliveryTally) { self.tally = tally }

    /// Takes one report.
    ///
    /// - parameter end: the error that ended the client, if one did: what it says of records then says nothing of them.
    func report(_ message: UnsafePointer<rd_kafka_message_t>, end: KafkaError?) {
        // Balances the retain of `ProducerCore.produce`: each accepted message has one report.
        guard let opaque = unsafe message.pointee._private else { return }
        let ticket = unsafe Unmanaged<Ticket>.fromOpaque(opaque).takeRetainedValue()
        guard let error = unsafe KafkaError(message.pointee.err) else {
            tally.count(nil)
            ticket.promise?.finish(.success(unsafe Delivery(of: message)))
            return
        }
        if let end, ticket.losses < Self.patience, error.code == end.code || Self.strands(error.code) {
            let record = unsafe OutgoingRecord(reported: message, at: ticket.timestamp)
            stranded.withLock { $0.append(StrandedRecord(record: record, ticket: ticket.again)) }
        } else {
            fail(ticket, error)
        }
    }

    /// Gives a record up.
    func fail(_ ticket: Ticket, _ error: KafkaError) {
        tally.count(error)
        ticket.promise?.finish(.failure(error))
    }

    /// What is kept aside, in no order.
    func takeStranded() -> [StrandedRecord] {
        stranded.withLock { stranded in
            defer { stranded = [] }
            return stranded
        }
    }

    /// Whether an error is about the client and not about the record: it was taken back from a queue, or met a sequence that
    /// the broker doesn't follow.
    private static func strands(_ code: KafkaError.Code) -> Bool {
        [.purged, .purgedInFlight, .fatal, .outOfOrderSequence, .unknownProducerID].contains(code)
    }
}

extension Delivery {
    /// The library's mock brokers have no clock and say 1234 each time.
    private static let mocked: Int64 = 1_234

    /// What a report of a record that is in the log says.
    ///
    /// > rd_kafka_message_timestamp: Returns the message timestamp for a consumed message. … If the timestamp is not available -1 is
    /// > returned and tstype is set to RD_KAFKA_TIMESTAMP_NOT_AVAILABLE.
    ///
    /// Of a report it is the record's own (CREATE_TIME), unless the broker answered with its time.
    fileprivate init(of message: UnsafePointer<rd_kafka_message_t>) {
        let offset = unsafe message.pointee.offset
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let time = unsafe rd_kafka_message_timestamp(message, &kind)
        let isBrokers = kind != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE && kind != RD_KAFKA_TIMESTAMP_CREATE_TIME
        self.init(
            partition: unsafe message.pointee.partition, offset: offset >= 0 ? offset : nil,
            appendedAt: isBrokers && time > Self.mocked ? time : nil)
    }
}

extension OutgoingRecord {
    /// The record that a report is about.
    ///
    /// > rd_kafka_message_t: … Producer: … payload, len, key, key_len: the original message's.
    fileprivate init(reported message: UnsafePointer<rd_kafka_message_t>, at timestamp: Int64?) {
        let topic = unsafe message.pointee.rkt.flatMap { unsafe rd_kafka_topic_name($0) }
        self.init(
            topic: unsafe topic.map { unsafe String(cString: $0) } ?? "",
            key: unsafe Self.bytes(message.pointee.key, message.pointee.key_len),
            value: unsafe Self.bytes(message.pointee.payload, message.pointee.len),
            headers: unsafe Self.headers(of: message), timestamp: timestamp)
    }

    private static func bytes(_ start: UnsafeRawPointer?, _ count: Int) -> [UInt8]? {
        unsafe start.map { unsafe Array(UnsafeRawBufferPointer(start: $0, count: count)) }
    }

    /// > rd_kafka_message_headers: Get the message header list. … The returned pointer … remains owned by the message.
    private static func headers(of message: UnsafePointer<rd_kafka_message_t>) -> [Header] {
        var list: OpaquePointer?
        guard unsafe rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR else { return [] }
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        var headers: [Header] = []
        // > rd_kafka_header_get_all: Iterator for all headers matching idx …
        while unsafe rd_kafka_header_get_all(list, headers.count, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR {
            let text = unsafe name.map { unsafe String(cString: $0) }
            headers.append(unsafe Header(text ?? "", bytes(value, size)))
        }
        return headers
    }
}
