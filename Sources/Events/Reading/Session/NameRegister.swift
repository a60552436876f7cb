import Bytes

/// The names of all objects of one document, to tell which of them an object has had before.
///
/// A hash table of offsets into the text being written, twelve bytes a slot: a name is its quoted text there, which
/// ends in the only quote that no backslash precedes, so that no name is the beginning of another.
struct NameRegister {
    private static let smallest = 64
    private static let largestKept = 1 << 12

    private struct Slot {
        /// The object's number; 0: the slot is free.
        var owner: UInt32 = 0
        var offset: UInt32 = 0
        var hash: UInt32 = 0
    }

    private var slots = [Slot](repeating: Slot(), count: smallest)
    private var count = 0

    /// Adds the name that `text` has from `offset` to its end, unless the object `owner` has it; whether it was added.
    mutating func insert(_ owner: UInt32, _ text: ByteView, from offset: Int) -> Bool {
        let name = text.slice(from: offset, count: text.count - offset)
        if count * 4 >= slots.count * 3 { grow() }
        // Seeded anew in each process, so that nobody can send names that all fall into one place.
        var hasher = Hasher()
        hasher.combine(owner)
        hasher.combine(name)
        let hash = UInt32(truncatingIfNeeded: hasher.finalize())
        var index = Int(hash) & (slots.count - 1)
        while slots[index].owner != 0 {
            if slots[index].owner == owner, slots[index].hash == hash,
                text.slice(from: Int(slots[index].offset), count: name.count) == name
            {
                return false
            }
            index = (index + 1) & (slots.count - 1)
        }
        slots[index] = Slot(owner: owner, offset: UInt32(truncatingIfNeeded: offset), hash: hash)
        count += 1
        return true
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: old.count * 2)
        for slot in old where slot.owner != 0 {
            var index = Int(slot.hash) & (slots.count - 1)
            while slots[index].owner != 0 { index = (index + 1) & (slots.count - 1) }
            slots[index] = slot
        }
    }

    /// Forgets all; what a huge document needed is given back.
    mutating func removeAll() {
        guard count > 0 else { return }
        let kept = slots.count > Self.largestKept ? Self.smallest : slots.count
        if kept == slots.count {
            for index in slots.indices { slots[index].owner = 0 }
        } else {
            slots = [Slot](repeating: Slot(), count: kept)
        }
        count = 0
    }
}
