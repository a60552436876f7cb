internal import CRdKafka

/// The library's settings object, freed on every path unless a client has taken it.
@safe
struct Configuration: ~Copyable {
    private let pointer: OpaquePointer

    /// The library's defaults, and no line on standard error.
    init() throws(KafkaError) {
        guard let pointer = unsafe rd_kafka_conf_new() else { throw KafkaError(.failed, "out of memory for settings") }
        unsafe self.pointer = unsafe pointer
        // > rd_kafka_conf_set_log_cb: The default is to print to stderr, but a syslog logger is also available.
        unsafe rd_kafka_conf_set_log_cb(pointer, forwardLog)
    }

    deinit { unsafe rd_kafka_conf_destroy(pointer) }

    /// Sets the property `name`.
    ///
    /// - throws: an error that names it, with the value only where that is no secret.
    func set(_ name: String, _ value: String) throws(KafkaError) {
        var text = [CChar](repeating: 0, count: 512)
        let result = unsafe rd_kafka_conf_set(pointer, name, value, &text, text.count)
        guard result != RD_KAFKA_CONF_OK else { return }
        let said = ClientSettings.isSecret(name) ? "the value is not acceptable" : string(text)
        throw KafkaError(.invalidArgument, "\(name): \(said)", property: name)
    }

    /// Sets the property `name` to a number.
    func set(_ name: String, _ number: Int) throws(KafkaError) { try set(name, String(number)) }

    /// What the property `name` is set to, or nil where it isn't, or there is none of that name.
    ///
    /// > rd_kafka_conf_get: … If dest is NULL only the size is returned through dest_size.
    func value(of name: String) -> String? {
        var size = 0
        guard unsafe rd_kafka_conf_get(pointer, name, nil, &size) == RD_KAFKA_CONF_OK else { return nil }
        var text = [CChar](repeating: 0, count: size + 1)
        guard unsafe rd_kafka_conf_get(pointer, name, &text, &size) == RD_KAFKA_CONF_OK else { return nil }
        return string(text)
    }

    /// Whether there is a property of that name, whatever its kind.
    ///
    /// Asked by putting it back to its default: rd_kafka_conf_get says "unknown" of one that has no value, too.
    func knows(_ name: String) -> Bool {
        var text = [CChar](repeating: 0, count: 512)
        return unsafe rd_kafka_conf_set(pointer, name, nil, &text, text.count) != RD_KAFKA_CONF_UNKNOWN
    }

    /// Asks for these kinds of event on the client's queues.
    func enable(events: Int32) { unsafe rd_kafka_conf_set_events(pointer, events) }

    /// Asks that each delivery be reported to the client's context.
    func reportDeliveries() { unsafe rd_kafka_conf_set_dr_msg_cb(pointer, forwardDelivery) }

    /// A client with these settings.
    ///
    /// > rd_kafka_new: conf … The rd_kafka_t instance will take ownership … on success. On failure (NULL) … the
    /// > application remains responsible for freeing it.
    consuming func makeClient(_ kind: rd_kafka_type_t, _ context: ClientContext) throws(KafkaError) -> ClientHandle {
        let retained = unsafe Unmanaged.passRetained(context)
        unsafe rd_kafka_conf_set_opaque(pointer, retained.toOpaque())
        var text = [CChar](repeating: 0, count: 512)
        guard let client = unsafe rd_kafka_new(kind, pointer, &text, text.count) else {
            unsafe retained.release()
            let said = string(text)
            _ = consume self
            throw KafkaError(.invalidArgument, said)
        }
        discard self
        return unsafe ClientHandle(takingOwnershipOf: client, context: retained)
    }
}

/// The text of a C buffer that ends at its first zero byte.
func string(_ buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
