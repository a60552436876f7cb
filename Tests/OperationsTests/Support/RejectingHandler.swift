import Bytes
import Postgres
import Synchronization

@testable import Pipeline

/// A handler with a bug: it refuses some records that are well.
final class RejectingHandler: Handler {
    private let inner: any Handler
    private let refuses: @Sendable (Record) -> Bool

    init(_ inner: any Handler, refuses: @escaping @Sendable (Record) -> Bool) {
        self.inner = inner
        self.refuses = refuses
    }

    /// Refuses about one record of `share`, the same ones for the same seed.
    static func every(_ share: UInt64, seed: UInt64) -> @Sendable (Record) -> Bool {
        { record in
            var hash = seed &+ UInt64(bitPattern: record.offset) &* 0x9E37_79B9_7F4A_7C15
            hash = (hash ^ (hash >> 29) ^ UInt64(record.partition)) &* 0xBF58_476D_1CE4_E5B9
            return (hash >> 33) % share == 0
        }
    }

    var sessionSetup: String { inner.sessionSetup }
    func lookup(_ records: RecordSelection) -> Lookup? { inner.lookup(accepted(records)) }
    func instance(of record: Record) -> ByteView? { inner.instance(of: record) }
    func isUsersObject(_ error: PostgresError) -> Bool { inner.isUsersObject(error) }

    func write(_ records: RecordSelection, found: QueryResult?, into output: inout HandlerOutput) {
        inner.write(accepted(records), found: found, into: &output)
        var bad: [Int] = []
        records.forEach { index, record in if refuses(record) { bad.append(index) } }
        for index in bad { output.reject(index, reason: "artificial", detail: "a bug of the test's") }
    }

    private func accepted(_ records: RecordSelection) -> RecordSelection {
        var (kept, all, last): ([Int: Record], [Record], Int) = ([:], [], -1)
        records.forEach { index, record in
            last = index
            all.append(record)
            if !refuses(record) { kept[index] = record }
        }
        guard let filler = all.first else { return records }
        let padded = (0...max(last, 0)).map { kept[$0] ?? filler }
        let places = Set(kept.keys)
        return RecordSelection(
            padded, range: 0..<padded.count, leavingOut: { !places.contains($0) }, isComplete: false)
    }
}
