internal import CRdKafka
import Synchronization

extension ProducerCore {
    /// Hands a record to the library; waits while its queue is full, and while a client that ended is replaced.
    func enqueue(
        _ record: OutgoingRecord, _ limit: Duration, promise: DeliveryPromise? = nil
    ) throws(KafkaError) {
        let deadline = Deadline(after: limit)
        while let error = offer(record, promise, early: false) {
            guard error.code == .queueFull || error.code == .fatal, !deadline.hasPassed else { throw error }
            // Serving reports is what makes room; where another thread does it, this is the pause between two tries.
            serve(deadline.remaining(atMost: .milliseconds(10)))
        }
    }

    /// Hands a single record over at once; while a client that ended is replaced, it waits for the next one.
    func enqueue(_ record: OutgoingRecord, promise: DeliveryPromise) throws(KafkaError) {
        if let error = offer(record, promise, early: true) { throw error }
    }

    private func offer(_ record: OutgoingRecord, _ promise: DeliveryPromise?, early: Bool) -> KafkaError? {
        state.withLock { state in
            guard !state.isStopped else { return KafkaError(.state, "the producer is closed") }
            let ticket = Ticket(number: state.count, promise: promise, timestamp: record.timestamp)
            tally.accept()
            let error = KafkaError(Self.produce(record, ticket, state.client))
            if let error, !early || error.code != .fatal {
                tally.refuse()
                return error
            }
            if error != nil { state.early.append(StrandedRecord(record: record, ticket: ticket)) }
            state.count += 1
            return nil
        }
    }

    /// > rd_kafka_producev: … RD_KAFKA_MSG_F_COPY: the payload data will be copied. … On failure the application
    /// > remains responsible for [payload, headers, opaque].
    static func produce(_ record: OutgoingRecord, _ ticket: Ticket, _ client: ClientHandle) -> rd_kafka_resp_err_t {
        let headers = unsafe makeHeaders(record.headers)
        // Balanced by the delivery report, or here where none will come.
        let opaque = unsafe Unmanaged.passRetained(ticket)
        let result = unsafe withBytes(record.key) { key in
            unsafe withBytes(record.value) { value in
                unsafe zapline_produce(
                    client.pointer, record.topic, key.baseAddress, key.count, value.baseAddress, value.count,
                    record.timestamp ?? 0, headers, opaque.toOpaque())
            }
        }
        guard result != RD_KAFKA_RESP_ERR_NO_ERROR else { return result }
        unsafe opaque.release()
        if let headers = unsafe headers { unsafe rd_kafka_headers_destroy(headers) }
        return result
    }

    /// Lends the bytes: no address for nil, some address for none, which is how the library tells null from empty.
    private static func withBytes<Result>(
        _ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        guard let bytes else { return unsafe body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        guard !bytes.isEmpty else {
            return unsafe [UInt8(0)].withUnsafeBytes {
                unsafe body(UnsafeRawBufferPointer(start: $0.baseAddress, count: 0))
            }
        }
        return unsafe bytes.withUnsafeBytes { unsafe body($0) }
    }

    /// > rd_kafka_header_add: … name_size: header name size (-1 to use strlen) … value may be NULL. The name and value
    /// > are copied.
    private static func makeHeaders(_ headers: [OutgoingRecord.Header]) -> OpaquePointer? {
        guard !headers.isEmpty, let list = unsafe rd_kafka_headers_new(headers.count) else { return nil }
        for header in headers {
            unsafe withBytes(header.value) { value in
                unsafe _ = rd_kafka_header_add(list, header.name, -1, value.baseAddress, value.count)
            }
        }
        return unsafe list
    }
}
