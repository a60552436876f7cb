internal import Service

extension RebuildPlan {
    /// A table of the partitions, and what is to be known of the whole.
    func text(width: Int) -> String {
        var table = Table([
            .init("PARTITION"), .init("FROM", .right), .init("SOURCE"), .init("UP TO", .right),
            .init("RECORDS", .right),
        ])
        for row in rows {
            table.add([row.name, "\(row.from)", row.source, "\(row.upTo)", ProgressLine.grouped(Int(row.count))])
        }
        var lines: [String] = []
        for sentence in sentences {
            lines += TextWrap.wrap(sentence, width: width).map { DisplayWidth.printable($0) }
        }
        return table.text(width: width) + "\n" + lines.map { $0 + "\n" }.joined()
    }

    private var sentences: [String] {
        var sentences = [heading]
        sentences += lacks.prefix(20).map { "\($0)." }
        if lacks.count > 20 { sentences.append("… and \(lacks.count - 20) more such stretches (--json has all).") }
        if beginsLate {
            sentences.append(
                "It knows less than the live tables: rows that live made of older records are not in it, and promote asks for "
                    + "--accept-late-start.")
        }
        if promotion != nil { sentences.append("Then it is promoted: its rows become the live ones.") }
        return sentences
    }

    private var heading: String {
        let records = "\(ProgressLine.grouped(Int(count))) \(count == 1 ? "record" : "records")"
        let places = "\(rows.count) \(rows.count == 1 ? "partition" : "partitions")"
        if let resumed {
            return
                "Goes on with \(resumed.name) in schema \(schema), begun \(Age.text(resumed.age)) ago by \(resumed.owner), "
                + "\(resumed.word): \(ProgressLine.grouped(Int(resumed.records))) events are applied, \(records) in "
                + "\(places) are left."
        }
        return "\(pipeline) rebuild \(generation) in schema \(schema): \(records) at most in \(places). "
            + "The live tables are not touched, and their consumers run on."
    }
}
