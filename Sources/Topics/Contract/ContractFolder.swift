import FoundationEssentials

/// A folder of topics with what lies beside them, held against each other without a broker: the topics' files, `asyncapi.yaml`,
/// and a JSON Schema for every type of event.
package struct ContractFolder: Sendable {
    let path: String
    let prefix: String
    /// Each type of event that programs know, with the topic that carries it, without a prefix.
    let carriers: [String: String]

    /// The folder at `path`.
    ///
    /// - parameter carriers: each type of event that programs know, with the topic that carries it, without a prefix.
    package init(path: String, prefix: String = "whatsapp.", carriers: [String: String]) {
        self.path = path
        self.prefix = prefix
        self.carriers = carriers
    }

    /// Everything that is wrong with it.
    ///
    /// A folder with topics' files alone is a whole one: somebody's own copy, with other numbers in it.
    package func report() -> FilesReport {
        var report = FilesReport()
        let topics = topics(&report)
        let (description, schemas) = ("\(path)/asyncapi.yaml", "\(path)/schemas")
        guard Self.exists(description) || Self.exists(schemas) else {
            report.notes.append("\(path) has neither asyncapi.yaml nor schemas: only its topics' files were looked at")
            return report
        }
        let files = SchemaFolder(folder: schemas)
        report.types = files.types
        let document = document(description, &report)
        var problems = MappingDecoder.Problems(file: description)
        if let document {
            document.check(&problems)
            if let topics { document.compare(with: topics, prefix: prefix, &problems) }
            document.compare(with: files, carriers: carriers, &problems)
        }
        report.problems += problems.list + files.problems + files.missing(carriers.keys.sorted())
        return report
    }

    private func topics(_ report: inout FilesReport) -> [TopicSpec]? {
        do throws(TopicFileError) {
            let topics = try TopicSet(folder: path, prefix: prefix).topics
            report.topics = topics.map(\.name)
            return topics
        } catch {
            report.isUsable = false
            report.problems += error.problems
            return nil
        }
    }

    private func document(_ file: String, _ report: inout FilesReport) -> AsyncAPIDocument? {
        guard Self.exists(file) else {
            let problem = TopicFileError.Problem(
                code: .missingFile, file: file, mark: nil, message: "isn't there, and \(path)/schemas is")
            report.problems.append(problem)
            return nil
        }
        do throws(TopicFileError) {
            return AsyncAPIDocument(try YAMLReader.read(try TopicSet.read(file), file: file))
        } catch {
            report.problems += error.problems
            return nil
        }
    }

    private static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
