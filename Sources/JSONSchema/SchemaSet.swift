package import JSON

/// Schemas of the subset of JSON Schema 2020-12 that the contract uses, ready to hold values against.
///
/// Keywords: `type`, `const`, `enum`, `required`, `properties`, `items`, `minItems`, `minLength`, `maxLength`,
/// `minimum`, `maximum`, `pattern` (plain chains), `format` (`date-time`, asserted), `allOf`, `$ref`, `$defs`; `true`
/// and `false`; and annotations. Anything else is refused, so that nothing is asked for in vain.
package struct SchemaSet: Sendable {
    /// The names of the documents.
    package let names: Set<String>
    let schemas: [CompiledSchema]
    let roots: [String: Int]

    /// Compiles documents by name; `$ref` finds them by it. Throws at the first place that is beyond the subset, or a
    /// reference to nothing, or one that comes back to itself.
    package init(documents: [String: JSONValue]) throws(SchemaError) {
        var compiler = SchemaCompiler()
        var roots: [String: Int] = [:]
        for (name, document) in documents.sorted(by: { $0.key < $1.key }) {
            roots[name] = try compiler.add(document, at: Place(document: name))
        }
        try compiler.resolve()
        names = Set(documents.keys)
        schemas = compiler.schemas
        self.roots = roots
    }

    /// In what ways a value breaks a document's schema; at most `limit` of them, the first ones. A name that the set
    /// doesn't have is a violation too.
    package func validate(
        _ value: JSONValue, against name: String, limit: Int = 1_000, under conventions: Conventions = .standard
    ) -> [Violation] {
        guard let root = roots[name] else {
            return [Violation(pointer: "", schema: "\(name)#", keyword: "$ref", message: "has no schema")]
        }
        var validator = Validator(schemas: schemas, limit: limit, conventions: conventions)
        validator.check(value, root, at: "")
        return validator.violations
    }
}
