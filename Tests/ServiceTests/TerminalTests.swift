import Glibc
import Service
import Synchronization
import TestSupport
import Testing

/// Collects what is written, with a clock that the test moves.
private final class Screen: Sendable {
    private let state = Mutex((text: [String](), now: Duration.zero))

    var lines: [String] { state.withLock { $0.text } }
    var clock: @Sendable () -> Duration { { self.state.withLock { $0.now } } }
    var write: @Sendable (String) -> Void { { text in self.state.withLock { $0.text.append(text) } } }

    func advance(_ duration: Duration) { state.withLock { $0.now += duration } }
}

@Suite("Progress on a terminal and in a pipe")
struct ProgressTests {
    private let screen = Screen()

    private func progress(total: Int?, isTerminal: Bool, hasColours: Bool = true, width: Int = 100) -> Progress {
        Progress(
            title: "messages", unit: "events", total: total,
            terminal: Terminal(descriptor: 1, isTerminal: isTerminal, width: width, hasColours: hasColours),
            clock: screen.clock, write: screen.write)
    }

    @Test("A moving line with a bar, ten times a second at most, and a last word")
    func moving() {
        let progress = progress(total: 1_000_000, isTerminal: true)
        screen.advance(.seconds(1))
        progress.update(done: 100_000)
        progress.update(done: 100_001)
        screen.advance(.seconds(1))
        progress.update(done: 200_000)
        screen.advance(.seconds(8))
        progress.finish(done: 1_000_000)
        progress.finish(done: 1_000_000)
        progress.update(done: 1)
        #expect(
            screen.lines == [
                "\rmessages  [###-----------------------------]  10 %  "
                    + "100,000 of 1,000,000 events, 100,000/s, 9s left\u{1B}[K",
                "\rmessages  [######--------------------------]  20 %  "
                    + "200,000 of 1,000,000 events, 100,000/s, 8s left\u{1B}[K",
                "\r\u{1B}[Kmessages  1,000,000 events in 10s, 100,000/s\n",
            ])
    }

    @Test("Plain lines in a pipe and without colours, one in ten seconds", arguments: [(false, false), (true, false)])
    func plain(isTerminal: Bool, hasColours: Bool) {
        let progress = progress(total: nil, isTerminal: isTerminal, hasColours: hasColours)
        for second in 1...21 {
            screen.advance(.seconds(1))
            progress.update(done: second * 10)
        }
        progress.finish(done: 210)
        #expect(
            screen.lines == [
                "messages  10 events, 10/s\n", "messages  110 events, 10/s\n", "messages  210 events, 10/s\n",
                "messages  210 events in 21s, 10/s\n",
            ])
    }

    @Test("Where there is no room the bar goes first, then the end of the line")
    func narrow() {
        var state = ProgressState(total: 2_000, at: .zero)
        state.update(done: 1_000, at: .seconds(10))
        let line = ProgressLine(title: "messages", unit: "events")
        #expect(line.text(state, width: 80).contains("[####"))
        #expect(line.text(state, width: 64) == "messages  50 %  1,000 of 2,000 events, 100/s, 10s left")
        #expect(line.text(state, width: 20) == "messages  50 %  1,0…")
        for width in 1...100 { #expect(DisplayWidth.of(line.text(state, width: width)) <= width) }
    }

    @Test("Numbers that make no sense are borne")
    func odd() {
        var state = ProgressState(total: 0, at: .seconds(5))
        #expect(state.fraction == 1)
        #expect(state.timeLeft == nil)
        state.update(done: 7, at: .seconds(5))
        state.update(done: 3, at: .seconds(4))
        state.update(done: -3, at: .seconds(9))
        #expect(state.rate == 0)
        state.total = 5
        #expect(state.fraction == 0)
        state.total = nil
        #expect(state.fraction == nil && state.timeLeft == nil)
        state.total = Int.max
        state.update(done: -2, at: .seconds(1_000_000))
        #expect(state.timeLeft == nil)
        state.update(done: Int.max, at: .seconds(1_000_000) + .nanoseconds(1))
        state.update(done: Int.min, at: .seconds(1_000_001))
        #expect(DisplayWidth.of(ProgressLine(title: "t", unit: "u").text(state, width: 80)) == 80)
    }

    @Test("The rate follows what happens now")
    func rate() {
        var state = ProgressState(total: 10_000, at: .zero)
        for second in 1...60 { state.update(done: second, at: .seconds(second)) }
        #expect(abs(state.rate - 1) < 0.001)
        for second in 61...120 { state.update(done: 60 + (second - 60) * 100, at: .seconds(second)) }
        #expect(state.rate > 95 && state.rate < 101)
        #expect(state.elapsed(at: .seconds(120)) == .seconds(120))
    }

    @Test(
        "Numbers in groups",
        arguments: [
            (0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"),
            (Int.min, "-9,223,372,036,854,775,808"),
        ])
    func grouped(number: Int, text: String) { #expect(ProgressLine.grouped(number) == text) }
}

@Suite("Tables fit the terminal")
struct TableTests {
    @Test("Columns as wide as they must be, numbers to the right, no blanks at the end")
    func plain() {
        var table = Table([.init("TOPIC"), .init("LAG", .right), .init("STATE")])
        table.add(["whatsapp.messages", "12", "running"])
        table.add(["whatsapp.lifecycle", "1204", ""])
        #expect(table.count == 2)
        #expect(
            table.text() == """
                TOPIC                LAG  STATE
                whatsapp.messages     12  running
                whatsapp.lifecycle  1204

                """)
    }

    @Test("The widest column gives way")
    func narrow() {
        var table = Table([.init("NAME"), .init("REASON")])
        table.add(["a", String(repeating: "long ", count: 40)])
        table.add([String(repeating: "n", count: 30), "short"])
        let text = table.text(width: 40)
        #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= 40 })
        #expect(text.contains("…"))
        #expect(table.text(width: 1).split(separator: "\n").count == 3)
    }

    @Test("What comes from outside reaches no terminal as a command, and a row stays one line")
    func hostile() {
        var table = Table([.init("A")])
        table.add(["x\u{1B}[2J\ny\u{9B}m\u{202E}z", "one too many"])
        table.add([])
        #expect(table.text() == "A\nx\u{FFFD}[2J\u{FFFD}y\u{FFFD}m\u{FFFD}z\n\n")
    }

    @Test("Wide characters take two columns, combining ones none")
    func wide() {
        #expect(DisplayWidth.of("abc") == 3)
        #expect(DisplayWidth.of("漢字") == 4)
        #expect(DisplayWidth.of("😀") == 2)
        #expect(DisplayWidth.of("e\u{301}é") == 2)
        #expect(DisplayWidth.of("❤️") == 2)
        #expect(DisplayWidth.cut("漢字漢字", to: 5) == "漢字…")
        #expect(DisplayWidth.cut("abc", to: 3) == "abc")
        #expect(DisplayWidth.cut("abc", to: 0) == "")
        var table = Table([.init("N"), .init("X")])
        table.add(["漢字", "a"])
        table.add(["abcd", "b"])
        #expect(table.text() == "N     X\n漢字  a\nabcd  b\n")
    }
}

@Suite("Texts and terminals")
struct TerminalTests {
    @Test("A pipe is no terminal, and NO_COLOR is heeded")
    func pipeEnd() {
        var ends: [Int32] = [0, 0]
        #expect(unsafe pipe(&ends) == 0)
        defer { ends.forEach { close($0) } }
        let terminal = Terminal(ends[1], environment: [:])
        #expect(!terminal.isTerminal && !terminal.hasColours && terminal.width == 80)
        #expect(Terminal(ends[1], environment: ["COLUMNS": "132"]).width == 132)
        for columns in ["0", "x", "-5", "99999999999999999999"] {
            #expect(Terminal(ends[1], environment: ["COLUMNS": columns]).width == 80)
        }
    }

    @Test("A text is written whole where the descriptor doesn't wait for its reader")
    func slowReader() async throws {
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        #expect(unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        async let count = onOwnThread {
            var (count, buffer) = (0, [UInt8](repeating: 0, count: 4_096))
            while true {
                var waited = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
                _ = unsafe poll(&waited, 1, -1)
                let read = unsafe read(reading, &buffer, buffer.count)
                guard read > 0 else { return count }
                count += read
            }
        }
        try await onOwnThread {
            Output.write(String(repeating: "x", count: 1 << 20), to: writing)
            close(writing)
        }
        #expect(try await count == 1 << 20)
        close(reading)
    }

    @Test("A pseudoterminal is one; NO_COLOR and a dumb one take the colours")
    func pseudoterminal() {
        let leader = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var (isLocked, number): (Int32, Int32) = (0, 0)
        guard leader >= 0, unsafe ioctl(leader, 0x4004_5431, &isLocked) == 0,
            unsafe ioctl(leader, 0x8004_5430, &number) == 0
        else { return }
        defer { close(leader) }
        let end = unsafe open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        defer { close(end) }
        var size = winsize(ws_row: 40, ws_col: 120, ws_xpixel: 0, ws_ypixel: 0)
        #expect(unsafe ioctl(leader, UInt(TIOCSWINSZ), &size) == 0)
        let terminal = Terminal(end, environment: ["TERM": "xterm", "NO_COLOR": ""])
        #expect(terminal.isTerminal && terminal.hasColours && terminal.width == 120)
        #expect(!Terminal(end, environment: ["NO_COLOR": "1"]).hasColours)
        #expect(!Terminal(end, environment: ["TERM": "dumb"]).hasColours)
        Output.write("to the terminal\n", to: end)
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = unsafe read(leader, &bytes, bytes.count)
        #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "to the terminal\r\n")
    }

    @Test("Words wrap between each other, and one that is too long stands alone")
    func wrapping() {
        #expect(TextWrap.wrap("aa bb cc", width: 5) == ["aa bb", "cc"])
        #expect(TextWrap.wrap("aaaaaaaa b", width: 5, first: "- ", rest: "  ") == ["- aaaaaaaa", "  b"])
        #expect(TextWrap.wrap("", width: 5, first: "x: ") == ["x:"])
        #expect(TextWrap.wrap("a\n b", width: 5) == ["a b"])
    }
}
