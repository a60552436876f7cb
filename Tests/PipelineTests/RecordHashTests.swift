import Bytes
import Testing

@testable import Pipeline

@Suite("The hash that knows a record again")
struct RecordHashTests {
    let arena = Arena()

    func hash(_ key: String?, _ value: String?) -> Int64 {
        RecordHash.of(key: key.map { arena.copy($0) }, value: value.map { arena.copy($0) })
    }

    @Test("Same bytes, same hash, wherever they are")
    func same() {
        #expect(hash("k", "a value of more than eight bytes") == hash("k", "a value of more than eight bytes"))
        #expect(hash(nil, nil) == hash(nil, nil))
    }

    @Test("Any difference shows: a byte, an order, a border between key and value, none and empty")
    func different() {
        let hashes = [
            hash("k", "12345678"), hash("k", "12345679"), hash("k", "123456789"), hash("k1", "2345678"),
            hash(nil, "k12345678"),
            hash("", "k12345678"), hash("k", nil), hash("k", ""), hash(nil, nil), hash("", ""), hash("k", "87654321"),
        ]
        #expect(Set(hashes).count == hashes.count)
    }
}
