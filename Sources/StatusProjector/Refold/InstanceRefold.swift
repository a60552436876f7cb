import Bytes
import Events
import Pipeline
import Postgres

/// One instance folded from its first record on, with its letters and without them, by the handler's own fold.
final class InstanceRefold {
    private let handler: StatusHandler
    private let arena = Arena()
    private var after = StatusRows()
    private var before = StatusRows()

    init(_ handler: StatusHandler) { self.handler = handler }

    /// How a letter's record is judged by itself.
    enum Judgement: Hashable {
        /// It is no event, or none that can be applied.
        case refused(reason: String, detail: String)
        /// An event of this instance's fold.
        case event(of: String)
        /// Nothing that the fold is of.
        case other
    }

    /// Judges one record; `topic` is its place among the pipeline's.
    func judge(_ record: StoredRecord, topic: Int) -> Judgement {
        arena.reset()
        _ = handler.lookup(RecordSelection([record.record(topic: topic, in: arena)]))
        if let reject = handler.rejects.first { return .refused(reason: reject.reason, detail: reject.detail) }
        return handler.judged.first.map { .event(of: $0.event.subject.string) } ?? .other
    }

    /// Folds `records`, which are in the log's order.
    ///
    /// - returns: the places of those that are events of `name`: each has a row in `whatsapp_instance_events`.
    func fold(_ name: String, _ records: [StoredRecord], letters: Set<LogPlace>) -> Set<LogPlace> {
        arena.reset()
        after.removeAll()
        before.removeAll()
        let topic = StatusHandler.Topic.lifecycle.rawValue
        _ = handler.lookup(RecordSelection(records.map { $0.record(topic: topic, in: arena) }))
        var (new, old) = (InstanceFold(), InstanceFold())
        var places: Set<LogPlace> = []
        let key = arena.copy(name)
        for item in handler.judged where item.event.subject == key {
            let place = LogPlace(
                logID: item.record.logID, partition: item.record.partition, offset: item.record.offset)
            places.insert(place)
            _ = new.apply(item.event, item.kind, item.data)
            if !letters.contains(place) { _ = old.apply(item.event, item.kind, item.data) }
            let epoch = item.event.isOperator ? new.epoch ?? 0 : item.event.sessionEpoch
            after.addEvent(item, status: new.status, epoch: epoch)
        }
        if new.applied { after.add(new, key) }
        if old.applied { before.add(old, key) }
        return places
    }

    /// The statements that put the fold in the old one's place.
    func script(_ statements: RefoldStatements) -> Script {
        var script = Script()
        let copies = statements.copies
        script.copy(copies.state, after.state.finish())
        script.copy(copies.instances, after.instances.finish())
        script.copy(copies.sessions, after.sessions.finish())
        script.copy(copies.events, after.events.finish())
        script.copy(statements.copiesBefore.instances, before.instances.finish())
        script.copy(statements.copiesBefore.sessions, before.sessions.finish())
        for statement in statements.merge { script.sql(statement) }
        return script
    }
}
