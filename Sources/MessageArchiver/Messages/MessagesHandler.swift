package import Bytes
import Events
package import Pipeline
package import Postgres

/// The `messages` pipeline: records of `whatsapp.messages` become rows that are joins of what was told.
///
/// Any order, repetition and division into batches of the same records ends in the same rows (contract §3), by whatever number
/// of processes: within a batch `MessagesFold` joins in memory, `JoinedTable` joins with what stands. The transaction must be
/// READ COMMITTED: see `Settling`.
package final class MessagesHandler: Handler {
    package let sessionSetup: String
    /// Texts that had to be unescaped; those that had not stay in their record.
    private let arena = Arena()
    private let reader: EventReader
    private var fold = MessagesFold()

    /// A handler of `context`'s one topic.
    package init(_ context: HandlerContext) {
        sessionSetup = MessagesSession(context).setup
        reader = EventReader(arena: arena, maxEventBytes: context.maxEventBytes)
    }

    package func write(_ records: RecordSelection, found: QueryResult?, into output: inout HandlerOutput) {
        arena.reset()
        fold.removeAll()
        let invalidBefore = reader.invalidFields
        records.forEach { index, record in
            switch reader.read(record) {
            case .event(let event): add(event, record, &output.tally)
            case .tombstone: output.tally.tombstones += 1
            case .poison(let poison):
                output.reject(index, reason: poison.reason.rawValue, detail: poison.detail)
            }
        }
        output.tally.invalidFields += reader.invalidFields &- invalidBefore
        fold.write(into: &output.script)
    }

    package func instance(of record: Record) -> ByteView? {
        reader.summary(of: record).subject ?? record.keyedInstance
    }

    package func traceParent(of record: Record) -> ByteView? { reader.traceParent(of: record) }

    /// What a join refuses, a type, a constraint or a trigger of the user's refused: ours take whatever came through the
    /// temporary table, where a fault of ours would show.
    package func isUsersObject(_ error: PostgresError) -> Bool { error.context?.hasPrefix("COPY zl_") != true }

    private func add(_ event: Event, _ record: Record, _ tally: inout Tally) {
        guard let type = event.type else { return tally.unknownTypes += 1 }
        switch type.family {
        case .message: fold.add(event, from: record)
        case .canary: break
        case .lifecycle, .heartbeat, .health, .command: tally.wrongTopic += 1
        }
    }
}
