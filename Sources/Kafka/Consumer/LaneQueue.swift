internal import CRdKafka

/// A lane's queue: the records of all partitions that are forwarded to it.
///
/// What comes out of it is of the current assignment, with two exceptions that its user has to know (read in 2.0.2's
/// source; every record carries the version of the assignment that it was fetched for, and is compared with the
/// partition's just before the callback, rdkafka.c:2998):
///
/// - The record whose comparison was just done when `Consumer.unassign` raised the version: one a lane at most, and
///   none once the lane has come out of `consume`. So a partition is assigned again only when its lane has said so.
/// - Errors of kind `_AUTO_OFFSET_RESET` carry no version (rdkafka_offset.c:775): one of the old assignment may come at
///   any time, and the reset behind it may have stopped the fetch of the new one (rdkafka_offset.c:754, 787). Its `offset`
///   is the one that was asked for: where that isn't the one that is expected, unassign and assign once more.
package final class LaneQueue: Sendable {
    let handle: QueueHandle
    private let fetchWakeup: FetchWakeup

    init(_ handle: QueueHandle, _ fetchWakeup: FetchWakeup) {
        self.handle = handle
        self.fetchWakeup = fetchWakeup
    }

    /// Lends what is there to `body`, record after record; waits up to `timeout` where nothing is. One thread at a
    /// time.
    ///
    /// `body` has taken each record that it was lent, also the one that it answers false to, which ends the call; the
    /// rest stays in the queue. While records come, only that ends it: `wake` ends a wait.
    ///
    /// > rd_kafka_consume_callback_queue: Consume multiple messages from queue with callback. … must not be used on a
    /// > queue that rd_kafka_consumer_poll() serves.
    ///
    /// - returns: how many records and errors were lent.
    @discardableResult
    package func consume(timeout: Duration, _ body: (borrowing FetchedMessage) -> Bool) -> Int {
        withoutActuallyEscaping(body) { body in
            var call = unsafe Call(client: handle.client.pointer, body: body)
            unsafe withUnsafeMutablePointer(to: &call) {
                _ = unsafe rd_kafka_consume_callback_queue(handle.pointer, timeout.milliseconds, lend, $0)
            }
            // Only who leaves something behind can have been called on a full queue.
            if call.isEndedByBody { fetchWakeup(handle.client) }
            return call.count
        }
    }

    /// Ends the wait of `consume`, or of its next call, early. Any thread.
    package func wake() { handle.wake() }

    /// How many records wait. Any thread.
    ///
    /// > rd_kafka_queue_length: Returns the current number of elements in queue.
    package var count: Int { unsafe rd_kafka_queue_length(handle.pointer) }

    /// One call of `consume`, on the stack of its thread.
    @safe
    fileprivate struct Call {
        let client: OpaquePointer?
        let body: (borrowing FetchedMessage) -> Bool
        var count = 0
        var isEndedByBody = false

        init(client: OpaquePointer?, body: @escaping (borrowing FetchedMessage) -> Bool) {
            unsafe self.client = unsafe client
            self.body = body
        }
    }
}

/// > The rkmessage … passed to the consume_cb … is only valid in the callback … The callback MUST NOT call
/// > rd_kafka_message_destroy(). … rd_kafka_yield: Cancels the current callback dispatcher … for use in a consume_cb.
private func lend(_ message: UnsafeMutablePointer<rd_kafka_message_t>?, _ opaque: UnsafeMutableRawPointer?) {
    guard let message = unsafe message, let opaque = unsafe opaque else { return }
    let call = unsafe opaque.assumingMemoryBound(to: LaneQueue.Call.self)
    unsafe call.pointee.count &+= 1
    guard unsafe !call.pointee.body(FetchedMessage(message)) else { return }
    unsafe call.pointee.isEndedByBody = true
    unsafe rd_kafka_yield(call.pointee.client)
}
