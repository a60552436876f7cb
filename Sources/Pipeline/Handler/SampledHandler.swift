package import Bytes
package import Postgres

/// A handler that is given the records of some instances only: to fold a sample of a history.
package final class SampledHandler: Handler {
    private let base: any Handler
    private let names: Set<ByteView>
    private let arena = Arena(blockSize: 1 << 12)

    /// `base` for the instances called so.
    package init(_ base: any Handler, instances: [String]) {
        self.base = base
        let arena = arena
        names = Set(instances.map { arena.copy($0) })
    }

    package var sessionSetup: String { base.sessionSetup }
    package func lookup(_ records: RecordSelection) -> Lookup? { base.lookup(sample(records)) }
    package func instance(of record: Record) -> ByteView? { base.instance(of: record) }
    package func traceParent(of record: Record) -> ByteView? { base.traceParent(of: record) }
    package func isUsersObject(_ error: PostgresError) -> Bool { base.isUsersObject(error) }

    package func write(_ records: RecordSelection, found: QueryResult?, into output: inout HandlerOutput) {
        base.write(sample(records), found: found, into: &output)
    }

    private func sample(_ records: RecordSelection) -> RecordSelection {
        records.filtered { base.instance(of: $0).map(names.contains) ?? false }
    }
}
