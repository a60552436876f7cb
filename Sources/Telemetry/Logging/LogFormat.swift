/// How an entry becomes a line.
package enum LogFormat: String, Hashable, Sendable, CaseIterable {
    /// For people: time, level, label, message, then `key=value`.
    case text
    /// For machines: one object a line.
    case json

    /// The entry's line, without the newline at its end.
    package func line(_ entry: LogEntry, colours: Bool = false) -> [UInt8] {
        switch self {
        case .text: TextLine(colours: colours).line(entry)
        case .json: JSONLine.line(entry)
        }
    }
}

extension LogEntry {
    /// The fields, of those with one name only the last, which stands where the first stood.
    var distinctFields: [Field] {
        var result: [Field] = []
        for field in fields {
            if let place = result.firstIndex(where: { $0.key == field.key }) {
                result[place] = field
            } else {
                result.append(field)
            }
        }
        return result
    }
}
