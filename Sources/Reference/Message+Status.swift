extension Message {
    /// "The earliest time of that very status", of the statuses without `participant`; of a failure, a body's too.
    func earliest(_ status: MessageStatus) -> Moment? {
        let times = statuses.filter { $0.status == status }.map(\.time)
        return status == .failed ? (times + bodyFailures).min() : times.min()
    }

    /// "A body's `status` raises `status` and sets no time, but `failed`, which is a failure at its `timestamp`."
    private var bodyFailures: [Moment] {
        bodies.filter { $0.status == .failed }.map(\.sentAt)
    }

    /// "`failure_code` = the least of those given at `failed_at`."
    var failureCode: Text? {
        guard let failedAt = earliest(.failed) else { return nil }
        return statuses.filter { $0.status == .failed && $0.time == failedAt }.compactMap(\.errorCode).min()
    }

    /// "The highest of `pending < server < delivered < read < played` seen; but `failed` where that is below `delivered` and a
    /// failure was seen; NULL where none was."
    var status: MessageStatus? {
        let seen = Set(statuses.map(\.status) + bodies.compactMap(\.status))
        let order: [MessageStatus] = [.played, .read, .delivered, .failed, .server, .pending]
        return order.first { seen.contains($0) }
    }
}

/// The statuses of one member of a group: a row of `whatsapp_message_receipts`.
struct Receipt {
    var changes: [StatusChange] = []

    /// "`delivered_at read_at played_at`, earliest each; other statuses do nothing."
    static func counts(_ status: MessageStatus) -> Bool {
        status == .delivered || status == .read || status == .played
    }

    func earliest(_ status: MessageStatus) -> Moment? {
        changes.filter { $0.status == status }.map(\.time).min()
    }
}
