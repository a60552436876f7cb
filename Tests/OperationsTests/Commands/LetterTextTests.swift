import Testing

@testable import Operations

@Suite("Bytes for people")
struct LetterTextTests {
    @Test(
        "Base64 is RFC 4648's",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func base64(_ text: String, _ encoded: String) { #expect(LetterText.base64(Array(text.utf8)) == encoded) }

    @Test("A dump has places, digits and what is readable")
    func dumps() {
        let lines = LetterText.dump(Array(0..<18))
        #expect(
            lines == [
                "00000000  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f  ................",
                "00000010  10 11" + String(repeating: " ", count: 42) + "  ..",
            ])
        #expect(LetterText.dump([]) == [])
    }

    @Test("Text is shown as lines, with nothing that commands a terminal")
    func shows() {
        #expect(LetterText.lines(Array("a\nb\u{1B}[2J".utf8)) == ["a", "b\u{FFFD}[2J"])
        #expect(LetterText.lines([0xC3]).first?.hasPrefix("00000000  c3") == true)
    }

    @Test("A place is TOPIC/PARTITION/OFFSET, with or without the prefix")
    func places() {
        let place = RecordPlace(topic: "whatsapp.messages", partition: 3, offset: 7)
        #expect(RecordPlace("messages/3/7", prefix: "whatsapp.") == place)
        #expect(RecordPlace("whatsapp.messages/3/7", prefix: "whatsapp.") == place)
        #expect(place.short(prefix: "whatsapp.") == "messages/3/7")
        #expect(place.short(prefix: "other.") == "whatsapp.messages/3/7")
        #expect(place.short(prefix: "whatsapp.messages") == "whatsapp.messages/3/7")
        #expect("\(place)" == "whatsapp.messages/3/7")
    }

    @Test(
        "An age is its largest unit",
        arguments: [
            (-5, "0s"), (0, "0s"), (99, "99s"), (100, "1m"), (5_999, "99m"), (6_000, "1h"), (172_799, "47h"),
            (172_800, "2d"),
        ])
    func ages(_ seconds: Int64, _ text: String) { #expect(Age.text(seconds) == text) }
}
