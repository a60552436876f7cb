internal import CRdKafka

/// What Kafka or its client library refused or lost.
///
/// `message` never carries a value of a secret setting, and nothing of a record.
package struct KafkaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of error.
    package var code: Code
    /// What happened, in the library's words or ours.
    package var message: String
    /// Whether the client can't be used any more; a new one can.
    package var isFatal: Bool
    /// The setting that is at fault, by librdkafka's name.
    package var property: String?

    /// An error; without a message it has the code's own text.
    package init(_ code: Code, _ message: String? = nil, isFatal: Bool = false, property: String? = nil) {
        self.code = code
        self.message = message ?? code.text
        self.isFatal = isFatal || code == .fatal
        self.property = property
    }

    /// Whether the same call may well succeed later, with nothing changed.
    package var isRetriable: Bool { !isFatal && Code.passing.contains(code) }

    /// What an operator reads.
    package var description: String {
        let text = message.isEmpty ? code.name : "\(code.name): \(message)"
        return isFatal ? "\(text) (fatal to this client)" : text
    }
}

// MARK: - From the library

extension KafkaError {
    /// The error of a call that returns a code, or nil where that is success.
    init?(_ code: rd_kafka_resp_err_t, _ message: @autoclosure () -> String? = nil) {
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        self.init(Code(rawValue: code.rawValue), message())
    }

    /// The error of a call that returns an object, or nil where that is none; the object is freed.
    ///
    /// > rd_kafka_error_destroy: Free and destroy an error object. error may be NULL in which case no action is
    /// > performed.
    init?(takingOwnershipOf error: OpaquePointer?) {
        guard let error = unsafe error else { return nil }
        defer { unsafe rd_kafka_error_destroy(error) }
        let text = unsafe rd_kafka_error_string(error).map { unsafe String(cString: $0) }
        self.init(
            Code(rawValue: unsafe rd_kafka_error_code(error).rawValue), text,
            isFatal: unsafe rd_kafka_error_is_fatal(error) != 0)
    }

    /// Throws what a call that returns a code says.
    static func check(
        _ code: rd_kafka_resp_err_t, _ message: @autoclosure () -> String? = nil
    ) throws(KafkaError) {
        if let error = KafkaError(code, message()) { throw error }
    }
}
