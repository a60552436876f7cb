internal import JSON
internal import Pipeline
internal import Service

/// What `rebuild start` came to.
struct RebuildResult: Hashable, Sendable {
    var pipeline: String
    var generation: Int32
    /// What was read this time; the board told of it.
    var records: Int
    var bytes: Int
    /// How many records it could not apply; nil: nobody counted them.
    var letters: Int?
    /// What came of promoting it; nil: it is ready.
    var promotion: PromotionReport?

    /// One that is ready.
    init(_ rebuild: Rebuild, read progress: ReplayProgress) {
        pipeline = rebuild.pipeline
        generation = rebuild.generation
        records = progress.records
        bytes = progress.bytes
    }

    /// One that went through to the end.
    init(_ rebuild: Rebuild, promotion: PromotionReport) {
        pipeline = rebuild.pipeline
        generation = rebuild.generation
        records = 0
        bytes = 0
        self.promotion = promotion
    }

    var exitCode: ExitCode { promotion?.exitCode ?? .done }

    /// What can be done now, or what was.
    func text(width: Int) -> String {
        if let promotion { return promotion.text(width: width) }
        var sentences: [String] = []
        if let letters, letters > 0 {
            sentences.append(
                "\(ProgressLine.grouped(letters)) \(letters == 1 ? "record" : "records") could not be applied: `zapline dead-letters "
                    + "list --pipeline \(pipeline)` shows them, as letters of \(pipeline) rebuild \(generation).")
        }
        sentences.append(
            "\(pipeline) rebuild \(generation) is ready: `zapline rebuild promote \(pipeline) --dry-run` tells what would change."
        )
        return sentences.flatMap { TextWrap.wrap($0, width: width) }.map { $0 + "\n" }.joined()
    }

    /// The same for scripts.
    var json: JSONValue {
        let state = promotion.map { $0.outcome == .promoted ? "promoted" : "ready" } ?? "ready"
        return [
            "pipeline": .string(pipeline), "generation": .integer(generation), "state": .string(state),
            "records": promotion == nil ? .integer(records) : .null,
            "bytes": promotion == nil ? .integer(bytes) : .null, "dead_letters": letters.map { .integer($0) } ?? .null,
            "promotion": promotion?.json ?? .null,
        ]
    }
}
