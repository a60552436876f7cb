import Testing

@testable import HealthMonitor

@Suite("Up to where records are counted")
struct CountMarkTests {
    private func mark(_ messages: [Int64], heartbeats: [Int64] = []) -> CountMark {
        var mark = CountMark()
        for (partition, offset) in messages.enumerated() { mark.set(.messages, Int32(partition), offset, log: 3) }
        for (partition, offset) in heartbeats.enumerated() { mark.set(.heartbeats, Int32(partition), offset, log: 2) }
        return mark
    }

    @Test("A record below it is counted; what it says nothing of isn't")
    func covers() {
        let mark = mark([0, 17], heartbeats: [5])
        #expect(mark.covers(.messages, 1, 16))
        #expect(!mark.covers(.messages, 1, 17))
        #expect(!mark.covers(.messages, 0, 0))
        #expect(!mark.covers(.messages, 2, 0))
        #expect(mark.covers(.heartbeats, 0, 4))
        #expect(!mark.covers(.lifecycle, 0, 0))
        #expect(!CountMark().covers(.lifecycle, 0, 0))
    }

    @Test("Two of them together have what either has")
    func joined() {
        let sum = mark([3, 9]).joined(mark([4, 2, 1], heartbeats: [7]))
        #expect(sum == mark([4, 9, 1], heartbeats: [7]))
        #expect(mark([3, 9]).isReached(by: sum))
        #expect(!sum.isReached(by: mark([4, 9, 1])))
        #expect(CountMark().isReached(by: CountMark()))
    }

    @Test("It is remembered as a short text", arguments: ["", "x", "3 1", "1 -1 5", "1 zzzzzzzzzzzzz 1", "1 0 2 -"])
    func text(broken: String) {
        let whole = mark([0, 17, .max], heartbeats: [5])
        #expect(CountMark(text: whole.text) == whole)
        #expect(CountMark().text.isEmpty)
        // What can't be read counts nothing that isn't there.
        #expect(!CountMark(text: broken).covers(.messages, 0, 0))
    }

    @Test("Of another life of a topic nothing is counted, nor of partitions that it no longer has")
    func lives() {
        var mark = mark([3, 9], heartbeats: [5])
        mark.keep(.messages, log: 3, partitions: 1)
        #expect(mark.covers(.messages, 0, 2) && !mark.covers(.messages, 1, 2))
        mark.keep(.messages, log: 4, partitions: 1)
        #expect(!mark.covers(.messages, 0, 0))
        #expect(mark.covers(.heartbeats, 0, 4))
        mark.set(.heartbeats, 0, 2, log: 7)
        #expect(mark.covers(.heartbeats, 0, 1) && !mark.covers(.heartbeats, 0, 4))
        #expect(CountMark(text: mark.text) == mark)
    }
}
