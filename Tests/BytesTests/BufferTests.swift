import Bytes
import Testing

@Suite("Arenas keep what they hand out, buffers what they are given")
struct BufferTests {
    @Test("Copies stay where they are while the arena grows")
    func stableAddresses() {
        let arena = Arena(blockSize: 512)
        let words = (0..<2_000).map { "message \($0) " + String(repeating: "x", count: $0 % 700) }
        let views = words.map { arena.copy($0) }
        for (word, view) in zip(words, views) { #expect(view.string == word) }
        #expect(arena.bytesUsed == words.reduce(0) { $0 + $1.utf8.count })
    }

    @Test("A reset arena is used again, and huge blocks are given back")
    func reset() {
        let arena = Arena(blockSize: 1_024)
        for round in 0..<50 {
            let views = (0..<200).map { arena.copy("round \(round) record \($0)") }
            #expect(views.last?.string == "round \(round) record 199")
            let huge = arena.copy(String(repeating: "m", count: 100_000))
            #expect(huge.count == 100_000)
            arena.reset(keeping: 4_096)
            #expect(arena.bytesUsed == 0)
        }
    }

    @Test("An empty copy is a view of nothing, not nothing")
    func emptyCopy() {
        let arena = Arena()
        #expect(arena.copy("").isEmpty)
        #expect(arena.copy("").string == "")
    }

    @Test("Integers go in network order and can be patched")
    func integers() {
        var buffer = ByteBuffer(capacity: 1)
        buffer.appendBigEndian(Int16(-2))
        buffer.appendBigEndian(UInt32(1))
        buffer.appendBigEndian(Int64.min)
        #expect(buffer.view.array == [0xFF, 0xFE, 0, 0, 0, 1, 0x80, 0, 0, 0, 0, 0, 0, 0])
        buffer.patchBigEndian(UInt32(0x0102_0304), at: 2)
        buffer.patchBigEndian(UInt32(9), at: 11)
        #expect(buffer.view.slice(from: 2, count: 4).array == [1, 2, 3, 4])
        buffer.truncate(to: 2)
        #expect(buffer.view.array == [0xFF, 0xFE])
        buffer.removeAll()
        #expect(buffer.view.isEmpty)
    }

    @Test(
        "Decimals are what the standard library prints",
        arguments: [0, 1, -1, 9, 10, -10, 1_234_567_890, .max, .min] as [Int64])
    func decimals(number: Int64) {
        var buffer = ByteBuffer()
        buffer.append("<")
        buffer.appendDecimal(number)
        buffer.append(">" as String)
        #expect(buffer.view.string == "<\(number)>")
    }

    @Test("A buffer grows over many sizes without losing a byte")
    func growth() {
        var buffer = ByteBuffer(capacity: 1)
        var expected: [UInt8] = []
        for length in 0..<300 {
            let word = String(repeating: "ã", count: length)
            buffer.append(word)
            expected += Array(word.utf8)
        }
        #expect(buffer.view.array == expected)
    }

    @Test("Headers come back in order, null apart from empty, the first of a name first")
    func headers() {
        let arena = Arena()
        var builder = PackedHeaders.Builder()
        let given: [(String, String?)] = [
            ("content-type", "application/json"), ("empty", ""), ("null", nil), ("content-type", "b"), ("", "x"),
        ]
        for (name, value) in given { builder.add(name: arena.copy(name), value: value.map { arena.copy($0) }) }
        let headers = builder.finish(into: arena)
        var read: [(String, String?)] = []
        headers.forEach { name, value in read.append((name.string, value?.string)) }
        #expect(read.map(\.0) == given.map(\.0))
        #expect(read.map(\.1) == given.map(\.1))
        #expect(headers.value(of: "content-type")?.string == "application/json")
        #expect(headers.value(of: "absent") == nil)
        #expect(builder.finish(into: arena).isEmpty)
    }
}
