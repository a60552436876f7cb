internal import JSON

/// Places in an event, as people and scripts read them: `data.chat`, `data.messageIds[]`. Elements of a list share one.
enum EventPath {
    /// The path of a JSON pointer. Schemas name neither `/` nor `~`.
    static func path(_ pointer: String, in event: JSONValue) -> String {
        var (text, value) = ("", JSONValue?.some(event))
        for step in pointer.split(separator: "/").map(String.init) {
            if let list = value?.array {
                text += "[]"
                value = Int(step).flatMap { list.indices.contains($0) ? list[$0] : nil }
            } else {
                text += text.isEmpty ? step : ".\(step)"
                value = value?[step]
            }
        }
        return text
    }

    /// The value at a JSON pointer.
    static func value(_ pointer: String, in event: JSONValue) -> JSONValue? {
        pointer.split(separator: "/").map(String.init).reduce(event) { value, step in
            value?[step] ?? Int(step).flatMap { value?[$0] }
        }
    }

    /// The values at a path; more than one where it goes through a list.
    static func values(_ path: String, in event: JSONValue) -> [JSONValue] {
        var values = [event]
        for part in path.split(separator: ".") {
            let isList = part.hasSuffix("[]")
            let name = String(isList ? part.dropLast(2) : part)
            values = values.compactMap { $0[name] }.flatMap { isList ? $0.array ?? [] : [$0] }
        }
        return values
    }

    /// The paths of names that stand twice in one object; a name that isn't in `known` is a star, since it may be a value
    /// to whoever made it up.
    static func duplicates(in event: JSONValue, known: Set<String>) -> Set<String> {
        var found: Set<String> = []
        collect(event, at: "", known, into: &found)
        return found
    }

    private static func collect(
        _ value: JSONValue, at path: String, _ known: Set<String>, into found: inout Set<String>
    ) {
        switch value {
        case .array(let elements):
            for element in elements {
                collect(element, at: path.hasSuffix("*") ? path : "\(path)[]", known, into: &found)
            }
        case .object(let members):
            var seen: Set<[UInt8]> = []
            for member in members {
                let place = below(path, known.contains(member.name) ? member.name : "*")
                if !seen.insert(Array(member.name.utf8)).inserted { found.insert(place) }
                collect(member.value, at: place, known, into: &found)
            }
        default: break
        }
    }

    /// Below a star everything is the star.
    private static func below(_ path: String, _ name: String) -> String {
        if path.hasSuffix("*") { return path }
        return path.isEmpty ? name : "\(path).\(name)"
    }
}
