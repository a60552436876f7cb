import JSON
import Testing

@testable import Gateways

@Suite("Media are described, never carried")
struct MediaTests {
    @Test(
        "An address keeps its place and loses what grants access",
        arguments: [
            ("https://files.example/a.jpg", "https://files.example/a.jpg"),
            ("HTTP://files.example/a.jpg", "http://files.example/a.jpg"),
            ("https://user:pass@files.example/a.jpg", "https://files.example/a.jpg"),
            ("https://files.example/a@b/true_5511@c.us_3EB0.jpg", "https://files.example/a@b/true_5511@c.us_3EB0.jpg"),
            (
                "https://s3.example/a?X-Amz-Credential=k&X-Amz-Signature=s&X-Amz-Security-Token=t&v=2",
                "https://s3.example/a?v=2"
            ),
            ("https://s3.example/a?apikey=1", "https://s3.example/a"),
            ("https://s3.example/a?access_token=1&x", "https://s3.example/a?x"),
            ("https://blob.example/a?sv=2024&sig=abc", "https://blob.example/a?sv=2024"),
            ("s3://bucket/a.jpg", "s3://bucket/a.jpg"),
            (
                "https://mmg.whatsapp.net/v/t62?ccb=11-4&oh=01&oe=67",
                "https://mmg.whatsapp.net/v/t62?ccb=11-4&oh=01&oe=67"
            ),
        ])
    func urls(url: String, clean: String) {
        #expect(MediaURL.clean(url) == clean)
    }

    @Test(
        "Other schemes are no address: one of them is the file itself",
        arguments: [
            "data:image/png;base64,AAAA",
            "data://x",
            "file:///etc/passwd",
            "/a.jpg",
            "",
            "://",
        ])
    func refused(url: String) {
        #expect(MediaURL.clean(url) == nil)
    }

    @Test("A hash comes out as hexadecimal digits, however it went in")
    func hashes() {
        let hex = "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"
        let bytes = stride(from: 0, to: 64, by: 2).map { index in
            let start = hex.index(hex.startIndex, offsetBy: index)
            return UInt8(hex[start..<hex.index(start, offsetBy: 2)], radix: 16) ?? 0
        }
        let list = JSONValue.array(bytes.map { .integer($0) })
        let numbered = JSONValue.object(
            bytes.enumerated().map { .init(name: "\($0.offset)", value: .integer($0.element)) })
        for value in [
            .string(hex), .string(hex.uppercased()), "X+zrZv/IbzjZUnhsbWlsecLbwjndTpG0ZynXOif7V+k=",
            "X-zrZv_IbzjZUnhsbWlsecLbwjndTpG0ZynXOif7V-k", list, numbered, ["type": "Buffer", "data": list],
        ] as [JSONValue] {
            #expect(SHA256Text.hex(value) == hex)
        }
    }

    @Test(
        "What isn't 32 bytes is no hash",
        arguments: [
            nil,
            .null,
            "",
            "abc",
            "!!!!",
            [1, 2],
            [:],
            ["0": 300],
            .array(Array(repeating: "x", count: 32)),
            7,
        ] as [JSONValue?])
    func noHash(value: JSONValue?) {
        #expect(SHA256Text.hex(value) == nil)
    }

    @Test("Nothing known is no object, and numbers out of range are not known")
    func empty() {
        #expect(Media().json == nil)
        #expect(Media(mimetype: "", url: "data:x", size: -1, seconds: 1 << 53 + 1).json == nil)
        #expect(Media(size: 1 << 53).json == ["size": 9_007_199_254_740_992])
    }

    @Test("One source fills what another leaves open")
    func filling() {
        let first = Media(mimetype: "image/png", caption: "a")
        let second = Media(mimetype: "image/jpeg", filename: "b.jpg", size: 7)
        #expect(first.filled(from: second) == Media(mimetype: "image/png", filename: "b.jpg", caption: "a", size: 7))
        #expect(first.filled(from: nil) == first)
    }

    @Test("A type tells the kind")
    func kinds() {
        #expect(Media.kind(of: "image/webp") == "image")
        #expect(Media.kind(of: "audio/ogg; codecs=opus") == "audio")
        #expect(Media.kind(of: "application/pdf") == "document")
        #expect(Media.kind(of: "") == nil)
        #expect(Media.kind(of: nil) == nil)
    }
}
