import FoundationEssentials
import Testing

@testable import Topics

@Suite("The topics of a folder")
struct TopicSetTests {
    static func file(_ name: String) -> String {
        "{meta: {name: \(name), description: d, key: none}, spec: {partitions: 1, replication: 1}}"
    }

    static func problems(_ files: [(String, String)], prefix: String = "whatsapp.") -> [TopicFileError.Problem] {
        do {
            _ = try TopicSet(files: files.map { ($0.0, Array($0.1.utf8)) }, prefix: prefix)
            return []
        } catch {
            return error.problems
        }
    }

    static func problems(folder: String) -> [TopicFileError.Problem] {
        do {
            _ = try TopicSet(folder: folder)
            return []
        } catch {
            return error.problems
        }
    }

    @Test("Topics are sorted by name")
    func sorted() throws {
        let files = ["b", "a", "c"].map { ("\($0).yaml", Array(Self.file($0).utf8)) }
        #expect(try TopicSet(files: files).topics.map(\.name) == ["whatsapp.a", "whatsapp.b", "whatsapp.c"])
    }

    @Test("The problems of all files are told together, each with its file")
    func together() {
        let problems = Self.problems([("a.yaml", "["), ("b.yaml", Self.file("b")), ("c.yaml", "{meta: 1, spec: 2}")])
        #expect(problems.map(\.file) == ["a.yaml", "c.yaml", "c.yaml"])
        #expect(TopicFileError(problems)?.description.split(separator: "\n").count == 3)
    }

    @Test("Two files of one topic are refused, however the name is spelt")
    func duplicates() throws {
        let problems = Self.problems([("a.yaml", Self.file("x")), ("b.yaml", Self.file("whatsapp.x"))])
        #expect(problems.map(\.code) == [.duplicateTopic])
        #expect(problems[0].description == "b.yaml: the topic `whatsapp.x` is described by a.yaml too")
    }

    @Test("Names that Kafka can't tell apart in its metrics are refused")
    func collision() {
        let problems = Self.problems([("a.yaml", Self.file("x.y")), ("b.yaml", Self.file("x_y"))])
        #expect(problems.map(\.code) == [.duplicateTopic])
        #expect(problems[0].message.contains("differ in `.` and `_` alone"))
    }

    @Test("A folder gives its topic files and nothing else")
    func folder() throws {
        let scratch = try ScratchFolder([
            "a.yaml": Self.file("a"), "b.yml": Self.file("b"), "asyncapi.yaml": "asyncapi: 3.0.0", "notes.txt": "x",
            ".hidden.yaml": "[",
        ])
        let set = try TopicSet(folder: scratch.path, prefix: "t.")
        #expect(set.topics.map(\.name) == ["t.a", "t.b"])
        #expect(set.topics[0].file == "\(scratch.path)/a.yaml")
    }

    @Test("A folder that isn't there, one that is a file, and one without topics each say so")
    func badFolders() throws {
        let scratch = try ScratchFolder(["x.txt": ""])
        #expect(Self.problems(folder: "\(scratch.path)/none").map(\.code) == [.unreadable])
        #expect(Self.problems(folder: "\(scratch.path)/x.txt").map(\.code) == [.unreadable])
        #expect(Self.problems(folder: scratch.path).map(\.code) == [.empty])
    }

    @Test("A topic file that can't be read is told")
    func unreadable() throws {
        let scratch = try ScratchFolder()
        try FileManager.default.createDirectory(atPath: "\(scratch.path)/a.yaml", withIntermediateDirectories: false)
        let problems = Self.problems(folder: scratch.path)
        #expect(problems.map(\.code) == [.unreadable])
        #expect(problems.first?.file == "\(scratch.path)/a.yaml")
    }
}
