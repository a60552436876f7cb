internal import CRdKafka
import Threads

/// A client of the library, destroyed with the last object that holds it.
///
/// > INTRODUCTION.md: The API is completely thread-safe and the calling application may call any of the API functions
/// > from any of its own threads at any time.
///
/// That is why its address can be shared. Queues hold it, since they have to be destroyed before it is.
@safe
final class ClientHandle: Sendable {
    private let address: UInt
    private let context: Unmanaged<ClientContext>

    init(takingOwnershipOf pointer: OpaquePointer, context: Unmanaged<ClientContext>) {
        address = UInt(bitPattern: pointer)
        unsafe self.context = unsafe context
    }

    /// The library's pointer; never nil.
    var pointer: OpaquePointer? { unsafe OpaquePointer(bitPattern: address) }

    /// How long the end of a client is waited for. 2.0.2 can hang in it (librdkafka#4187, #4724); then it is left to
    /// the end of the process.
    static let patience = Duration.seconds(5)

    /// > RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE: Don't call consumer_close() to leave group and commit final offsets.
    /// > This also disables consumer callbacks to be called from rd_kafka_destroy*(), such as rebalance_cb.
    ///
    /// A group is left by `Consumer.close`, not here.
    deinit {
        let (address, context) = unsafe (address, context)
        let gone = Latch()
        let started = WorkerThread.start {
            unsafe rd_kafka_destroy_flags(
                OpaquePointer(bitPattern: address), Int32(RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE))
            unsafe context.release()
            gone.open()
        }
        if started != nil { _ = gone.wait(Self.patience) }
    }

    /// The error that ended this client, if one did.
    var fatalError: KafkaError? { unsafe endingError(of: pointer) }
}
