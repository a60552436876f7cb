/// Where a key lands: murmur2 as Java's clients compute it, and everybody who wants to agree with them.
///
/// Written anew for the demo's own record of what it published: where librdkafka's `murmur2_random` put a record elsewhere, the
/// check at the end would find it.
enum Murmur2 {
    /// Source: https://github.com/apache/kafka/blob/trunk/clients/src/main/java/org/apache/kafka/common/utils/Utils.java
    static func hash(_ key: [UInt8]) -> UInt32 {
        let factor: UInt32 = 0x5BD1_E995
        var hash: UInt32 = 0x9747_B28C ^ UInt32(truncatingIfNeeded: key.count)
        let whole = key.count & ~3
        for start in stride(from: 0, to: whole, by: 4) {
            var word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(key[start + $1]) << UInt32(8 * $1) }
            word &*= factor
            word ^= word >> 24
            hash = (hash &* factor) ^ (word &* factor)
        }
        if key.count > whole {
            for place in whole..<key.count { hash ^= UInt32(key[place]) << UInt32(8 * (place - whole)) }
            hash &*= factor
        }
        hash ^= hash >> 13
        hash &*= factor
        return hash ^ hash >> 15
    }

    /// The partition of a key.
    static func partition(of key: [UInt8], among count: Int) -> Int32 {
        Int32(truncatingIfNeeded: (hash(key) & 0x7FFF_FFFF) % UInt32(max(1, count)))
    }
}
