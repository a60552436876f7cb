/// What a topic's setting may hold, and how two spellings of one value are told to be the same.
enum SettingKind: Hashable, Sendable {
    case integer(ClosedRange<Int64>)
    /// Milliseconds, also as `30d` or `forever`.
    case duration(ClosedRange<Int64>)
    /// Bytes, also as `16MiB` or `unlimited`.
    case size(ClosedRange<Int64>)
    /// 0 … 1.
    case ratio
    case boolean
    case choice([String])
    /// Several of these, in any order.
    case list([String])
    /// A count of replicas, or `auto`: one fewer than the topic has, at least 1.
    case inSyncReplicas

    /// The form that Kafka keeps, or nil where the text is no value of this kind.
    func canonical(_ text: String) -> String? {
        switch self {
        case .integer(let range): Quantity.plainInteger(text).flatMap { Self.text($0, in: range) }
        case .duration(let range): Quantity.milliseconds(text).flatMap { Self.text($0, in: range) }
        case .size(let range): Quantity.bytes(text).flatMap { Self.text($0, in: range) }
        case .ratio: Double(text).flatMap { (0...1).contains($0) ? "\($0)" : nil }
        case .boolean: ["true", "false"].first { $0 == text.lowercased() }
        case .choice(let names): names.first { $0.lowercased() == text.lowercased() }
        case .list(let names): Self.list(text, of: names)
        case .inSyncReplicas:
            text == "auto" ? text : Quantity.plainInteger(text).flatMap { Self.text($0, in: 1...Int64(Int16.max)) }
        }
    }

    private static func text(_ number: Int64, in range: ClosedRange<Int64>) -> String? {
        range.contains(number) ? "\(number)" : nil
    }

    private static func list(_ text: String, of names: [String]) -> String? {
        let items = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
        guard items.allSatisfy(names.contains), Set(items).count == items.count else { return nil }
        return items.sorted().joined(separator: ",")
    }

    /// What to write, for an error.
    var hint: String {
        switch self {
        case .integer(let range): "an integer \(Self.words(range))"
        case .duration(let range):
            "milliseconds \(Self.words(range)), or a duration such as 12h or 30d"
                + (range.contains(-1) ? ", or forever" : "")
        case .size(let range):
            "bytes \(Self.words(range)), or a size such as 512KiB or 16MiB"
                + (range.contains(-1) ? ", or unlimited" : "")
        case .ratio: "a number from 0 to 1"
        case .boolean: "true or false"
        case .choice(let names): "one of " + names.joined(separator: ", ")
        case .list(let names): names.joined(separator: ", ") + ", or both"
        case .inSyncReplicas: "a count of replicas from 1, or auto (one fewer than the topic has)"
        }
    }

    private static func words(_ range: ClosedRange<Int64>) -> String {
        range.upperBound == .max ? "from \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
    }

    /// A canonical value with what it means to a person, where that is shorter to read: `2592000000 (30d)`.
    func readable(_ value: String) -> String {
        guard let number = Int64(value) else { return value }
        switch self {
        case .duration: return Quantity.duration(ofMilliseconds: number).map { "\(value) (\($0))" } ?? value
        case .size: return Quantity.size(ofBytes: number).map { "\(value) (\($0))" } ?? value
        default: return value
        }
    }
}
