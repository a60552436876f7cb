internal import CRdKafka

/// A queue of the library's, given back with the last object that holds it, and before its client.
///
/// Its functions lock for themselves (rdkafka_queue.h: every one takes `rkq_lock`), so its address can be shared.
@safe
final class QueueHandle: Sendable {
    let client: ClientHandle
    private let address: UInt

    /// > rd_kafka_queue_get_consumer, rd_kafka_queue_new, …: Use rd_kafka_queue_destroy() to loose the reference.
    init?(takingOwnershipOf pointer: OpaquePointer?, of client: ClientHandle) {
        guard let pointer = unsafe pointer else { return nil }
        self.client = client
        address = UInt(bitPattern: pointer)
    }

    /// The library's pointer; never nil.
    var pointer: OpaquePointer? { unsafe OpaquePointer(bitPattern: address) }

    deinit { unsafe rd_kafka_queue_destroy(pointer) }

    /// > rd_kafka_queue_yield: Cancels the current rd_kafka_queue_poll() on rkqu. An application may use this from
    /// > another thread to force an immediate return to the calling code (caller of rd_kafka_queue_poll()).
    ///
    /// Where nobody waits, the next wait ends at once (rdkafka_queue.h:360), so a wake is never missed.
    func wake() { unsafe rd_kafka_queue_yield(pointer) }

    /// What the queue has to say next, or nil where it has nothing within `timeout` or was woken.
    func poll(_ timeout: Duration) -> Event? {
        guard let event = unsafe rd_kafka_queue_poll(pointer, timeout.milliseconds) else { return nil }
        return unsafe Event(takingOwnershipOf: event)
    }
}

/// An event of the library's, freed with its owner.
///
/// > rd_kafka_event_destroy: … The rkev and its contents must not be used after this.
@safe
struct Event: ~Copyable {
    let pointer: OpaquePointer

    init(takingOwnershipOf pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    deinit { unsafe rd_kafka_event_destroy(pointer) }

    /// What kind it is, one of `RD_KAFKA_EVENT_…`.
    var kind: Int32 { unsafe rd_kafka_event_type(pointer) }

    /// The library's code for what it tells.
    var code: KafkaError.Code { KafkaError.Code(rawValue: unsafe rd_kafka_event_error(pointer).rawValue) }

    /// The error that it tells, or nil.
    var error: KafkaError? {
        let text = unsafe rd_kafka_event_error_string(pointer).map { unsafe String(cString: $0) }
        guard var error = unsafe KafkaError(rd_kafka_event_error(pointer), text) else { return nil }
        error.isFatal = error.isFatal || (unsafe rd_kafka_event_error_is_fatal(pointer) != 0)
        return error
    }
}
