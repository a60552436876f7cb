/// W3C's `traceparent`: which trace something is part of, and which span of it led here.
///
/// Only what keeps the grammar is one, so that a field of a stranger's never brings anything else into a log.
///
/// Source: https://www.w3.org/TR/trace-context/#traceparent-header
package struct TraceParent: Hashable, Sendable {
    /// 32 hexadecimal digits.
    package let traceID: String
    /// 16 hexadecimal digits: the producer's span.
    package let spanID: String

    /// > version-format = trace-id "-" parent-id "-" trace-flags … All bytes as zero is considered an invalid value.
    /// > … If a higher version is detected … vendors MUST parse the trace-id … and parent-id … and either the end of the
    /// > string or a dash. … Version ff is invalid.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let dash = UInt8(ascii: "-")
        guard bytes.count >= 55, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash else { return nil }
        let parts = [bytes[0..<2], bytes[3..<35], bytes[36..<52], bytes[53..<55]]
        guard parts.allSatisfy({ $0.allSatisfy(Self.isDigit) }) else { return nil }
        let version = String(decoding: parts[0], as: UTF8.self)
        guard version != "ff", bytes.count == 55 || version != "00" && bytes[55] == dash else { return nil }
        guard parts[1...2].allSatisfy({ $0.contains { $0 != UInt8(ascii: "0") } }) else { return nil }
        traceID = String(decoding: parts[1], as: UTF8.self)
        spanID = String(decoding: parts[2], as: UTF8.self)
    }

    /// > HEXDIGLC = DIGIT / "a" / "b" / "c" / "d" / "e" / "f" ; lowercase hex character
    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
