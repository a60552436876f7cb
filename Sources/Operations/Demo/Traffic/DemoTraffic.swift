internal import Events
internal import Reference

/// Everything that a demo publishes, in order: the gateways' stories, the planted records, then synthetic traffic.
struct DemoTraffic {
    /// How many records there will be.
    let total: Int
    private var first: [DemoRecord]
    private var generator: TrafficGenerator
    private var renderer = TrafficRenderer()
    private var sent = 0

    /// The traffic of a demo that begins at `now` (microseconds since the Unix epoch).
    ///
    /// The synthetic events lie in the time before, a millisecond apart, so that the last of them happens now: to the health
    /// monitor they are news, and none comes from the future.
    init(_ options: DemoOptions, now: Int64) throws(OperationError) {
        first = try RecordedPayloads.events(start: now - 60_000_000).compactMap { DemoRecord($0) }
        first += PlantedRecords.all(time: now)
        total = first.count + options.events
        generator = TrafficGenerator(
            TrafficGenerator.Options(
                sessions: options.sessions, seed: options.seed, start: now - Int64(options.events) * 1_000,
                interval: 1_000,
                namePrefix: "demo-"))
    }

    /// How many of the records are not synthetic.
    var recordedCount: Int { first.count }

    /// The next record, or nil at the end.
    mutating func next() -> DemoRecord? {
        guard sent < total else { return nil }
        sent += 1
        return sent <= first.count ? first[sent - 1] : synthetic()
    }

    private mutating func synthetic() -> DemoRecord? {
        let event = generator.next()
        guard let topic = LogRecord.Topic(rawValue: "whatsapp.\(event.topicName)") else { return nil }
        return DemoRecord(
            topic: topic, key: renderer.key(of: event), value: renderer.value(of: event), instance: event.instance)
    }
}
