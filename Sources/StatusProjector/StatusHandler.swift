package import Bytes
import Events
package import Pipeline
package import Postgres

/// Folds lifecycle events and heartbeats into the state of each session (contract §2).
///
/// What an instance's fold starts from is read anew for each batch, in one look-up: always right, whoever wrote last, and at full
/// batches about a twentieth of the work. All events of an instance are in one partition, in order.
package final class StatusHandler: Handler {
    /// The pipeline's topics by their places: lifecycle first, then heartbeats.
    package enum Topic: Int, Sendable { case lifecycle, heartbeats }

    /// A lifecycle record and how it was judged.
    struct Judged {
        let record: Record
        let event: Event
        let kind: EventType
        let data: LifecycleData
    }

    let statements: StatusStatements
    let arena = Arena()
    let reader: EventReader
    var judged: [Judged] = []
    var rejects: [HandlerOutput.Reject] = []
    var tally = Tally()
    var folds: [ByteView: InstanceFold] = [:]
    var rows = StatusRows()

    /// A lane's handler.
    package init(_ context: HandlerContext) {
        statements = StatusStatements(schema: context.schema, generation: context.generation)
        reader = EventReader(arena: arena, maxEventBytes: context.maxEventBytes)
    }

    package var sessionSetup: String { statements.sessionSetup }

    /// Reads every record of the attempt, and asks for what is remembered of the instances among them.
    package func lookup(_ records: RecordSelection) -> Lookup? {
        arena.reset()
        judged.removeAll(keepingCapacity: true)
        rejects.removeAll(keepingCapacity: true)
        folds.removeAll(keepingCapacity: true)
        tally = Tally()
        let invalidBefore = reader.invalidFields
        records.forEach { index, record in read(record, at: index) }
        tally.invalidFields = reader.invalidFields - invalidBefore
        let names = Set(judged.map(\.event.subject)).map(\.string)
        return names.isEmpty ? nil : Lookup(sql: statements.lookup, parameters: [.textArray(names)])
    }

    private func read(_ record: Record, at index: Int) {
        switch reader.read(record) {
        case .tombstone: tally.tombstones += 1
        case .poison(let poison):
            rejects.append(HandlerOutput.Reject(index: index, reason: poison.reason.rawValue, detail: poison.detail))
        case .event(let event): sort(event, record)
        }
    }

    private func sort(_ event: Event, _ record: Record) {
        guard let kind = event.type else {
            tally.unknownTypes += 1
            return
        }
        switch (kind.family, Topic(rawValue: record.topic)) {
        case (.heartbeat, .heartbeats): folds[event.subject, default: InstanceFold()].saw(event.time)
        case (.lifecycle, .lifecycle):
            guard case .lifecycle(let data) = event.data else { return }
            judged.append(Judged(record: record, event: event, kind: kind, data: data))
        default: tally.wrongTopic += 1
        }
    }

    package func write(_ records: RecordSelection, found: QueryResult?, into output: inout HandlerOutput) {
        if let found { remember(found) }
        rows.removeAll()
        for item in judged { fold(item) }
        for (name, fold) in folds { rows.add(fold, name) }
        for reject in rejects { output.reject(reject.index, reason: reject.reason, detail: reject.detail) }
        output.tally = tally
        rows.write(statements, into: &output.script)
    }

    private func fold(_ item: Judged) {
        _ = folds[item.event.subject, default: InstanceFold()].apply(item.event, item.kind, item.data)
        guard let after = folds[item.event.subject] else { return }
        rows.addEvent(
            item, status: after.status, epoch: item.event.isOperator ? after.epoch ?? 0 : item.event.sessionEpoch)
    }

    package func instance(of record: Record) -> ByteView? {
        reader.summary(of: record).subject ?? record.keyedInstance
    }

    package func traceParent(of record: Record) -> ByteView? { reader.traceParent(of: record) }

    /// What refuses a value of `whatsapp_instances` is a type, a constraint or a trigger of the user's: we have none there.
    package func isUsersObject(_ error: PostgresError) -> Bool {
        error.table == "whatsapp_instances" || error.context?.hasPrefix("COPY zl_instances") == true
    }
}
