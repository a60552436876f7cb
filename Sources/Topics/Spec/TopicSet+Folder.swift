import FoundationEssentials

extension TopicSet {
    /// The topics of the `.yaml` and `.yml` files of the folder at `path`; `asyncapi.yaml` beside them describes them all.
    package init(folder path: String, prefix: String = "whatsapp.") throws(TopicFileError) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw TopicFileError(.unreadable, file: path, "can't be read as a folder: is it there, and may we?")
        }
        let topics = names.filter(Self.isTopicFile).sorted()
        guard !topics.isEmpty else { throw TopicFileError(.empty, file: path, "has no topic file (.yaml) in it") }
        var files: [(name: String, yaml: [UInt8])] = []
        for name in topics { files.append(("\(path)/\(name)", try Self.read("\(path)/\(name)"))) }
        try self.init(files: files, prefix: prefix)
    }

    private static func isTopicFile(_ name: String) -> Bool {
        let isYAML = name.hasSuffix(".yaml") || name.hasSuffix(".yml")
        return isYAML && !name.hasPrefix(".") && !name.hasPrefix("asyncapi.")
    }

    /// The bytes of a file.
    static func read(_ path: String) throws(TopicFileError) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw TopicFileError(.unreadable, file: path, "can't be read")
        }
    }
}
