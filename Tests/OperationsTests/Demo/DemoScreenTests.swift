import Kafka
import Reference
import Service
import Synchronization
import Testing

@testable import Operations

@Suite("What a demo shows")
struct DemoScreenTests {
    final class Output: Sendable {
        private let text = Mutex("")
        var all: String { text.withLock { $0 } }
        func write(_ more: String) { text.withLock { $0 += more } }
    }

    func screen(
        _ output: Output, isTerminal: Bool = true, width: Int = 80, isPlain: Bool = false, isColourless: Bool = false
    )
        -> DemoScreen
    {
        DemoScreen(
            Terminal(descriptor: 1, isTerminal: isTerminal, width: width, hasColours: isTerminal), isPlain: isPlain,
            isColourless: isColourless, write: { output.write($0) })
    }

    func progress() -> DemoProgress {
        var progress = DemoProgress(total: 100_000, at: .zero)
        var log = SentLog()
        var offsets = PipelineOffsets()
        for number in 0..<40 {
            let record = DemoRecord(
                topic: number < 30 ? .messages : .lifecycle, key: Array("k\(number)".utf8), value: [], instance: "k")
            log.add(record, at: TopicPartition(record.topic.rawValue, 0), timestamp: 0)
        }
        offsets.add("archive", TopicPartition("whatsapp.messages", 0), next: 25, halt: nil)
        offsets.add("status", TopicPartition("whatsapp.lifecycle", 0), next: 10, halt: nil)
        progress.update(SentLog(), PipelineOffsets(), at: .zero)
        progress.update(log, offsets, at: .seconds(2))
        return progress
    }

    @Test("The block has the bar and each pipeline with what it applied and how far it is behind")
    func block() {
        let lines = progress().block(width: 79)
        #expect(lines.count == 6)
        #expect(lines[0].hasPrefix("published  ["))
        #expect(lines[3].split(separator: " ") == ["archive", "25", "13/s", "15"])
        #expect(lines[4].split(separator: " ") == ["messages", "0", "0/s", "30"])
        #expect(lines[5].split(separator: " ") == ["status", "10", "5/s", "0"])
    }

    @Test("Nothing is wider than the terminal", arguments: [40, 60, 80, 200])
    func widths(width: Int) {
        #expect(progress().block(width: width).allSatisfy { DisplayWidth.of($0) <= width })
    }

    @Test("One line says the same in a pipe")
    func line() {
        #expect(
            progress().line
                == "published 40 at 20/s; applied: archive 25 (lag 15), messages 0 (lag 30), status 10 (lag 0)")
    }

    @Test("On a terminal the block is written over itself, and left standing at the end")
    func moving() {
        let output = Output()
        var screen = screen(output)
        screen.show(progress(), at: .seconds(1))
        #expect(!output.all.contains("\u{1B}[6A"))
        screen.show(progress(), at: .milliseconds(1_100))
        let once = output.all
        #expect(!once.contains("\u{1B}[6A"))
        screen.show(progress(), at: .seconds(2), isLast: true)
        #expect(output.all.contains("\u{1B}[6A"))
        screen.show(progress(), at: .seconds(4))
        #expect(output.all.components("\u{1B}[6A") == 1)
    }

    @Test(
        "A pipe, and --plain, get a line now and then and no control characters",
        arguments: [(false, false), (true, true)])
    func plain(isTerminal: Bool, isPlain: Bool) {
        let output = Output()
        var screen = screen(output, isTerminal: isTerminal, isPlain: isPlain)
        screen.show(progress(), at: .seconds(1))
        screen.show(progress(), at: .seconds(2))
        screen.show(progress(), at: .seconds(5))
        #expect(output.all == progress().line + "\n" + progress().line + "\n")
        let value = screen.step("broker") { (7, "it\u{1B}is") }
        #expect(value == 7)
        #expect(!output.all.contains("\u{1B}"))
        #expect(output.all.hasSuffix("broker      it\u{FFFD}is\n"))
    }

    @Test("Colours where they are welcome")
    func colours() {
        #expect(screen(Output()).coloured("equal", isGood: true) == "\u{1B}[32mequal\u{1B}[0m")
        #expect(screen(Output()).coloured("bad", isGood: false) == "\u{1B}[31mbad\u{1B}[0m")
        #expect(screen(Output(), isColourless: true).coloured("equal", isGood: true) == "equal")
        #expect(screen(Output(), isTerminal: false).coloured("equal", isGood: true) == "equal")
    }

    @Test("A step that fails passes its error on")
    func failing() {
        #expect(throws: OperationError("no")) {
            try screen(Output()).step("x") { () throws(OperationError) -> (Int, String) in throw OperationError("no") }
        }
    }
}

extension String {
    fileprivate func components(_ separator: String) -> Int { ranges(of: separator).count }
}

@Suite("A rate follows the last few seconds")
struct RateMeterTests {
    @Test("Nothing is known before there are two moments")
    func beginning() {
        var meter = RateMeter()
        #expect(meter.perSecond == 0)
        meter.add(100, at: .seconds(1))
        #expect(meter.perSecond == 0)
        meter.add(200, at: .seconds(1))
        #expect(meter.perSecond == 0)
        meter.add(1_200, at: .seconds(2))
        #expect(meter.text == "1,100/s")
    }

    @Test("What was long ago is forgotten, and standing still is 0")
    func window() {
        var meter = RateMeter()
        for second in 0...10 { meter.add(second * 1_000, at: .seconds(second)) }
        #expect(meter.perSecond == 1_000)
        for second in 11...20 { meter.add(10_000, at: .seconds(second)) }
        #expect(meter.perSecond == 0)
    }
}

@Suite("What a demo says at the end")
struct CheckReportTests {
    func screen(_ width: Int = 80) -> DemoScreen {
        DemoScreen(
            Terminal(descriptor: 1, isTerminal: false, width: width, hasColours: false), isPlain: true,
            isColourless: true
        ) { _ in }
    }

    @Test("Equal counts without differences are equal")
    func equal() {
        var result = CheckResult("whatsapp_messages")
        result.add(expected: 1_200, found: 1_200, differences: [])
        let report = CheckReport(results: [result])
        #expect(report.isEqual)
        #expect(report.rowCount == 1_200)
        #expect(
            report.text(screen())
                == "WHAT               EXPECTED  FOUND  VERDICT\nwhatsapp_messages     1,200  1,200  equal")
    }

    @Test("Differences are counted all, and the first of them named")
    func differences() {
        var result = CheckResult("chats")
        for number in 0..<3 {
            var part = CheckResult("chats")
            part.add(expected: 10, found: 9, differences: (0..<8).map { "row \(number)-\($0) is missing" })
            result.add(part)
        }
        #expect(result.differenceCount == 24)
        #expect(result.differences.count == CheckResult.kept)
        let report = CheckReport(results: [result])
        #expect(!report.isEqual)
        #expect(report.differenceCount == 24)
        let text = report.text(screen())
        #expect(text.contains("24 differences"))
        #expect(text.contains("  - row 0-0 is missing"))
        #expect(text.contains("  … and 14 more"))
        #expect(!text.contains("row 2-0"))
    }

    @Test("Another number of rows is a difference, though none is named")
    func counts() {
        var result = CheckResult("notes")
        result.add(expected: 1, found: 2, differences: [])
        #expect(!CheckReport(results: [result]).isEqual)
        #expect(CheckReport(results: [result]).text(screen()).contains("1 difference"))
    }

    @Test("Nothing compared is nothing shown to be right")
    func nothing() { #expect(!CheckReport().isEqual) }

    @Test("What comes from events can't reach the terminal as a command")
    func hostile() {
        var result = CheckResult("chats")
        result.add(expected: 1, found: 1, differences: ["name: is '\u{1B}[2J'"])
        #expect(!CheckReport(results: [result]).text(screen()).contains("\u{1B}"))
    }

    @Test("The guide names the database and each program, and without --stay only how to keep them")
    func guide() {
        let guide = DemoGuide(
            psql: "psql postgresql://h/zapline",
            programs: [("status-projector", "127.0.0.1:1"), ("health-monitor", "127.0.0.1:2")])
        let text = guide.text(stays: true)
        #expect(text.contains("  psql postgresql://h/zapline\n"))
        #expect(text.contains("status-projector  http://127.0.0.1:1  /metrics"))
        #expect(text.contains("health-monitor    http://127.0.0.1:2  /  /metrics"))
        #expect(text.contains("Ctrl-C"))
        #expect(guide.text(stays: false).contains("--stay"))
        #expect(!guide.text(stays: false).contains("psql postgresql"))
    }
}
