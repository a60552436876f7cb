/// By which right this monitor speaks on the health topic now.
enum Voice: Hashable, Sendable {
    /// It holds the lease.
    case active(epoch: Int64)
    /// Nobody can hold it, since the database is away: this one speaks for servers, pipelines and consumers, and says that nobody
    /// watches the sessions.
    case deputy(epoch: Int64, since: Moment)

    /// The epoch of its lease, of a deputy that of the last one.
    var epoch: Int64 {
        switch self {
        case .active(let epoch), .deputy(let epoch, _): epoch
        }
    }

    /// Whether it does without the lease.
    var isDeputy: Bool {
        if case .deputy = self { true } else { false }
    }

    /// The word for it in the monitor's own event.
    var word: String { isDeputy ? "deputy" : "active" }

    /// What the ids of its events begin with: no other voice has the same.
    func series(of id: String) -> String {
        switch self {
        case .active(let epoch): "\(epoch)"
        case .deputy(let epoch, let since): "\(epoch).\(id).\(since)"
        }
    }

    /// As the records' header says it.
    func writer(_ id: String) -> Writer { Writer(isDeputy ? .deputy : .lease, epoch: epoch, id: id) }
}
