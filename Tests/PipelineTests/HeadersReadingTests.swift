import Bytes
import TestSupport
import Testing

@testable import Pipeline

@Suite("Headers, read from their text")
struct HeadersReadingTests {
    /// What `write` makes of headers.
    static func text(_ headers: [StoredRecord.Header]) -> String? {
        let arena = Arena()
        let record = StoredRecord(
            place: LogPlace(logID: 1, partition: 0, offset: 0), timestamp: -1, key: nil, headers: headers, value: nil
        ).record(topic: 0, in: arena)
        var text = ByteBuffer()
        return HeadersText.write(record.headers, into: &text) ? text.view.string : nil
    }

    @Test(
        "What was written is read again: text, escapes, null, bytes that are no text",
        arguments: 1...200 as ClosedRange<UInt64>)
    func comesBack(seed: UInt64) {
        var random = SeededGenerator(seed)
        func bytes() -> [UInt8] {
            if Bool.random(using: &random) { return Array(random.text(upTo: 12).utf8) }
            return (0..<Int.random(in: 0...9, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        let headers = (0..<Int.random(in: 1...5, using: &random)).map { _ in
            StoredRecord.Header(name: bytes(), value: Int.random(in: 0..<5, using: &random) == 0 ? nil : bytes())
        }
        #expect(Self.text(headers).flatMap { HeadersText.read($0) } == headers)
    }

    @Test(
        "What is no such text is none",
        arguments: [
            "", "{}", "[1]", "[[1,2]]", "[[\"a\"]]", "[[\"a\",{\"base64\":\"x\"}]]", "[[\"a\",{\"base64\":\"A===\"}]]",
        ])
    func refuses(text: String) {
        #expect(HeadersText.read(text) == nil)
    }
}
