import Glibc
import Telemetry
import TestSupport
import Testing

@Suite("Lines are for people or for machines, and always lines")
struct LogFormatTests {
    private func entry(_ fields: [LogEntry.Field]) -> LogEntry {
        LogEntry(
            time: WallTime(microseconds: 1_795_428_000_123_456), level: .info, label: "message-archiver",
            message: "batch committed", fields: fields)
    }

    private func line(_ format: LogFormat, _ fields: [LogEntry.Field], colours: Bool = false) -> String {
        String(decoding: format.line(entry(fields), colours: colours), as: UTF8.self)
    }

    @Test("JSON has the five parts first and the fields beside them")
    func json() {
        let fields: [LogEntry.Field] = [
            .init("kafka.topic", "whatsapp.messages"), .init("records", 512),
            .init("took", .duration(.milliseconds(1_500))),
            .init("ok", true), .init("rate", 0.5), .init("lanes", [1, 2]), .init("password", .redacted),
        ]
        #expect(
            line(.json, fields)
                == #"{"time":"2026-11-23T10:00:00.123456Z","level":"info","message":"batch committed","#
                + #""label":"message-archiver","kafka.topic":"whatsapp.messages","records":512,"took":1.5,"ok":true,"#
                + #""rate":0.5,"lanes":[1,2],"password":"[redacted]"}"#)
    }

    @Test("No value breaks out of its JSON string")
    func jsonEscapes() {
        let text = line(.json, [.init("text", "a\"b\\c\nd\re\tf\u{0}g\u{1B}h\u{7F}i\u{2028}j é 😀")])
        #expect(text.hasSuffix(#""text":"a\"b\\c\nd\re\tf\u0000g\u001bh\u007fi\u2028j é 😀"}"#))
    }

    @Test("A number that JSON doesn't know goes as text")
    func jsonNumbers() {
        let text = line(
            .json, [.init("a", .number(.nan)), .init("b", .number(-.infinity)), .init("c", .integer(Int64.min))])
        #expect(text.hasSuffix(#""a":"nan","b":"-inf","c":-9223372036854775808}"#))
    }

    @Test("A field can't take the place of the entry's own parts, and stands once")
    func jsonReserved() {
        let text = line(.json, [.init("level", "x"), .init("a", 1), .init("time", "y"), .init("a", 2)])
        #expect(text.hasSuffix(#""_level":"x","a":2,"_time":"y"}"#))
    }

    @Test("Text has columns for the eye, and quotes only where it must")
    func text() {
        let text = line(
            .text, [.init("kafka.topic", "whatsapp.messages"), .init("reason", "no route"), .init("empty", "")])
        #expect(
            text == "2026-11-23T10:00:00.123456Z INFO     message-archiver: batch committed "
                + "kafka.topic=whatsapp.messages reason=\"no route\" empty=\"\"")
    }

    @Test("Every kind of value has a text")
    func textValues() {
        let text = line(
            .text,
            [
                .init("a", 1), .init("b", 1.5), .init("c", false), .init("d", .duration(.seconds(2))),
                .init("e", ["x y", 2]),
                .init("f", .redacted),
            ])
        #expect(text.hasSuffix(#"a=1 b=1.5 c=false d=2.0s e=["x y",2] f=[redacted]"#))
    }

    @Test("No value forges a line or reaches the terminal")
    func textEscapes() {
        let text = line(.text, [.init("name", "x\nERROR forged\u{1B}[2J\u{202E}\u{9B}1m \"q\" a=b")])
        #expect(text.hasSuffix(#"name="x\nERROR forged\u{1b}[2J\u{202e}\u{9b}1m \"q\" a=b""#))
        #expect(!text.contains("\u{1B}"))
    }

    @Test("Colours stand around the fixed parts, only where they are asked for")
    func colours() {
        let text = line(.text, [.init("a", 1)], colours: true)
        #expect(text.contains("\u{1B}[32mINFO\u{1B}[0m"))
        #expect(text.contains("\u{1B}[2ma=\u{1B}[0m1"))
        for level in LogLevel.allCases {
            var entry = entry([])
            entry.level = level
            #expect(
                String(decoding: LogFormat.text.line(entry, colours: true), as: UTF8.self).contains(
                    "m\(level.rawValue.uppercased())"))
        }
    }

    @Test("Threads don't mix their lines in a pipe")
    func wholeLines() async throws {
        var ends: [Int32] = [0, 0]
        // A copy in another test's child would keep the reader waiting.
        #expect(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
        let (output, input) = (ends[0], ends[1])
        let sink = LogSink.descriptor(input, .json)
        let long = String(repeating: "x", count: 9_000)
        async let lines = onOwnThread { Self.readLines(output) }
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    let logger = Logger(label: "w\(writer)", sink: sink)
                    for _ in 0..<25 { logger.info("line", ["pad": .string(long)]) }
                }
            }
        }
        close(input)
        let all = try await lines
        #expect(all.count == 100)
        #expect(all.allSatisfy { $0.hasPrefix(#"{"time":""#) && $0.hasSuffix(#"x"}"#) && $0.utf8.count > 9_000 })
    }

    private static func readLines(_ descriptor: Int32) -> [String] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe read(descriptor, &chunk, chunk.count)
            guard count > 0 else { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        close(descriptor)
        return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }
}
