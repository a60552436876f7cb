internal import Service

/// How far publishing and every pipeline are, in numbers; time comes from outside.
struct DemoProgress: Hashable, Sendable {
    /// One pipeline.
    struct Pipeline: Hashable, Sendable {
        /// Its name.
        let name: String
        /// How many records it has applied.
        fileprivate(set) var applied = 0
        /// How fast it goes.
        fileprivate(set) var rate = RateMeter()
        /// How many records of its topics are published and not applied.
        fileprivate(set) var lag = 0
    }

    /// Publishing.
    private(set) var published: ProgressState
    private var rate = RateMeter()
    /// The pipelines, by name.
    private(set) var pipelines: [Pipeline]

    /// Nothing is published.
    init(total: Int, at now: Duration) {
        published = ProgressState(total: total, at: now)
        rate.add(0, at: now)
        pipelines = DemoPipeline.all.map { Pipeline(name: $0.name) }
    }

    /// Takes note of what is sent and what is applied.
    mutating func update(_ log: SentLog, _ offsets: PipelineOffsets, at now: Duration) {
        published.update(done: log.count, at: now)
        rate.add(log.count, at: now)
        for (place, pipeline) in DemoPipeline.all.enumerated() {
            let applied = offsets.applied(pipeline)
            pipelines[place].applied = applied
            pipelines[place].rate.add(applied, at: now)
            pipelines[place].lag = max(0, log.count(in: pipeline.topics) - applied)
        }
    }

    /// The block that moves: a bar, and a table below it.
    func block(width: Int) -> [String] {
        var table = Table([.init("PIPELINE"), .init("APPLIED", .right), .init("RATE", .right), .init("LAG", .right)])
        for pipeline in pipelines {
            table.add([
                pipeline.name, ProgressLine.grouped(pipeline.applied), pipeline.rate.text,
                ProgressLine.grouped(pipeline.lag),
            ])
        }
        let bar = ProgressLine(title: "published", unit: "records").text(published, width: width)
        return [bar, ""] + table.text(width: width).split(separator: "\n").map(String.init)
    }

    /// The same in one line, for a file or a pipe.
    var line: String {
        let parts = pipelines.map {
            "\($0.name) \(ProgressLine.grouped($0.applied)) (lag \(ProgressLine.grouped($0.lag)))"
        }
        return "published \(ProgressLine.grouped(published.done)) at \(rate.text); applied: "
            + parts.joined(separator: ", ")
    }
}
