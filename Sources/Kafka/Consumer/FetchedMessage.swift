package import Bytes
internal import CRdKafka
import Glibc

/// A record, or an error of a partition, as it comes out of a lane's queue: lent, and only for as long as the callback
/// runs.
///
/// A record that is kept would pin the whole fetch response that it came in, so its bytes are copied into the batch's
/// arena.
@safe
package struct FetchedMessage: ~Copyable {
    private let pointer: UnsafePointer<rd_kafka_message_t>

    init(_ pointer: UnsafePointer<rd_kafka_message_t>) { unsafe self.pointer = unsafe pointer }

    /// What it is when it is not a record.
    package enum Problem: Hashable, Sendable {
        /// The partition has nothing more for now; `offset` is the next to be written, control records counted.
        case endOfPartition
        /// Anything else. With code `_AUTO_OFFSET_RESET` the log doesn't have `offset`, and this partition is fetched
        /// no more until it is assigned again; the others go on.
        case failed(KafkaError)
    }

    /// Why this is not a record, or nil where it is one.
    package var problem: Problem? {
        let code = unsafe pointer.pointee.err
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        if code == RD_KAFKA_RESP_ERR__PARTITION_EOF { return .endOfPartition }
        // > rd_kafka_message_errstr: Returns the error string for an errored rd_kafka_message_t or NULL if there was no
        // > error.
        let text = unsafe rd_kafka_message_errstr(pointer).map { unsafe String(cString: $0) }
        return KafkaError(code, text).map { .failed($0) }
    }

    /// The topic's name; empty for an error that is no topic's.
    package var topicName: ByteView {
        // > rd_kafka_topic_name: Returns the topic name.
        guard let topic = unsafe pointer.pointee.rkt, let name = unsafe rd_kafka_topic_name(topic) else {
            return .empty
        }
        return unsafe ByteView(UnsafeRawBufferPointer(start: name, count: strlen(name)))
    }

    /// The partition's number.
    package var partition: Int32 { unsafe pointer.pointee.partition }

    /// The record's offset; of an error the one that it is about.
    package var offset: Int64 { unsafe pointer.pointee.offset }

    /// Milliseconds since the Unix epoch, or −1 where the record has no timestamp.
    package var timestamp: Int64 { unsafe rd_kafka_message_timestamp(pointer, nil) }

    /// The key, or nil where there is none.
    package var key: ByteView? {
        guard unsafe pointer.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR, let key = unsafe pointer.pointee.key else {
            return nil
        }
        return unsafe ByteView(UnsafeRawBufferPointer(start: key, count: pointer.pointee.key_len))
    }

    /// The value; nil is Kafka's null, a tombstone, and not an empty value.
    package var value: ByteView? {
        guard unsafe pointer.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR, let value = unsafe pointer.pointee.payload
        else {
            return nil
        }
        return unsafe ByteView(UnsafeRawBufferPointer(start: value, count: pointer.pointee.len))
    }

    /// The headers, copied into `arena`; unpacked by the library only now, and not at all where there are none.
    ///
    /// > rd_kafka_message_headers: Get the message header list. … The returned pointer … remains owned by the message.
    /// > … RD_KAFKA_RESP_ERR__NOENT if the message has no headers, or another error code if the headers could not be
    /// > parsed.
    package func headers(_ builder: inout PackedHeaders.Builder, into arena: Arena) -> PackedHeaders {
        var list: OpaquePointer?
        guard unsafe rd_kafka_message_headers(pointer, &list) == RD_KAFKA_RESP_ERR_NO_ERROR else { return .none }
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        var index = 0
        // > rd_kafka_header_get_all: Iterator for all headers matching idx … Same semantics as
        // > rd_kafka_header_get_last().
        while unsafe rd_kafka_header_get_all(list, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR {
            let shown = unsafe name.map { unsafe ByteView(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
            builder.add(
                name: shown ?? .empty,
                value: unsafe value.map { unsafe ByteView(UnsafeRawBufferPointer(start: $0, count: size)) })
            index += 1
        }
        return builder.finish(into: arena)
    }
}
