/// Ids that are a function of what they name.
enum StableID {
    /// 32 hexadecimal digits from the parts: FNV-1a of 128 bits over each part's length and bytes. No secret hangs on it: two
    /// texts that collide are found only by somebody who looks for them, and then hurt nobody but their own session.
    ///
    /// Source: http://www.isthe.com/chongo/tech/comp/fnv/
    static func of(_ parts: String...) -> String {
        var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
        func mix(_ byte: UInt8) {
            hash ^= UInt128(byte)
            hash = hash &* 0x0000_0000_0100_0000_0000_0000_0000_013B
        }
        for part in parts {
            for shift in [0, 8, 16, 24] { mix(UInt8(truncatingIfNeeded: part.utf8.count >> shift)) }
            for byte in part.utf8 { mix(byte) }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 32 - digits.utf8.count) + digits
    }
}
