internal import Kafka
internal import Postgres
internal import Reference
internal import Service

/// Publishes at the consumers' pace, and waits until they are at the end. For one thread, which it blocks.
struct DemoPublisher: ~Copyable {
    private let servers: DemoServers
    private let stop: StopRequest
    private let clock: @Sendable () -> Duration
    private let producer: Producer
    private var connection: Connection
    private var screen: DemoScreen
    private var progress: DemoProgress
    private var backlog: Backlog
    private var offsets = PipelineOffsets()
    private var lastLook: Duration = .zero
    /// What was published.
    private(set) var log = SentLog()

    /// How long nothing may move before that is called a failure.
    private static let patience = Duration.seconds(60)

    init(
        _ servers: DemoServers, total: Int, _ screen: DemoScreen, _ stop: StopRequest,
        clock: @escaping @Sendable () -> Duration = Progress.uptime
    ) throws {
        let producer = try Producer(
            ClientSettings(bootstrapServers: servers.broker.bootstrapServers, clientID: "zapline-demo")
        ) { _ in }
        connection = try Connection.connect(servers.database.session, timeout: .seconds(10))
        self.producer = producer
        self.servers = servers
        self.screen = screen
        self.stop = stop
        self.clock = clock
        progress = DemoProgress(total: total, at: clock())
        backlog = Backlog(byteLimit: servers.broker.backlogLimit)
    }

    /// Waits until every pipeline owns its partitions.
    mutating func waitForClaims() throws {
        try wait("the consumers don't claim their partitions") { offsets, _ in
            DemoPipeline.all.allSatisfy { offsets.hasClaimed($0) }
        }
        progress = DemoProgress(total: progress.published.total ?? 0, at: clock())
    }

    /// Publishes everything.
    mutating func publish(_ traffic: inout DemoTraffic, now: () -> Int64) throws {
        while let record = traffic.next() {
            let partition = log.partition(of: record)
            try waitForRoom(record.size, in: partition)
            let timestamp = now() / 1_000
            try send(record, timestamp)
            backlog.add(record.size, to: partition)
            log.add(record, at: partition, timestamp: timestamp)
            if log.count % 512 == 0 { try lookNowAndThen() }
        }
        guard producer.flush(deadline: .seconds(60)), producer.counts.failed == 0, producer.renewals == 0 else {
            let reason = producer.counts.lastError.map { ": \($0)" } ?? ""
            throw OperationError("not every record reached the broker\(reason)")
        }
    }

    /// Waits until every pipeline has applied all of it.
    mutating func waitForEnd() throws {
        let counts = log.counts
        try wait("the consumers don't come to the end") { offsets, _ in
            DemoPipeline.all.allSatisfy { offsets.isAtEnd($0, of: counts) }
        }
        screen.show(progress, at: clock(), isLast: true)
    }

    private func send(_ record: DemoRecord, _ timestamp: Int64) throws {
        let header = OutgoingRecord.Header(DemoRecord.header.name, Array(DemoRecord.header.value.utf8))
        try producer.send(
            OutgoingRecord(
                topic: record.topic.rawValue, key: record.key, value: record.value, headers: [header],
                timestamp: timestamp))
    }

    // MARK: - Waiting

    private mutating func waitForRoom(_ size: Int, in partition: TopicPartition) throws {
        guard !backlog.hasRoom(for: size, in: partition) else { return }
        try wait("the consumers don't go on in \(partition)") { _, backlog in backlog.hasRoom(for: size, in: partition)
        }
    }

    /// Looks again and again until `isDone`; gives up where nothing moves any more.
    private mutating func wait(_ complaint: String, until isDone: (PipelineOffsets, Backlog) -> Bool) throws {
        var movedAt = clock()
        while true {
            let before = offsets
            try look()
            if isDone(offsets, backlog) { return }
            if offsets != before { movedAt = clock() }
            guard clock() - movedAt < Self.patience else {
                let complaints = servers.programs.map { "\($0.name): \($0.complaint)" }
                throw OperationError("\(complaint): \(complaints.joined(separator: "; "))")
            }
            Pause.upTo(.milliseconds(20))
        }
    }

    private mutating func lookNowAndThen() throws {
        if clock() - lastLook > .milliseconds(100) { try look() }
    }

    /// Reads where everybody is, and shows it.
    private mutating func look() throws {
        if stop.isRequested { throw DemoStopped() }
        try servers.requireAll()
        do throws(PostgresError) {
            offsets = try PipelineOffsets.read(&connection)
        } catch { throw Database.failure(error) }
        if let halt = offsets.halts.first { throw OperationError(halt) }
        for partition in log.counts.keys { backlog.settle(partition, upTo: offsets.settled(partition)) }
        lastLook = clock()
        progress.update(log, offsets, at: lastLook)
        if log.count > 0 { screen.show(progress, at: lastLook) }
    }
}

/// Somebody pressed Ctrl-C.
struct DemoStopped: Error {}
