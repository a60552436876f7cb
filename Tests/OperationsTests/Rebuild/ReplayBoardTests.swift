import Service
import Synchronization
import Telemetry
import Testing

@testable import Operations

/// The board, with a clock and a replay of the test's own.
@Suite("How far a replay is, shown")
struct ReplayBoardTests {
    private static func terminal(width: Int = 100, height: Int = 24, isTerminal: Bool = true) -> Terminal {
        Terminal(
            descriptor: 1, isTerminal: isTerminal, width: width, hasColours: isTerminal, height: height)
    }

    private static func progress(
        _ elapsed: Duration, _ partitions: [(next: Int64, limit: Int64)], records: Int64? = nil, bytes: Int64 = 0
    ) -> ReplayState {
        ReplayState(
            elapsed: elapsed,
            partitions: partitions.enumerated().map {
                .init(
                    topic: "whatsapp.messages", partition: Int32($0.offset), start: 0, next: $0.element.next,
                    limit: $0.element.limit)
            }, records: records ?? partitions.reduce(0) { $0 + $1.next }, bytes: bytes)
    }

    private static func board(_ terminal: Terminal, isPlain: Bool = false) -> (ReplayBoard, Collected) {
        let screen = Collected()
        let board = ReplayBoard(
            title: "messages rebuild 3", prefix: "whatsapp.", terminal: terminal, isPlain: isPlain,
            write: { screen.add($0) })
        return (board, screen)
    }

    // MARK: - The time left

    /// Runs a replay of a million offsets and gives the worst error of the time left, from the first tenth on.
    ///
    /// - parameter speed: offsets a second at a moment, in seconds.
    /// - parameter counts: whether the forecast is to be right at a moment.
    private func worstError(speed: (Double) -> Double, counts: (Double) -> Bool = { _ in true }) -> Double {
        let total = 1_000_000.0
        var (time, done) = (0.0, 0.0)
        var track: [(time: Double, done: Double, left: Double?)] = []
        var rate: ReplayRate?
        while done < total, time < 3_600 {
            let progress = Self.progress(
                .milliseconds(Int64(time * 1_000)), [(Int64(done), Int64(total))], bytes: Int64(done) * 512)
            if rate == nil { rate = ReplayRate(progress) } else { rate?.update(progress) }
            track.append((time, done, rate?.timeLeft.map { $0.seconds }))
            done = min(total, done + speed(time) * 0.2)
            time += 0.2
        }
        var worst = 0.0
        for moment in track where moment.done >= total / 10 && counts(moment.time) {
            let truth = time - moment.time
            // Below four seconds a whole second is a quarter.
            guard truth > 4 else { continue }
            worst = max(worst, moment.left.map { abs($0 - truth) / truth } ?? .infinity)
        }
        return worst
    }

    @Test(
        "At a steady rate the time left is right within a quarter from the first tenth on", arguments: [5.0, 21, 300])
    func steady(_ seconds: Double) {
        #expect(worstError(speed: { _ in 1_000_000 / seconds }) < 0.25)
    }

    @Test("Batches that come now and then are a steady rate as well")
    func steps() {
        #expect(worstError(speed: { Int($0 / 0.2) % 10 == 0 ? 250_000 : 0 }) < 0.25)
    }

    @Test("A slow start is no part of it")
    func slowStart() {
        #expect(worstError(speed: { $0 < 4 ? 0 : 50_000 }) < 0.25)
        #expect(worstError(speed: { $0 < 40 ? 0 : 50_000 }) < 0.25)
        // It creeps before it runs: within a quarter some ten seconds later.
        #expect(worstError(speed: { $0 < 3 ? 2_000 : 10_000 }, counts: { $0 > 15 }) < 0.25)
    }

    @Test("After a pause it is right again at once, and in it nobody says a time")
    func pause() {
        let speed: (Double) -> Double = { (20..<60).contains($0) ? 0 : 20_000 }
        #expect(worstError(speed: speed, counts: { $0 >= 60.3 }) < 0.25)
        var rate = ReplayRate(Self.progress(.zero, [(0, 100)]))
        rate.update(Self.progress(.seconds(1), [(10, 100)]))
        #expect(rate.timeLeft == nil && !rate.isWaiting)
        rate.update(Self.progress(.seconds(2), [(20, 100)]))
        #expect(rate.timeLeft == .seconds(8))
        rate.update(Self.progress(.seconds(11), [(20, 100)]))
        #expect(!rate.isWaiting && rate.timeLeft == .seconds(7))
        rate.update(Self.progress(.seconds(13), [(20, 100)]))
        #expect(rate.isWaiting && rate.timeLeft == nil && rate.perSecond == 0)
        rate.update(Self.progress(.seconds(22), [(30, 100)]))
        #expect(!rate.isWaiting && rate.timeLeft != nil)
        var away = ReplayRate(Self.progress(.zero, [(0, 100)]))
        away.update(Self.progress(.seconds(11), [(0, 100)]))
        #expect(away.isWaiting)
    }

    @Test("The archive first and the log then, at rates of their own: right again soon after the seam")
    func archiveThenLog() {
        #expect(worstError(speed: { _ in 10_000 }) < 0.25)
        #expect(worstError(speed: { $0 < 30 ? 10_000 : 25_000 }, counts: { $0 > 48 }) < 0.25)
    }

    @Test("One that goes on counts what was done before neither to its rate nor to its time")
    func resumed() {
        var rate = ReplayRate(Self.progress(.zero, [(900_000, 1_000_000)], records: 0))
        for second in 1...5 {
            rate.update(Self.progress(.seconds(second), [(900_000 + Int64(second) * 10_000, 1_000_000)], records: 0))
        }
        #expect(abs(rate.perSecond - 10_000) < 1 && rate.timeLeft == .seconds(5))
    }

    @Test("A limit that moves on moves the end")
    func movingLimit() {
        var rate = ReplayRate(Self.progress(.zero, [(0, 100)]))
        rate.update(Self.progress(.seconds(1), [(10, 100)]))
        rate.update(Self.progress(.seconds(2), [(20, 100)]))
        rate.update(Self.progress(.seconds(3), [(30, 120)]))
        #expect(rate.timeLeft == .seconds(9))
    }

    // MARK: - What is shown

    @Test("In a pipe: a line in five seconds, each partition and the rate at the end")
    func plain() {
        let (board, screen) = Self.board(Self.terminal(isTerminal: false))
        for tick in 0...105 {
            let done = Int64(tick) * 4_700
            board.update(
                Self.progress(
                    .milliseconds(Int64(tick) * 200), [(done, 500_000), (done, 500_000)], bytes: done * 1_074))
        }
        let end = Self.progress(
            .milliseconds(21_280), [(500_000, 500_000), (500_000, 500_000)], bytes: 512 << 20)
        board.finish(end)
        board.finish(end)
        board.update(end)
        let lines = screen.text.split(separator: "\n")
        #expect(lines.count == 7, "\(screen.text)")
        #expect(
            lines[0]
                == "messages rebuild 3: 235,000 of 1,000,000 events (23 %), 47,000/s, 24.1 MiB/s, 16s left")
        #expect(lines[4] == "messages rebuild 3: messages/0 100 %, 500,000 of 500,000")
        #expect(lines[6] == "messages rebuild 3: 1,000,000 events, 512 MiB in 21s, 47,619/s")
    }

    @Test("--plain is plain on a terminal too, and so is one without colours")
    func plainOnTerminal() {
        for (terminal, isPlain) in [
            (Self.terminal(), true),
            (Terminal(descriptor: 1, isTerminal: true, width: 80, hasColours: false), false),
        ] {
            let (board, screen) = Self.board(terminal, isPlain: isPlain)
            for second in 0...6 { board.update(Self.progress(.seconds(second), [(Int64(second), 100)])) }
            board.say("a word")
            board.finish(Self.progress(.seconds(7), [(7, 100)]), isWhole: false)
            #expect(!screen.text.contains("\u{1B}") && !screen.text.contains("\r"))
            #expect(
                screen.text.hasSuffix(
                    "a word\nmessages rebuild 3: messages/0 7 %, 7 of 100\n"
                        + "messages rebuild 3: 7 events, 0.0 MiB in 7s, 1/s, stopped\n"))
        }
    }

    @Test("On a terminal: a block that is drawn over, with a bar a partition, the slowest first")
    func moving() {
        let (board, screen) = Self.board(Self.terminal())
        board.update(Self.progress(.zero, [(0, 1_000), (0, 1_000)]))
        board.update(Self.progress(.milliseconds(100), [(100, 1_000), (50, 1_000)]))
        board.update(Self.progress(.seconds(1), [(600, 1_000), (400, 1_000)], bytes: 3 << 20))
        let drawn = screen.text
        // Not the one after a tenth of a second; three lines up before the second.
        #expect(drawn.split(separator: "\u{1B}").count == 3 && drawn.contains("\r\u{1B}[3A\u{1B}[J"))
        let lines = drawn.split(separator: "\u{1B}")[2].dropFirst(2).split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("messages rebuild 3  [##########----------]"), "\(lines)")
        #expect(lines[0].hasSuffix("]  1,000 of 2,000 events (50 %), 944/s, 3.3 MiB/s, 1s left"), "\(lines)")
        #expect(lines[1] == "  messages/1  [#########---------------]  40 %, 400 of 1,000")
        #expect(lines[2] == "  messages/0  [##############----------]  60 %, 600 of 1,000")
        board.say("something else")
        #expect(screen.text.hasSuffix("\r\u{1B}[3A\u{1B}[Jsomething else\n"))
        board.finish(Self.progress(.seconds(2), [(1_000, 1_000), (1_000, 1_000)], bytes: 6 << 20))
        #expect(screen.text.hasSuffix("messages rebuild 3: 2,000 events, 6.0 MiB in 2s, 1,000/s\n"))
    }

    @Test(
        "It is never higher or wider than the terminal, and shows twelve partitions at most",
        arguments: [(80, 24, 32), (100, 50, 13), (40, 10, 32), (20, 2, 3), (60, 3, 1), (200, 15, 12)])
    func fits(_ width: Int, _ height: Int, _ count: Int) {
        let (board, screen) = Self.board(Self.terminal(width: width, height: height))
        for second in 0...3 {
            board.update(
                Self.progress(
                    .seconds(second),
                    (0..<count).map { (next: Int64(second * 1_000_000 + $0), limit: 1_000_000_000) }))
        }
        for block in screen.text.split(separator: "\u{1B}[J") {
            let lines = block.split(separator: "\n").filter { !$0.contains("\u{1B}") }
            #expect(lines.count < height && lines.count <= 13)
            for line in lines { #expect(DisplayWidth.of(String(line)) < width, "\(line)") }
        }
        if count > 12, height > 20 { #expect(screen.text.contains("  … and \(count - 11) more\n")) }
    }

    @Test("The last line's rate is that of the time it shows")
    func summary() {
        func text(_ elapsed: Duration, _ records: Int64, _ bytes: Int64) -> String {
            ReplayState(elapsed: elapsed, partitions: [], records: records, bytes: bytes).summary("status rebuild 1")
        }
        #expect(
            text(.seconds(21), 1_000_000, 512 << 20) == "status rebuild 1: 1,000,000 events, 512 MiB in 21s, 47,619/s")
        #expect(text(.milliseconds(1_500), 300, 1 << 20) == "status rebuild 1: 300 events, 1.0 MiB in 1s500ms, 200/s")
        #expect(text(.zero, 0, 0) == "status rebuild 1: 0 events, 0.0 MiB in 1ms, 0/s")
        #expect(text(.seconds(3_725), 10, 104_857_600) == "status rebuild 1: 10 events, 100 MiB in 1h2m5s, 0/s")
    }
}
