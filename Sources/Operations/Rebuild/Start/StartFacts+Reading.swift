internal import Kafka
internal import Postgres
internal import Service

extension StartFacts {
    /// Asks broker and database.
    ///
    /// - parameter time: what `--from` named, in microseconds since the Unix epoch; nil where it named no time.
    /// - throws: where one doesn't answer, or where live's offsets are of another cluster.
    static func read(
        _ pipeline: String, time: Int64?, _ settings: ServiceSettings, _ broker: Broker
    ) async throws -> StartFacts {
        let topics = PipelineNames.topics(of: pipeline, prefix: settings.topicPrefix)
        let archived = PipelineNames.archivedTopics(of: pipeline, prefix: settings.topicPrefix)
        let rows = try await Database.use(settings.session()) {
            try StartRow.read(pipeline, topics, time: time, on: &$0)
        }
        // Behind the database: live goes on meanwhile, and must not seem to stand beyond the log's end.
        var logs: [String: TopicLog] = [:]
        for topic in topics { logs[topic] = try await TopicLog.read(topic, broker) }
        let offsets = try await offsets(logs.values, from: time, broker)
        var partitions: [Partition] = []
        for row in rows {
            guard var partition = try row.partition(logs[row.topic], hasArchive: archived.contains(row.topic)) else {
                continue
            }
            partition.atTime.log = (offsets[partition.place] ?? nil)
            partitions.append(partition)
        }
        let order = Dictionary(topics.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        partitions.sort {
            (order[$0.topic] ?? 0, $0.logID, $0.partition) < (order[$1.topic] ?? 0, $1.logID, $1.partition)
        }
        return StartFacts(
            pipeline: pipeline, archivedTopics: Set(archived), partitions: partitions, prefix: settings.topicPrefix)
    }

    /// The first offset of each partition whose record isn't older than a time.
    private static func offsets(
        _ logs: some Collection<TopicLog>, from time: Int64?, _ broker: Broker
    ) async throws -> [TopicPartition: Int64?] {
        guard let time else { return [:] }
        guard !broker.isMock else {
            throw OperationError(
                "--from: librdkafka's mock cluster can't look up a time; give earliest or offsets",
                exitCode: .unavailable)
        }
        // Kafka counts milliseconds: what a part of one is older than the time isn't meant.
        let (whole, rest) = time.quotientAndRemainder(dividingBy: 1_000)
        let wanted = max(0, rest > 0 ? whole + 1 : whole)
        let places = logs.flatMap { log in log.bounds.keys.map { TopicPartition(log.topic, $0) } }
        let asked = Dictionary(places.map { ($0, wanted) }, uniquingKeysWith: { first, _ in first })
        let admin = broker.admin
        return try await Blocking.run { () throws -> [TopicPartition: Int64?] in
            do throws(KafkaError) {
                return try admin.offsets(forTimes: asked, timeout: .seconds(20))
            } catch {
                throw UnavailableError("no broker says which offsets belong to that time: \(error); try again")
            }
        }
    }
}
