internal import CRdKafka

/// Something that has settings on the brokers.
package struct ConfigResource: Hashable, Sendable {
    /// What it is.
    package enum Kind: Hashable, Sendable { case topic, broker }

    /// What it is.
    package var kind: Kind
    /// A topic's name, a broker's number.
    package var name: String

    /// The topic `name`.
    package static func topic(_ name: String) -> ConfigResource { ConfigResource(kind: .topic, name: name) }
    /// The broker `id`.
    package static func broker(_ id: Int32) -> ConfigResource { ConfigResource(kind: .broker, name: String(id)) }
}

/// One setting of a resource.
package struct ConfigEntry: Hashable, Sendable {
    /// Where a value comes from.
    package enum Source: Int32, Hashable, Sendable {
        case unknown, topic, dynamicBroker, dynamicDefaultBroker, staticBroker, `default`
    }

    /// Its name.
    package var name: String
    /// Its value; nil where there is none, or it is a secret.
    package var value: String?
    /// Where the value comes from; `.topic`: from the topic itself.
    package var source: Source
    /// Whether it can't be changed.
    package var isReadOnly: Bool
    /// Whether the brokers keep its value to themselves.
    package var isSensitive: Bool
}

extension Admin {
    /// The settings of a resource. Straight after a change it may still show the old ones.
    package func describeConfig(
        _ resource: ConfigResource, timeout: Duration
    ) throws(KafkaError) -> [ConfigEntry] {
        var list = unsafe [try Self.make(resource)]
        defer { unsafe list.forEach { unsafe rd_kafka_ConfigResource_destroy($0) } }
        let event = try unsafe request(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, timeout: timeout) {
            unsafe rd_kafka_DescribeConfigs($0, &list, list.count, $1, $2)
        }
        var count = 0
        let results = unsafe rd_kafka_DescribeConfigs_result_resources(
            rd_kafka_event_DescribeConfigs_result(event.pointer), &count)
        let answer = try unsafe Self.only(results, count)
        let entries = unsafe rd_kafka_ConfigResource_configs(answer, &count)
        return unsafe UnsafeBufferPointer(start: entries, count: entries == nil ? 0 : count).map {
            unsafe ConfigEntry($0)
        }
    }

    /// Sets *all* settings of a resource: what `values` doesn't name goes back to its default (2.0.2 has no incremental
    /// call). Read, merge and send.
    package func alterConfig(
        _ resource: ConfigResource, _ values: [String: String], validateOnly: Bool = false, timeout: Duration
    ) throws(KafkaError) {
        var list = unsafe [try Self.make(resource)]
        defer { unsafe list.forEach { unsafe rd_kafka_ConfigResource_destroy($0) } }
        for (name, value) in values {
            try KafkaError.check(unsafe rd_kafka_ConfigResource_set_config(list[0], name, value))
        }
        let event = try unsafe request(RD_KAFKA_ADMIN_OP_ALTERCONFIGS, timeout: timeout, validateOnly: validateOnly) {
            unsafe rd_kafka_AlterConfigs($0, &list, list.count, $1, $2)
        }
        var count = 0
        let results = unsafe rd_kafka_AlterConfigs_result_resources(
            rd_kafka_event_AlterConfigs_result(event.pointer), &count)
        _ = try unsafe Self.only(results, count)
    }

    private static func make(_ resource: ConfigResource) throws(KafkaError) -> OpaquePointer? {
        let kind = resource.kind == .topic ? RD_KAFKA_RESOURCE_TOPIC : RD_KAFKA_RESOURCE_BROKER
        guard let made = unsafe rd_kafka_ConfigResource_new(kind, resource.name) else {
            throw KafkaError(.invalidArgument, "a resource needs a name")
        }
        return unsafe made
    }

    /// The answer for the one resource asked about.
    private static func only(
        _ results: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int
    ) throws(KafkaError) -> OpaquePointer? {
        guard let results = unsafe results, count > 0 else {
            throw KafkaError(.failed, "the broker said nothing of it")
        }
        let text = unsafe rd_kafka_ConfigResource_error_string(results[0]).map { unsafe String(cString: $0) }
        try KafkaError.check(unsafe rd_kafka_ConfigResource_error(results[0]), text)
        return unsafe results[0]
    }
}

extension ConfigEntry {
    fileprivate init(_ raw: OpaquePointer?) {
        name = unsafe rd_kafka_ConfigEntry_name(raw).map { unsafe String(cString: $0) } ?? ""
        // > rd_kafka_ConfigEntry_value: Returns the configuration value, may be NULL for sensitive or unset.
        value = unsafe rd_kafka_ConfigEntry_value(raw).map { unsafe String(cString: $0) }
        source = Source(rawValue: Int32(bitPattern: unsafe rd_kafka_ConfigEntry_source(raw).rawValue)) ?? .unknown
        isReadOnly = unsafe rd_kafka_ConfigEntry_is_read_only(raw) == 1
        isSensitive = unsafe rd_kafka_ConfigEntry_is_sensitive(raw) == 1
    }
}
