/// A topic's full name, from the name in its file and the prefix of the installation.
enum TopicName {
    /// The prefix that files and documentation are written with.
    static let defaultPrefix = "whatsapp."

    /// `lifecycle` and `whatsapp.lifecycle` are one topic; a prefix of one's own stands in place of `whatsapp.`.
    ///
    /// Of `whatsapp.` alone nothing is left, which is no name under any prefix.
    static func full(_ name: String, prefix: String) -> String {
        let rest = name.hasPrefix(defaultPrefix) ? String(name.dropFirst(defaultPrefix.count)) : name
        return rest.isEmpty ? "" : prefix + rest
    }

    /// Why Kafka would refuse `name`, or nil.
    ///
    /// > The legal characters are [a-zA-Z0-9._-], at most 249 of them, and neither "." nor "..".
    static func fault(of name: String) -> String? {
        if name.isEmpty { return "a topic needs a name" }
        if name.utf8.count > 249 { return "the name is longer than Kafka's 249 characters" }
        if name == "." || name == ".." { return "`\(name)` is no name for a topic" }
        if name.hasPrefix("__") { return "`\(name)`: names that begin with `__` are Kafka's own" }
        guard name.utf8.allSatisfy(isLegal) else {
            return "`\(name)` has more in it than letters, digits, `.`, `_` and `-`"
        }
        return nil
    }

    private static func isLegal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    /// The name by which Kafka tells topics apart in its metrics, where `.` and `_` are one; it refuses a second topic of it.
    static func collisionName(_ name: String) -> String { name.replacing(".", with: "_") }
}
