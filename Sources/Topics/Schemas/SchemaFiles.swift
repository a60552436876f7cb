import FoundationEssentials
package import JSON

/// The JSON Schemas of the contract's events, by the names of their files.
package enum SchemaFiles {
    /// Those that this program was built with: what they ask for, without what they tell people.
    package static func builtIn() throws(SchemaFileError) -> [String: JSONValue] {
        var documents: [String: JSONValue] = [:]
        for file in BuiltInSchemas.files {
            documents[file.name] = try parse(Array(file.json.utf8), file: file.name)
        }
        return documents
    }

    /// The `.json` files of the folder `schemas` below `path`, the folder with the topics' YAML files.
    package static func read(folder path: String) throws(SchemaFileError) -> [String: JSONValue] {
        let folder = "\(path)/schemas"
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw SchemaFileError(file: folder, message: "can't be read as a folder: is it there, and may we?")
        }
        var documents: [String: JSONValue] = [:]
        for name in names.sorted() where name.hasSuffix(".json") && !name.hasPrefix(".") {
            documents[name] = try parse(try bytes("\(folder)/\(name)"), file: "\(folder)/\(name)")
        }
        guard documents[envelope] != nil else {
            throw SchemaFileError(file: folder, message: "has no \(envelope), which every event is held against")
        }
        return documents
    }

    /// The schema of every event, whatever its type.
    package static let envelope = "envelope.json"

    private static func bytes(_ path: String) throws(SchemaFileError) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch { throw SchemaFileError(file: path, message: "can't be read") }
    }

    private static func parse(_ bytes: [UInt8], file: String) throws(SchemaFileError) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(parsing: bytes)
        } catch { throw SchemaFileError(file: file, message: "is no JSON: \(error)") }
    }
}

/// Why a schema file can't be used.
package struct SchemaFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Which file or folder.
    package var file: String
    /// What is wrong with it.
    package var message: String

    /// What an operator reads.
    package var description: String { "\(file) \(message)" }
}
