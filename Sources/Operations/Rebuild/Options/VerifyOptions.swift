internal import Service

/// What `verify` is asked for.
struct VerifyOptions: Hashable, Sendable {
    /// Which instances' rows are compared.
    enum Sample: Hashable, Sendable {
        /// So many, drawn at random.
        case count(Int)
        /// These.
        case names([String])
    }

    var pipeline: String
    /// nil: all.
    var sample: Sample?
    var pace: ReplayPace
    /// Who mends what is found, and why; nil: nothing is mended.
    var repair: OperatorAct?
    /// Whether it is mended although live may know more than archive and log.
    var acceptsLateStart: Bool
    var isPlain: Bool

    /// Reads the command line.
    init(_ invocation: Invocation, environment: [String: String]) throws(UsageError) {
        pipeline = invocation.arguments.first ?? ""
        sample = try invocation.value("sample").map { (text: String) throws(UsageError) in
            try Sample(text, path: invocation.path)
        }
        pace = try ReplayPace(invocation)
        repair = try OperatorAct(
            invocation, environment: environment, onlyWith: "repair", otherwise: "what verify found is mended")
        acceptsLateStart = invocation.has("accept-late-start")
        if acceptsLateStart, repair == nil {
            throw UsageError("--accept-late-start is for --repair, which isn't given", path: invocation.path)
        }
        isPlain = invocation.has("plain")
    }
}

extension VerifyOptions.Sample {
    /// A number alone is a count; an instance that is called like one is named with a comma behind it.
    init(_ text: String, path: [String]) throws(UsageError) {
        if let count = Int(text) {
            guard (1...1_000_000).contains(count) else {
                throw UsageError("--sample=\(text): give 1 to 1,000,000 instances, or names with commas", path: path)
            }
            self = .count(count)
            return
        }
        var names: [String] = []
        for part in text.split(separator: ",") where !names.contains(String(part)) { names.append(String(part)) }
        guard !names.isEmpty,
            names.allSatisfy({ $0.utf8.count <= 255 && $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } })
        else {
            throw UsageError(
                "--sample: give a number of instances, or their names with commas; a name has 1 to 255 bytes",
                path: path)
        }
        self = .names(names)
    }
}
