internal import CRdKafka

/// The library's list of partitions, freed with its owner.
@safe
struct PartitionList: ~Copyable {
    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?

    /// A list of these, with their offsets.
    init(_ offsets: [TopicPartition: Int64]) {
        unsafe pointer = rd_kafka_topic_partition_list_new(Int32(clamping: offsets.count))
        for (place, offset) in offsets {
            // > rd_kafka_topic_partition_list_add: … Returns a new element, which is the list's.
            guard let element = unsafe rd_kafka_topic_partition_list_add(pointer, place.topic, place.partition) else {
                continue
            }
            unsafe element.pointee.offset = offset
        }
    }

    /// A list of these, without offsets.
    init(_ places: some Sequence<TopicPartition>) {
        self.init(
            Dictionary(places.map { ($0, Int64(RD_KAFKA_OFFSET_INVALID)) }, uniquingKeysWith: { first, _ in first }))
    }

    /// A list that was given to us to free.
    init(takingOwnershipOf pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?) {
        unsafe self.pointer = unsafe pointer
    }

    deinit {
        if let pointer = unsafe pointer { unsafe rd_kafka_topic_partition_list_destroy(pointer) }
    }

    /// What is in it.
    var entries: [Entry] { unsafe Self.entries(of: pointer) }

    /// What is in a list that somebody else owns.
    static func entries(of list: UnsafePointer<rd_kafka_topic_partition_list_t>?) -> [Entry] {
        guard let list = unsafe list, let elements = unsafe list.pointee.elems else { return [] }
        return unsafe (0..<Int(list.pointee.cnt)).compactMap { index in
            guard let name = unsafe elements[index].topic else { return nil }
            return Entry(
                place: TopicPartition(unsafe String(cString: name), unsafe elements[index].partition),
                offset: unsafe elements[index].offset, error: unsafe KafkaError(elements[index].err))
        }
    }

    /// One partition of a list.
    struct Entry {
        let place: TopicPartition
        let offset: Int64
        let error: KafkaError?
    }
}
