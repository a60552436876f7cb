import FoundationEssentials
import JSON
import JSONSchema

/// The JSON Schemas of a folder: that each can be used, says what it is of, and has examples that keep it.
struct SchemaFolder {
    let folder: String
    /// The files' names, sorted.
    let names: [String]
    private(set) var problems: [TopicFileError.Problem] = []
    private var documents: [String: JSONValue] = [:]
    private var texts: [String: [UInt8]] = [:]

    /// What all events have in common; it is no type's.
    static let envelope = "envelope.json"

    /// The types that have a file.
    var types: [String] { names.filter { $0 != Self.envelope }.map { String($0.dropLast(5)) } }

    /// Reads and checks the `.json` files of `folder`; a folder that isn't there has none.
    init(folder: String) {
        self.folder = folder
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        names = found.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted()
        for name in names { read(name) }
        checkTitles()
        checkExamples(by: compile())
        problems.sort {
            ($0.file, $0.mark?.line ?? 0, $0.mark?.column ?? 0) < ($1.file, $1.mark?.line ?? 0, $1.mark?.column ?? 0)
        }
    }

    /// Types without a file.
    func missing(_ wanted: [String]) -> [TopicFileError.Problem] {
        wanted.filter { !types.contains($0) }.map { type in
            .init(
                code: .missingFile, file: "\(folder)/\(type).json", mark: nil,
                message: "isn't there: every type of event has a schema")
        }
    }

    private mutating func read(_ name: String) {
        do throws(TopicFileError) {
            texts[name] = try TopicSet.read("\(folder)/\(name)")
        } catch {
            problems += error.problems
            return
        }
        do throws(JSONError) {
            documents[name] = try JSONValue(parsing: texts[name] ?? [])
        } catch {
            let mark = YAMLMark(line: error.line, column: error.column)
            problems.append(.init(code: .syntax, file: "\(folder)/\(name)", mark: mark, message: error.message))
        }
    }

    private mutating func note(_ name: String, _ pointer: String, _ message: String) {
        let mark = texts[name].flatMap { JSONPlace.mark(of: pointer, in: $0) }
        problems.append(.init(code: .badSchema, file: "\(folder)/\(name)", mark: mark, message: message))
    }
}

// MARK: - Checks

extension SchemaFolder {
    /// That each says which type it is of.
    private mutating func checkTitles() {
        for (name, document) in documents.sorted(by: { $0.key < $1.key }) where name != Self.envelope {
            let type = String(name.dropLast(5))
            if document["properties"]?["type"] != ["const": .string(type)] {
                note(name, "/properties/type", "`properties.type` must be {\"const\": \"\(type)\"}")
            }
            if document["examples"]?.array?.isEmpty ?? true { note(name, "/examples", "needs an example") }
        }
    }

    /// The schemas that can be used: what is wrong with one is noted, and the others go on without it.
    private mutating func compile() -> SchemaSet? {
        var usable = documents
        while !usable.isEmpty {
            do throws(SchemaError) {
                return try SchemaSet(documents: usable)
            } catch {
                let place = error.place.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
                let name = String(place[0])
                note(name, place.count > 1 ? String(place[1]) : "", error.message)
                // Whatever refers to the envelope would only say that it is gone.
                guard name != Self.envelope, usable.removeValue(forKey: name) != nil else { return nil }
            }
        }
        return nil
    }

    private mutating func checkExamples(by set: SchemaSet?) {
        guard let set else { return }
        for name in set.names.sorted() {
            for (index, example) in (documents[name]?["examples"]?.array ?? []).enumerated() {
                for violation in set.validate(example, against: name) {
                    note(name, "/examples/\(index)\(violation.pointer)", "example \(index + 1): \(violation)")
                }
            }
        }
    }
}
