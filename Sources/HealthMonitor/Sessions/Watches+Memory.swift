import JSON

/// How the watches are remembered.
extension FlapWatch {
    /// Nil where there was no drop.
    var json: JSONValue? {
        guard last != 0 else { return nil }
        return [
            "counts": .array((0..<16).map { .integer(counts[$0]) }), "newest": .integer(newest), "last": .integer(last),
            "since": since.map { .integer($0) } ?? .null,
        ]
    }

    init?(_ json: JSONValue) {
        guard let newest = json["newest"]?.int64, let last = json["last"]?.int64 else { return nil }
        self.init()
        for place in 0..<16 { counts[place] = UInt16(clamping: json["counts"]?[place]?.int64 ?? 0) }
        (self.newest, self.last, since) = (newest, last, json["since"]?.int64)
    }
}

extension CodeWatch {
    /// Nil where no code was shown.
    var json: JSONValue? {
        shown == 0 ? nil : ["shown": .integer(shown), "first": .integer(first), "many": .integer(many)]
    }

    init?(_ json: JSONValue) {
        guard let shown = json["shown"]?.int64, let first = json["first"]?.int64 else { return nil }
        self.init(shown: shown, first: first, many: json["many"]?.int64 ?? 0)
    }
}
