import Testing

@testable import Reference

@Suite("Strings are compared as the database compares them")
struct TextTests {
    @Test("Two spellings of one character are two texts")
    func canonicalEquivalence() {
        #expect("\u{E9}" == "e\u{301}")
        #expect(Text("\u{E9}") != Text("e\u{301}"))
        #expect(Set([Text("\u{E9}"), Text("e\u{301}"), Text("\u{E9}")]).count == 2)
    }

    @Test("The order is that of the bytes")
    func order() {
        #expect(Text("Z") < Text("a"))
        #expect(Text("a") < Text("ab"))
        #expect(Text("z") < Text("é"))
        #expect(Text("\u{FFFD}") < Text("\u{1F600}"))
        #expect(!(Text("a") < Text("a")))
        #expect(Text("e\u{301}") < Text("\u{E9}"))
    }

    @Test("U+0000 becomes U+FFFD, one for one")
    func zero() {
        #expect(Text(stored: "a\0\0b") == "a\u{FFFD}\u{FFFD}b")
        #expect(Text(stored: "").byteCount == 0)
    }

    @Test("A prefix and a suffix are bytes, whatever character they become part of")
    func affixes() {
        #expect(Text("/operators/\u{338}x").hasPrefix("/operators/"))
        #expect(Text("\u{301}@lid").hasSuffix("@lid"))
        #expect(Text("/operators").hasPrefix("/operators/") == false)
        #expect(Text("lid").hasSuffix("@lid") == false)
        #expect(Text("whatsapp.x").dropping(prefix: "whatsapp.") == "x")
        #expect(Text("whatsap").dropping(prefix: "whatsapp.") == nil)
    }

    @Test("An address that is no @lid comes before one that is")
    func addresses() {
        #expect(Address("9@s.whatsapp.net") < Address("1@lid"))
        #expect(!(Address("1@lid") < Address("9@s.whatsapp.net")))
        #expect(Address("1@lid") < Address("2@lid"))
        #expect(Address("1@lid").contradicts(Address("2@lid")))
        #expect(!Address("1@lid").contradicts(Address("1@lid")))
        #expect(!Address("1@lid").contradicts(Address("2@g.us")))
    }

    @Test("None is greatest, or least, where the contract says so")
    func none() {
        #expect(NoneGreatest("a" as Text) < NoneGreatest(nil))
        #expect(!(NoneGreatest<Text>(nil) < NoneGreatest("a")))
        #expect(!(NoneGreatest<Text>(nil) < NoneGreatest(nil)))
        #expect(NoneLeast<Text>(nil) < NoneLeast(""))
        #expect(!(NoneLeast("a" as Text) < NoneLeast(nil)))
        #expect(!(NoneLeast<Text>(nil) < NoneLeast(nil)))
        #expect(NoneLeast("a" as Text) < NoneLeast("b"))
    }

    @Test("Bytes are shown as Postgres shows them, and as RFC 4648 writes them")
    func bytes() {
        #expect(ByteText.hexadecimal([]) == "\\x")
        #expect(ByteText.hexadecimal([0, 0x5C, 0xFF]) == "\\x005cff")
        let examples = ["": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE="]
        for (bytes, text) in examples { #expect(ByteText.base64(Array(bytes.utf8)) == text) }
        #expect(ByteText.base64([0xFB, 0xFF]) == "+/8=")
    }
}
