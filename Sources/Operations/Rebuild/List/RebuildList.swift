internal import JSON
internal import Pipeline
internal import Service

/// What `rebuild list` prints.
struct RebuildList {
    var rows: [RebuildRow]

    /// A list of objects.
    var json: JSONValue { .array(rows.map(\.json)) }

    /// A table, and what can be done with those that are open.
    func text(width: Int) -> String {
        guard !rows.isEmpty else { return "nothing was ever rebuilt; `zapline rebuild start` begins one\n" }
        var table = Table([
            .init("BUILD"), .init("STATE"), .init("EVENTS", .right), .init("BEHIND LIVE", .right), .init("BEGAN"),
            .init("BY"),
        ])
        for row in rows {
            table.add([
                row.name, row.word, ProgressLine.grouped(Int(row.records)),
                row.isOpen ? row.behind.map { ProgressLine.grouped(Int($0)) } ?? "-" : "-", "\(Age.text(row.age)) ago",
                row.owner,
            ])
        }
        let advice = rows.compactMap(\.advice).flatMap {
            TextWrap.wrap($0, width: width, rest: "    ").map { DisplayWidth.printable($0) + "\n" }
        }
        return table.text(width: width) + (advice.isEmpty ? "" : "\n") + advice.joined()
    }
}

extension RebuildRow {
    /// What can be done with it; nil: nothing is to be done.
    var advice: String? {
        if let worker, isOpen { return "\(name) is worked on by \(worker.text)" }
        if isOpen, kind == "rebuild", maker != .current {
            return
                "\(name) was made by \(maker.text): `zapline rebuild abandon \(pipeline)` drops it, and only then another can begin"
        }
        let again = kind == "verify" ? "zapline verify \(pipeline)" : "zapline rebuild start \(pipeline)"
        return switch word {
        case "stopped":
            "\(name) is stopped: `\(again)` goes on with it, `zapline rebuild abandon \(pipeline)` drops it"
        case "ready" where kind == "rebuild":
            "\(name) is ready: `zapline rebuild promote \(pipeline)` makes it live, "
                + "`zapline rebuild abandon \(pipeline)` drops it"
        case "ready": "\(name) is left from a comparison: `zapline rebuild abandon \(pipeline)` drops it"
        default: nil
        }
    }
}
