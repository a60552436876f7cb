/// How one release's schema differs from another's, for the producers who were promised the earlier one.
struct SchemaChange: Equatable, CustomStringConvertible {
    /// Where, as a JSON pointer in the event.
    var place: String
    /// What changed, in words.
    var what: String
    /// Whether what was good before may be bad now.
    var isNarrower: Bool

    var description: String {
        let rule = isNarrower ? "a narrower range needs a new type" : "allowed: keep it with WRITE_RELEASED_SCHEMAS=1"
        return "\(place.isEmpty ? "/" : place) \(what): \(rule)"
    }

    /// What changed between what was released and what is there now.
    static func between(_ released: FlatSchema, _ current: FlatSchema) -> [SchemaChange] {
        let places = Set(released.fields.keys).union(current.fields.keys)
        return places.sorted().flatMap { place -> [SchemaChange] in
            switch (released.fields[place], current.fields[place]) {
            case (let old?, let new?): between(old, new, at: place)
            case (_?, nil): [SchemaChange(place: place, what: "isn't read any more", isNarrower: true)]
            // A new optional field: a producer that has it in another shape loses nothing but that field.
            case (nil, _): [SchemaChange(place: place, what: "is new", isNarrower: false)]
            }
        }
    }

    private static func between(_ old: FlatSchema.Field, _ new: FlatSchema.Field, at place: String) -> [SchemaChange] {
        var changes: [SchemaChange] = []
        func note(_ what: String, _ narrower: Bool?) {
            if let narrower { changes.append(SchemaChange(place: place, what: what, isNarrower: narrower)) }
        }
        note("allows other types", choice(old.types, new.types))
        note("allows other values", choice(old.values, new.values))
        note("asks for another pattern", demand(old.patterns, new.patterns))
        note("must have other members", demand(old.required, new.required))
        note("has another format", old.format == new.format ? nil : new.format != nil)
        note("has another minimum", limit(old.minimum, new.minimum) { $0 > $1 })
        note("has another maximum", limit(old.maximum, new.maximum) { $0 < $1 })
        note("may be of another least length", limit(old.minLength, new.minLength) { $0 > $1 })
        note("may be of another greatest length", limit(old.maxLength, new.maxLength) { $0 < $1 })
        note("may have another least number of items", limit(old.minItems, new.minItems) { $0 > $1 })
        return changes
    }

    /// Of a list of what is allowed, where an empty one allows all: narrower where something is allowed no more; nil: the same.
    private static func choice(_ old: Set<String>, _ new: Set<String>) -> Bool? {
        if old == new { return nil }
        // Every integer is a number.
        let wide = new.contains("number") ? new.union(["integer"]) : new
        return !new.isEmpty && (old.isEmpty || !old.isSubset(of: wide))
    }

    /// Of a list of what is asked for: narrower where more is; nil: the same.
    private static func demand(_ old: Set<String>, _ new: Set<String>) -> Bool? {
        old == new ? nil : !new.isSubset(of: old)
    }

    private static func limit(_ old: String?, _ new: String?, _ isTighter: (Double, Double) -> Bool) -> Bool? {
        old == new ? nil : limit(old.flatMap(Double.init), new.flatMap(Double.init), isTighter)
    }

    private static func limit<Number: Equatable>(
        _ old: Number?, _ new: Number?, _ isTighter: (Number, Number) -> Bool
    ) -> Bool? {
        guard old != new, let new else { return old == new ? nil : false }
        return old.map { isTighter(new, $0) } ?? true
    }
}
