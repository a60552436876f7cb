internal import Service

/// What `rebuild start` is asked for.
struct RebuildOptions: Hashable, Sendable {
    var pipeline: String
    var from: StartWish
    /// Whether `--from` was given at all.
    var hasFrom: Bool
    /// The generation that is asked for, 1 to 2³¹ − 1; nil: the next one.
    var generation: Int32?
    var pace: ReplayPace
    /// Who promotes it at once, and why; nil: it is only made.
    var promotion: OperatorAct?
    var isPlain: Bool

    /// Reads the command line.
    init(_ invocation: Invocation, environment: [String: String], prefix: String) throws(UsageError) {
        pipeline = invocation.arguments.first ?? ""
        from = try StartWish(
            invocation, pipeline: pipeline, topics: PipelineNames.topics(of: pipeline, prefix: prefix), prefix: prefix)
        hasFrom = invocation.has("from")
        if invocation.has("into-generation") {
            generation = Int32(try invocation.integer("into-generation", in: 1...Int(Int32.max), default: 1))
        }
        pace = try ReplayPace(invocation)
        promotion = try OperatorAct(
            invocation, environment: environment, onlyWith: "promote", otherwise: "a rebuild takes live's place")
        isPlain = invocation.has("plain")
    }
}

extension OperatorAct {
    /// Who and why, where a flag makes it an act that is kept in the audit log; nil where the flag isn't given.
    ///
    /// - parameter otherwise: the reason where none is given.
    /// - throws: where a reason is given without the flag.
    init?(
        _ invocation: Invocation, environment: [String: String], onlyWith flag: String, otherwise: String
    ) throws(UsageError) {
        guard invocation.has(flag) else {
            for name in ["why", "who"] where invocation.has(name) {
                throw UsageError("--\(name) is for --\(flag), which isn't given", path: invocation.path)
            }
            return nil
        }
        try self.init(invocation, environment: environment, otherwise: otherwise)
    }
}
