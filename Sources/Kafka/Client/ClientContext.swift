internal import CRdKafka
import Synchronization

/// What the library's callbacks reach through a client's one opaque pointer.
final class ClientContext: Sendable {
    let log: LogHandler
    /// Takes the delivery reports of a producer.
    let desk: DeliveryDesk?

    init(log: @escaping LogHandler, desk: DeliveryDesk? = nil) {
        self.log = log
        self.desk = desk
    }

    /// The context behind an opaque pointer, which its client holds until it is destroyed.
    static func behind(_ opaque: UnsafeMutableRawPointer?) -> ClientContext? {
        guard let opaque = unsafe opaque else { return nil }
        return unsafe Unmanaged<ClientContext>.fromOpaque(opaque).takeUnretainedValue()
    }
}

/// > rd_kafka_conf_set_log_cb: The log_cb implementation must be thread safe; it will be called from arbitrary threads.
func forwardLog(
    _ client: OpaquePointer?, _ level: Int32, _ facility: UnsafePointer<CChar>?, _ text: UnsafePointer<CChar>?
) {
    guard let client = unsafe client, let context = unsafe ClientContext.behind(rd_kafka_opaque(client)) else { return }
    let line = LogLine(
        level: level, facility: unsafe facility.map { unsafe String(cString: $0) } ?? "",
        text: unsafe text.map { unsafe String(cString: $0) } ?? "")
    // The user's properties go to every client, so each would warn of those that are for another kind.
    if line.facility == "CONFWARN", line.text.contains("will be ignored by this") { return }
    context.log(line)
}

/// > rd_kafka_conf_set_dr_msg_cb: The delivery report callback will be called once for each message accepted by
/// > rd_kafka_produce() … The application must call rd_kafka_poll() at regular intervals to serve queued delivery
/// > reports.
func forwardDelivery(
    _ client: OpaquePointer?, _ message: UnsafePointer<rd_kafka_message_t>?, _ opaque: UnsafeMutableRawPointer?
) {
    guard let message = unsafe message, let desk = unsafe ClientContext.behind(opaque)?.desk else { return }
    let isDelivered = unsafe message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR
    unsafe desk.report(message, end: isDelivered ? nil : endingError(of: client))
}

/// The error that ended a client, if one did.
///
/// > rd_kafka_fatal_error: Returns the first fatal error set on this client instance, or RD_KAFKA_RESP_ERR_NO_ERROR.
func endingError(of client: OpaquePointer?) -> KafkaError? {
    var text = [CChar](repeating: 0, count: 512)
    let code = unsafe rd_kafka_fatal_error(client, &text, text.count)
    guard var error = KafkaError(code, string(text)) else { return nil }
    error.isFatal = true
    return error
}
