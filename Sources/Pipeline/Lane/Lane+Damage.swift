import Kafka

/// Records that arrived and can't be read. librdkafka 2.0.2 gives none of them, and what it says next isn't to be believed: it asks for them
/// again and again, goes on behind them as if they were a hole, or loses its place in the answer and asks for an offset that is none.
extension Lane {
    /// Takes nothing behind records that can't be read: applied, it would carry the offset past them.
    ///
    /// - parameter offset: the first of them, or one before it in the same batch.
    func damaged(_ number: Int, _ error: KafkaError, at offset: Int64) {
        guard let slot = slots[number], slot.damage == nil else { return }
        if slot.cursor.isBeyond(offset) {
            // A replay stops before them. Should it go on, they are fetched again.
            if let limit = slots[number]?.cursor.reachedLimit() { batch.reachedEnd(number, at: limit) }
            slots[number]?.parked.drop()
            return
        }
        if slot.cursor.isAtAnchor(offset) {
            // They may all be applied, and have come along with the record that was applied last: that one is left out.
            drop(number)
            return handle.report(.reclaim(slot.id, epoch: slot.claim.epoch, withoutAnchor: true))
        }
        slots[number]?.cursor.end()
        slots[number]?.damage = """
            records from offset \(offset) on can't be read (\(error.description)): damaged on their way, which heals by itself, or in the \
            log; then another replica may have them whole, and 'zapline offsets set' leaves them out
            """
    }

    /// Halts what records came of that can't be read, once those before them are applied.
    func haltDamaged() {
        for (number, slot) in slots {
            if let damage = slot.damage { halt(number, reason: damage, retries: true) }
        }
    }
}
