import Bytes
import Testing

@Suite("Views compare, order and hash by content")
struct ByteViewTests {
    let arena = Arena()

    @Test("The order is that of the UTF-8 bytes, a prefix first")
    func order() {
        let words = ["", "a", "aa", "b", "Z", "é", "\u{FFFD}", "😀", "a\u{0}"]
        for left in words {
            for right in words {
                let (first, second) = (arena.copy(left), arena.copy(right))
                #expect((first < second) == left.utf8.lexicographicallyPrecedes(right.utf8))
                #expect((first == second) == (left == right))
                #expect((first.hashValue == second.hashValue) == (left == right))
            }
        }
    }

    @Test("Slices are cut to what is there, and reading outside gives zero")
    func slices() {
        let view = arena.copy("loja-centro")
        #expect(view.slice(from: 5, count: 6).string == "centro")
        #expect(view.slice(from: 5, count: 600).string == "centro")
        #expect(view.slice(from: -3, count: 4).string == "loja")
        #expect(view.slice(from: 90, count: 4).isEmpty)
        #expect(view[0] == UInt8(ascii: "l"))
        #expect(view[11] == 0)
        #expect(view[-1] == 0)
    }

    @Test("Prefix and suffix")
    func affixes() {
        let view = arena.copy("5511@s.whatsapp.net")
        #expect(view.hasSuffix("@s.whatsapp.net"))
        #expect(view.hasPrefix("5511@"))
        #expect(view.hasSuffix("@lid") == false)
        #expect(ByteView("").hasSuffix("@lid") == false)
        #expect(ByteView.empty.hasPrefix(""))
    }

    @Test("UTF-8 is told from what is not, wherever it stands", arguments: 0..<20)
    func utf8(offset: Int) {
        let good: [[UInt8]] = [
            [0x41], [0xC2, 0x80], [0xE0, 0xA0, 0x80], [0xED, 0x9F, 0xBF], [0xF0, 0x90, 0x80, 0x80],
            [0xF4, 0x8F, 0xBF, 0xBF],
        ]
        let bad: [[UInt8]] = [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xE0, 0x9F, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82],
            [0xF0, 0x8F, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xE2, 0x28, 0xA1],
        ]
        let lead = [UInt8](repeating: 0x61, count: offset)
        for bytes in good { #expect(unsafe (lead + bytes).withUnsafeBytes { unsafe ByteView($0).isValidUTF8 }) }
        for bytes in bad { #expect(unsafe (lead + bytes).withUnsafeBytes { unsafe ByteView($0).isValidUTF8 } == false) }
    }

    @Test("It agrees with the standard library on random bytes")
    func randomUTF8() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                [0x41, 0x80, 0xBF, 0xC3, 0xE2, 0xED, 0xF0, 0xF4, 0xA0, 0x90].randomElement(using: &generator)
                    ?? UInt8(0)
            }
            let expected = String(validating: bytes, as: UTF8.self) != nil
            #expect(unsafe bytes.withUnsafeBytes { unsafe ByteView($0).isValidUTF8 } == expected, "\(bytes)")
        }
    }
}
