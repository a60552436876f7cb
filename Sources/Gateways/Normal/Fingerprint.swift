/// An id made of what it stands for, so that a payload that is published twice gives the same event twice.
///
/// FNV-1a with 128 bits (https://datatracker.ietf.org/doc/html/rfc9923): ten lines, no library. It isn't meant to
/// resist somebody who looks for collisions, and needn't: consumers tell records apart by their place in the log and
/// fold messages by WhatsApp's own ids, so two events with one id harm nobody.
enum Fingerprint {
    private static let basis: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    private static let prime: UInt128 = 0x0000_0000_0100_0000_0000_0000_0000_013b

    /// The 32 hexadecimal digits of `parts`; a byte that UTF-8 never has stands between them, so that no two lists look
    /// alike.
    static func of(_ parts: [String]) -> String {
        var hash = basis
        for part in parts {
            for byte in part.utf8 { hash = (hash ^ UInt128(byte)) &* prime }
            hash = (hash ^ 0xFF) &* prime
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 32 - digits.utf8.count) + digits
    }
}
