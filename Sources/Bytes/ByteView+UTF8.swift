extension ByteView {
    /// Whether the bytes are UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
    ///
    /// O(count), eight bytes at a time as long as they are ASCII.
    package var isValidUTF8: Bool {
        unsafe withBytes { bytes in
            var index = 0
            while index < bytes.count {
                let ascii = unsafe Self.asciiRun(in: bytes, from: index)
                index += ascii
                guard index < bytes.count else { return true }
                let length = unsafe Self.sequenceLength(in: bytes, at: index)
                guard length > 0 else { return false }
                index += length
            }
            return true
        }
    }

    /// How many bytes from `start` on are ASCII, looked at in words.
    private static func asciiRun(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index + 8 <= bytes.count {
            let word = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            if word & 0x8080_8080_8080_8080 != 0 { break }
            index += 8
        }
        while index < bytes.count, unsafe bytes[index] < 0x80 { index += 1 }
        return index - start
    }

    /// The length of the well-formed sequence at `index`, 0 where there is none (Unicode 15, table 3-7).
    private static func sequenceLength(in bytes: UnsafeRawBufferPointer, at index: Int) -> Int {
        func byte(_ place: Int) -> UInt8 { index + place < bytes.count ? (unsafe bytes[index + place]) : 0 }
        func continues(_ place: Int) -> Bool { byte(place) & 0xC0 == 0x80 }
        switch byte(0) {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: return continues(1) ? 2 : 0
        case 0xE0: return (0xA0...0xBF).contains(byte(1)) && continues(2) ? 3 : 0
        case 0xED: return (0x80...0x9F).contains(byte(1)) && continues(2) ? 3 : 0
        case 0xE1...0xEF: return continues(1) && continues(2) ? 3 : 0
        case 0xF0: return (0x90...0xBF).contains(byte(1)) && continues(2) && continues(3) ? 4 : 0
        case 0xF1...0xF3: return continues(1) && continues(2) && continues(3) ? 4 : 0
        case 0xF4: return (0x80...0x8F).contains(byte(1)) && continues(2) && continues(3) ? 4 : 0
        default: return 0
        }
    }
}
