package import JSON
package import Service
internal import Telemetry

/// `zapline load`: synthetic traffic at a steady rate.
package struct LoadRun {
    private let options: LoadOptions
    private let sink: any EventSink
    private let stop: StopRequest
    private let clock: @Sendable () -> Duration
    private let pause: @Sendable (Duration) -> Void
    private let progress: Progress?
    private var generator: TrafficGenerator
    private var renderer = TrafficRenderer()

    /// A run that begins at `start`, in microseconds since the Unix epoch.
    ///
    /// - parameters:
    ///   - clock: time since some moment.
    ///   - pause: waits for about so long.
    package init(
        _ options: LoadOptions, start: Int64, sink: any EventSink, stop: StopRequest, progress: Progress? = nil,
        clock: @escaping @Sendable () -> Duration, pause: @escaping @Sendable (Duration) -> Void
    ) {
        self.options = options
        self.sink = sink
        self.stop = stop
        self.progress = progress
        self.clock = clock
        self.pause = pause
        generator = TrafficGenerator(
            TrafficGenerator.Options(
                sessions: options.sessions, seed: options.seed, start: start,
                interval: max(1, 1_000_000 / Int64(options.rate))))
    }

    /// Sends until all is sent, the time is over or somebody stops it. Blocks.
    package mutating func run() throws -> LoadReport {
        let began = clock()
        let pacer = Pacer(rate: options.rate)
        let total = options.total ?? Int.max
        while generator.count < total, !stop.isRequested, !sink.hasGivenUp {
            let due = min(pacer.due(after: clock() - began), total)
            // A slow broker must not keep us from seeing that somebody wants us to stop.
            for _ in 0..<min(due - generator.count, 1_000) { try send() }
            progress?.update(done: generator.count)
            if generator.count >= due, generator.count < total {
                pause(pacer.moment(of: generator.count) - (clock() - began))
            }
        }
        let elapsed = clock() - began
        let result = sink.finish()
        progress?.finish(done: generator.count)
        return LoadReport(options: options, result: result, elapsed: elapsed)
    }

    private mutating func send() throws {
        let event = generator.next()
        try sink.send(
            RoutedEvent(topicName: event.topicName, key: renderer.key(of: event), value: renderer.value(of: event)))
    }
}

/// What `load` did.
package struct LoadReport: Hashable, Sendable {
    /// What it was asked for.
    package var options: LoadOptions
    /// What became of the events.
    package var result: SinkResult
    /// How long it took.
    package var elapsed: Duration

    private var count: Int { result.sent.values.reduce(0, +) }
    private var rate: Int { Int((Double(count) / max(0.001, elapsed.seconds)).rounded()) }

    /// The table at the end.
    package func text(width: Int) -> String {
        var table = Table([.init("TOPIC"), .init("EVENTS", .right)])
        for (topic, count) in result.sent.sorted(by: { $0.key < $1.key }) {
            table.add([topic, ProgressLine.grouped(count)])
        }
        let took = DurationText.format(.milliseconds(Int64((elapsed.seconds * 1_000).rounded())))
        return table.text(width: width)
            + "\n\(ProgressLine.grouped(count)) events of \(ProgressLine.grouped(options.sessions)) "
            + "sessions in \(took), \(ProgressLine.grouped(rate))/s; --seed=\(options.seed) makes the same again\n"
    }

    /// The same for scripts.
    package var json: JSONValue {
        let sent = result.sent.sorted { $0.key < $1.key }.map {
            JSONValue.Member(name: $0.key, value: .integer($0.value))
        }
        return [
            "events": .integer(count), "sessions": .integer(options.sessions), "seed": .number("\(options.seed)"),
            "seconds": .number("\((elapsed.seconds * 1_000).rounded() / 1_000)"), "rate": .integer(rate),
            "published": .object(sent), "delivered": .integer(result.delivered),
            "failed": .integer(result.failed + result.lost),
        ]
    }
}
