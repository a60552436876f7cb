internal import CRdKafka
internal import Glibc

extension Admin {
    /// Makes one call of the library's and waits for its answer.
    ///
    /// > rd_kafka_CreateTopics and its siblings: … rkqu: Queue to emit result on. … The result event type emitted on
    /// > the supplied queue is … The options' request timeout covers broker lookup, transmission and the broker's work.
    func request(
        _ operation: rd_kafka_admin_op_t, timeout: Duration, validateOnly: Bool = false,
        _ call: (_ client: OpaquePointer?, _ options: OpaquePointer?, _ queue: OpaquePointer?) -> Void
    ) throws(KafkaError) -> Event {
        let deadline = Deadline(after: timeout)
        try findController(deadline)
        let timeout = deadline.remaining
        guard let queue = unsafe QueueHandle(takingOwnershipOf: rd_kafka_queue_new(client.pointer), of: client),
            let options = unsafe rd_kafka_AdminOptions_new(client.pointer, operation)
        else { throw KafkaError(.failed, "out of memory for a request") }
        defer { unsafe rd_kafka_AdminOptions_destroy(options) }
        try unsafe Self.set(options, timeout: timeout, validateOnly: validateOnly)
        unsafe call(client.pointer, options, queue.pointer)
        // The library ends the request by itself; the second is for its answer to be made.
        guard let event = queue.poll(timeout + .seconds(1)) else { throw KafkaError(.timedOut) }
        if let error = event.error { throw error }
        return event
    }

    /// Sees to it that the library knows the controller.
    ///
    /// A broker that has just started names none, as it is fenced until its first heartbeat; and 2.0.2 asks again only when a broker's
    /// state changes or after five minutes, so that a request would wait in vain for as long as it may.
    ///
    /// > rd_kafka_controllerid: Returns the current ControllerId as reported in broker metadata. … \returns the controller broker id
    /// > (>= 0), or -1 if no ControllerId could be retrieved in the allotted time.
    private func findController(_ deadline: Deadline) throws(KafkaError) {
        while unsafe rd_kafka_controllerid(client.pointer, 0) < 0 {
            guard deadline.remaining > .zero else {
                throw KafkaError(.timedOut, "no broker that answers knows the cluster's controller")
            }
            _ = try client.metadata(allTopics: false, timeout: deadline.remaining)
            guard unsafe rd_kafka_controllerid(client.pointer, 0) < 0 else { return }
            _ = poll(nil, 0, Int32(min(100, deadline.remaining.milliseconds)))
        }
    }

    private static func set(
        _ options: OpaquePointer, timeout: Duration, validateOnly: Bool
    ) throws(KafkaError) {
        var text = [CChar](repeating: 0, count: 512)
        // > rd_kafka_AdminOptions_set_request_timeout: … valid range -1..3600*1000
        let milliseconds = min(timeout.milliseconds, 3_600_000)
        try KafkaError.check(
            unsafe rd_kafka_AdminOptions_set_request_timeout(options, milliseconds, &text, text.count), string(text))
        guard validateOnly else { return }
        try KafkaError.check(
            unsafe rd_kafka_AdminOptions_set_validate_only(options, 1, &text, text.count), string(text))
    }

    /// What a result says of each topic.
    ///
    /// > rd_kafka_topic_result_error: Returns the error code … rd_kafka_topic_result_error_string: Returns the human
    /// > readable error string … or NULL if there was no error. … The lifetime is the same as the result's.
    static func results(
        _ list: UnsafeMutablePointer<OpaquePointer?>?, count: Int
    ) -> [TopicResult] {
        unsafe UnsafeBufferPointer(start: list, count: list == nil ? 0 : count).map { result in
            let name = unsafe rd_kafka_topic_result_name(result).map { unsafe String(cString: $0) } ?? ""
            let text = unsafe rd_kafka_topic_result_error_string(result).map { unsafe String(cString: $0) }
            return TopicResult(topic: name, error: unsafe KafkaError(rd_kafka_topic_result_error(result), text))
        }
    }
}
