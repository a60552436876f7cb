import Bytes
import Events
import JSON
import Testing

@testable import HealthMonitor

@Suite("A day of every subject")
struct HistoryBookTests {
    let step = HistoryBook.step

    private func letters(_ book: HistoryBook, _ subject: String, at now: Moment) -> String {
        String(book.day(of: subject, now: now)?.map(\.letter) ?? [])
    }

    @Test(
        "A sample keeps verdict and figure: small ones exactly, large ones to half a percent",
        arguments: Verdict.allCases)
    func samples(_ verdict: Verdict) {
        for figure in [0.0, 1, 2, 7, 10, 42, 99] {
            #expect(Sample(verdict, figure).figure == figure)
            #expect(Sample(verdict, figure).verdict == verdict)
        }
        for figure in [1_234.0, 98_765, 1e9, 3e12] {
            #expect(abs(Sample(verdict, figure).figure - figure) / figure < 0.011, "\(figure)")
        }
        #expect(Sample(verdict, -3).figure == 0)
        #expect(Sample(verdict, .nan).figure == 0)
        #expect(Sample(verdict, .infinity).verdict == verdict)
        #expect(Sample.none.verdict == nil)
    }

    @Test("The worst verdict and the greatest figure of a slot stay, so that a short outage shows")
    func worst() {
        var book = HistoryBook()
        book.advance(to: start)
        book.note("a", .ok, 5)
        book.note("a", .down, 2)
        book.note("a", .degraded, 9)
        #expect(book.day(of: "a", now: start)?.last == Sample(.down, 9))
        #expect(book.since == start)
    }

    @Test("Slots that nobody looked at are gaps, and a day later everything is forgotten")
    func gaps() {
        var book = HistoryBook()
        for slot in [0, 1, 4] as [Int64] {
            book.advance(to: start + slot * step)
            book.note("a", slot == 4 ? .down : .ok, 1)
        }
        #expect(letters(book, "a", at: start + 5 * step).suffix(7) == ".oo..x.")
        #expect(letters(book, "a", at: start + 5 * step).count == HistoryBook.length)
        let later = start + Int64(HistoryBook.length + 4) * step
        book.advance(to: later)
        #expect(Set(letters(book, "a", at: later)) == ["."])
        #expect(Set(letters(book, "a", at: later + 400 * step)) == ["."])
    }

    @Test("A slot of the day before is not shown as one of today, moved on or not")
    func wrap() {
        var book = HistoryBook()
        book.advance(to: start)
        book.note("a", .down, 1)
        let nextDay = start + Int64(HistoryBook.length) * step
        #expect(Set(letters(book, "a", at: nextDay)) == ["."])
        book.advance(to: nextDay)
        book.note("a", .ok, 1)
        #expect(letters(book, "a", at: nextDay).filter { $0 != "." } == "o")
    }

    @Test("A clock that was set back changes nothing that was there")
    func back() {
        var book = HistoryBook()
        book.advance(to: start)
        book.note("a", .ok, 1)
        book.advance(to: start - 3 * step)
        book.note("a", .down, 1)
        #expect(letters(book, "a", at: start).suffix(2) == ".x")
    }

    @Test("What is removed gives its room to others, clean; past the limit there is no history")
    func room() {
        var book = HistoryBook(limit: 2)
        book.advance(to: start)
        book.note("a", .down, 1)
        book.note("b", .ok, 1)
        book.note("c", .ok, 1)
        #expect(book.day(of: "c", now: start) == nil)
        book.remove("a")
        book.remove("a")
        #expect(book.day(of: "a", now: start) == nil)
        #expect(book.row(of: "c") != nil)
        #expect(Set(letters(book, "c", at: start)) == ["."])
        #expect(book.count == 2)
    }

    @Test("As JSON it says of which times it is, and only of subjects that it knows")
    func json() {
        var book = HistoryBook()
        book.advance(to: start)
        book.note("session/a", .degraded, 12)
        let json = book.days(of: ["session/a", "session/b"], now: start).json
        #expect(json["stepSeconds"] == 300)
        #expect(json["since"] == "2026-11-23T10:00:00Z")
        #expect(json["until"] == "2026-11-23T10:05:00Z")
        #expect(json["subjects"]?.object?.map(\.name) == ["session/a"])
        let day = json["subjects"]?["session/a"]
        #expect(day?["verdicts"]?.string == String(repeating: ".", count: 287) + "d")
        #expect(day?["figures"]?.array?.suffix(2) == [.null, 12])
    }

    @Test("What is drawn of a subject is found by the fact's name")
    func figures() {
        func figure(_ facts: JSONValue) -> Double { HistoryFigure.of(facts.object ?? []) }
        #expect(figure(["state": "active", "lagRecords": 17, "lagSeconds": 3]) == 17)
        #expect(figure(["roundTripSeconds": 0.012]) == 12)
        #expect(figure(["lastSeconds": 1.5, "medianSeconds": 1]) == 1_500)
        #expect(figure(["lagRecords": .null]) == 0)
        #expect(figure([:]) == 0)
    }

    @Test("Ten thousand sessions take six megabytes")
    func size() {
        #expect(10_000 * HistoryBook.length * MemoryLayout<UInt16>.size < 6_000_000)
    }
}

@Suite("Sessions in the history")
struct SessionTallyTests {
    let step = HistoryBook.step

    @Test("Events are counted by slot, not those that are read late; deleted sessions go, and may come back")
    func tally() {
        let book = SessionBook()
        var (tally, history) = (SessionTally(), HistoryBook())
        func note(_ slot: Int64, isCaughtUp: Bool = true) {
            tally.note(book, into: &history, isCaughtUp: isCaughtUp, now: start + slot * step)
        }
        func figures(at slot: Int64) -> [Double?] {
            (history.day(of: "session/loja", now: start + slot * step) ?? []).suffix(3).map {
                $0 == .none ? nil : $0.figure
            }
        }
        book.apply(sign(.sessionConnected), to: ByteView("loja"), now: start)
        for _ in 0..<4 { book.saw(ByteView("loja"), at: start, .received, now: start) }
        note(0, isCaughtUp: false)
        for _ in 0..<3 { book.saw(ByteView("loja"), at: start, .received, now: start) }
        note(0)
        for _ in 0..<2 { book.saw(ByteView("loja"), at: start, .heartbeat, now: start) }
        note(0)
        #expect(figures(at: 0) == [nil, nil, 5])
        book.saw(ByteView("loja"), at: start, .received, now: start)
        note(1)
        note(2)
        #expect(figures(at: 2) == [5, 1, 0])
        #expect(history.day(of: "session/loja", now: start)?.last?.verdict == .ok)
        book.apply(sign(.sessionDeleted, 1), to: ByteView("loja"), now: start + minute)
        note(2)
        #expect(history.day(of: "session/loja", now: start) == nil)
        book.apply(sign(.sessionCreated, 2, epoch: 1), to: ByteView("loja"), now: start + minute)
        note(2)
        #expect(figures(at: 2) == [nil, nil, 1])
    }

    @Test("A tenure that begins anew goes on in the same history")
    func tenures() {
        var history = HistoryBook()
        for round in 1...2 {
            let book = SessionBook()
            var tally = SessionTally()
            book.apply(sign(.sessionConnected), to: ByteView("loja"), now: start)
            for _ in 0..<round * 10 { book.saw(ByteView("loja"), at: start, .received, now: start) }
            tally.note(book, into: &history, isCaughtUp: true, now: start + Int64(round) * step)
        }
        let day = history.day(of: "session/loja", now: start + 2 * step) ?? []
        #expect(day.suffix(2).map(\.figure) == [11, 21])
        #expect(history.count == 1)
    }
}
