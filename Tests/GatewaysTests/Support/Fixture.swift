import Events
import FoundationEssentials
import Gateways
import JSON

/// Payloads in files, ours and the samples that were collected elsewhere.
enum Fixture {
    /// Where ours are.
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures")

    /// One of our own, below `Fixtures`.
    static func load(_ gateway: Gateway, _ name: String) throws -> JSONValue {
        try read(folder.appending(path: "\(gateway.rawValue)/\(name).json"))
    }

    /// The names of all of ours for a gateway.
    static func names(_ gateway: Gateway) throws -> [String] { try names(in: folder.appending(path: gateway.rawValue)) }

    /// The names of the JSON files in a folder, without their ending, in order.
    static func names(in folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
            .map { String($0.dropLast(".json".count)) }.sorted()
    }

    /// A file's JSON.
    static func read(_ file: URL) throws -> JSONValue { try JSONValue(parsing: Array(Data(contentsOf: file))) }

    /// The folder of collected samples, where there is one.
    static let samples = ProcessInfo.processInfo.environment["ZAPLINE_SAMPLES"].map { URL(filePath: $0) }
}

extension Mapping {
    /// What came of a payload, in few words: the types without their common beginning, the problems' codes, `ignored`.
    var outline: [String] {
        events.map { String($0.type.dropFirst("whatsapp.".count)) }
            + problems.map { "! \($0.code.rawValue) \($0.field)" }
            + (ignored == nil ? [] : ["ignored"])
    }
}
