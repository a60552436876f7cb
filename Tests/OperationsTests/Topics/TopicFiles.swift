import FoundationEssentials

/// A folder of topics' files, gone after the test.
final class TopicFiles {
    let path = "\(FileManager.default.temporaryDirectory.path)/topic-files-\(UUID().uuidString)"

    /// A file for each topic: what stands under `meta` beside its name, and what under `spec`.
    init(_ topics: (name: String, meta: String, spec: String)...) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for topic in topics { try write(topic.name, meta: topic.meta, spec: topic.spec) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Both are flow mappings without their braces.
    func write(_ name: String, meta: String = "key: instance", spec: String) throws {
        let yaml = "meta: {name: \(name), description: d, \(meta)}\nspec: {\(spec)}\n"
        try Data(yaml.utf8).write(to: URL(filePath: "\(path)/\(name).yaml"))
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name).yaml") }

    /// A copy of this package's `topics/`.
    static func copyOfOurs() throws -> TopicFiles {
        let files = try TopicFiles()
        let ours = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "topics").path
        try FileManager.default.removeItem(atPath: files.path)
        try FileManager.default.copyItem(atPath: ours, toPath: files.path)
        return files
    }

    /// Puts a text in place of another in a file of any kind.
    func edit(_ name: String, _ old: String, _ new: String) throws {
        let url = URL(filePath: "\(path)/\(name)")
        let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
        try Data(text.replacing(old, with: new).utf8).write(to: url)
    }
}
