package import Bytes

/// What is remembered of a message's id: 64 bits, the same in every process, so that they can be stored.
///
/// Ids are random, and only the few that are under way in one session are compared: among 32 of them an unrelated one is taken for
/// another once in 2⁵⁹ messages. Who picks ids that collide confuses the figures of his own session alone.
package struct MessageMark: Hashable, Sendable {
    /// The bits.
    package let bits: UInt64

    /// A mark as it was stored.
    package init(bits: UInt64) { self.bits = bits }

    /// The mark of an id.
    ///
    /// Eight bytes at a time are mixed in by a multiplication, and the end is stirred as MurmurHash3 does it: each bit of the id turns
    /// half of the mark's.
    ///
    /// Source: https://github.com/aappleby/smhasher/wiki/MurmurHash3 (`fmix64`)
    package init(_ id: ByteView) {
        var hash = UInt64(truncatingIfNeeded: id.count) &+ 0x9E37_79B9_7F4A_7C15
        func mix(_ word: UInt64) {
            hash = (hash ^ word) &* 0xFF51_AFD7_ED55_8CCD
            hash ^= hash >> 32
        }
        unsafe id.withBytes { bytes in
            var place = 0
            while place + 8 <= bytes.count {
                mix(unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian)
                place += 8
            }
            var rest: UInt64 = 0
            while place < bytes.count {
                rest = unsafe rest << 8 | UInt64(bytes[place])
                place += 1
            }
            mix(rest)
        }
        hash ^= hash >> 33
        hash = hash &* 0xC4CE_B9FE_1A85_EC53
        bits = hash ^ hash >> 33
    }
}
