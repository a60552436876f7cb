import JSON

/// Reads documents into schemas that are ready for use.
struct SchemaCompiler {
    private(set) var schemas: [CompiledSchema] = []
    /// Where each schema stands, by `Place.key`.
    private(set) var indices: [[UInt8]: Int] = [:]

    /// Words that say something to people and ask nothing.
    static let annotations: Set<String> = ["title", "description", "default", "examples", "$comment", "deprecated"]
    static let dialect = "https://json-schema.org/draft/2020-12/schema"

    /// Reads the schema at a place and those in it.
    mutating func add(_ schema: JSONValue, at place: Place) throws(SchemaError) -> Int {
        let index = schemas.count
        schemas.append(CompiledSchema(place: place))
        indices[place.key] = index
        if case .bool(let truth) = schema {
            let never = CompiledSchema.Keyword(name: "", place: place.text, rule: .never)
            schemas[index].keywords = truth ? [] : [never]
            return index
        }
        for member in try members(of: schema, at: place) where !Self.annotations.contains(member.name) {
            let below = place.below(member.name)
            guard let rule = try rule(member, of: index, at: below) else { continue }
            schemas[index].keywords.append(.init(name: member.name, place: below.text, rule: rule))
        }
        return index
    }

    /// The rule of a keyword; nil where it asks nothing by itself.
    private mutating func rule(_ member: JSONValue.Member, of index: Int, at place: Place) throws(SchemaError)
        -> CompiledSchema.Rule?
    {
        switch member.name {
        case "$schema", "$id": try checkRoot(member, of: index, at: place)
        case "$defs": _ = try addAll(member.value, at: place)
        case "$ref": schemas[index].reference = try string(member.value, at: place)
        case "properties": return .properties(try addAll(member.value, at: place))
        case "items": return .items(try add(member.value, at: place))
        case "allOf": return .all(try addList(member.value, at: place))
        default: return try assertion(member.name, member.value, at: place)
        }
        return nil
    }

    private func checkRoot(_ member: JSONValue.Member, of index: Int, at place: Place) throws(SchemaError) {
        let wanted = member.name == "$id" ? place.document : Self.dialect
        guard schemas[index].place.pointer.isEmpty, member.value == .string(wanted) else {
            throw SchemaError(place: place.text, message: "must stand at the top and be \"\(wanted)\"")
        }
    }

    private mutating func addAll(_ value: JSONValue, at place: Place) throws(SchemaError)
        -> [(name: String, schema: Int)]
    {
        var result: [(name: String, schema: Int)] = []
        for member in try members(of: value, at: place) {
            result.append((member.name, try add(member.value, at: place.below(member.name))))
        }
        return result
    }

    private mutating func addList(_ value: JSONValue, at place: Place) throws(SchemaError) -> [Int] {
        guard case .array(let elements) = value, !elements.isEmpty else {
            throw SchemaError(place: place.text, message: "must be a list of schemas")
        }
        var result: [Int] = []
        for (index, element) in elements.enumerated() {
            result.append(try add(element, at: place.below(String(index))))
        }
        return result
    }

    /// The members of an object in which no name stands twice.
    private func members(of value: JSONValue, at place: Place) throws(SchemaError) -> [JSONValue.Member] {
        guard case .object(let members) = value else {
            throw SchemaError(place: place.text, message: "must be an object")
        }
        guard Set(members.map { Array($0.name.utf8) }).count == members.count else {
            throw SchemaError(place: place.text, message: "has a name twice")
        }
        return members
    }

    /// Adds a rule to a schema, ahead of its others.
    mutating func put(_ keyword: CompiledSchema.Keyword, in index: Int) {
        schemas[index].keywords.insert(keyword, at: 0)
    }
}
