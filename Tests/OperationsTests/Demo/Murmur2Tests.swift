import Testing

@testable import Operations

@Suite("A key lands where Java's clients put it")
struct Murmur2Tests {
    /// Source: `UtilsTest.testMurmur2` of Apache Kafka.
    @Test(
        "The hash is Kafka's",
        arguments: [
            ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
        ] as [(String, Int32)])
    func hash(key: String, expected: Int32) {
        #expect(Int32(bitPattern: Murmur2.hash(Array(key.utf8))) == expected)
    }

    @Test("A partition is never negative, and none is out of range", arguments: [1, 2, 6, 12, 1_000])
    func range(count: Int) {
        for number in 0..<500 {
            let partition = Murmur2.partition(of: Array("loja-\(number)".utf8), among: count)
            #expect((0..<Int32(count)).contains(partition))
        }
        #expect(Murmur2.partition(of: [], among: count) >= 0)
    }

    @Test("No partitions at all count as one")
    func none() { #expect(Murmur2.partition(of: [1], among: 0) == 0) }

    @Test("Keys spread over the partitions")
    func spread() {
        let used = Set((0..<200).map { Murmur2.partition(of: Array("loja-\($0)".utf8), among: 12) })
        #expect(used.count == 12)
    }
}
