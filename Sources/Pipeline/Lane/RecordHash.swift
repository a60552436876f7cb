import Bytes

/// The hash by which a record is known again at an anchor: FNV-1a over words, of key and value with their lengths.
///
/// It tells another record from the one that was applied; it need not withstand somebody who makes collisions.
enum RecordHash {
    static func of(key: ByteView?, value: ByteView?) -> Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        mix(key, into: &hash)
        mix(value, into: &hash)
        return Int64(bitPattern: hash)
    }

    private static func mix(_ bytes: ByteView?, into hash: inout UInt64) {
        func step(_ word: UInt64) { hash = (hash ^ word) &* 0x0000_0100_0000_01B3 }
        step(bytes.map { UInt64($0.count) } ?? .max)
        guard let bytes else { return }
        unsafe bytes.withBytes { raw in
            var place = 0
            while place + 8 <= raw.count {
                step(unsafe raw.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian)
                place += 8
            }
            while place < raw.count {
                step(UInt64(unsafe raw[place]))
                place += 1
            }
        }
        // FNV's low bits of long words mix upwards only; fold the high half back.
        hash ^= hash >> 32
    }
}
