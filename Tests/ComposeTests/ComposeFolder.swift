import FoundationEssentials
import Topics

/// The `compose/` of this package, and what around it the files there must agree with.
enum ComposeFolder {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The text of a file of this package.
    static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)
    }

    /// The path of a file of this package.
    static func path(_ path: String) -> String { root.appending(path: path).path }

    /// Whether this package has such a file or folder.
    static func has(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: Self.path(path))
    }

    /// The services of compose.yaml.
    static func services() throws -> [ComposeService] {
        let file = try YAMLReader.read(Array(try text("compose/compose.yaml").utf8), file: "compose.yaml")
        return (file["services"]?.entries ?? []).map { ComposeService(name: $0.key, node: $0.value) }
    }

    /// The service of that name.
    static func service(_ name: String) throws -> ComposeService {
        guard let found = try services().first(where: { $0.name == name }) else {
            throw Missing(description: "the service \(name)")
        }
        return found
    }

    /// The services that run our image.
    static func ours() throws -> [ComposeService] { try services().filter { $0.image == "zapline:local" } }

    /// The programs that Package.swift makes for users.
    static func programs() throws -> Set<String> {
        Set(try text("Package.swift").matches(of: /program\(\s*"([a-z-]+)"/).map { String($0.output.1) })
    }

    /// The port that a service listens on where nothing else is set.
    static func defaultPort(of program: String) throws -> String {
        let source = try text("Sources/\(program)/Main.swift")
        let port = source.firstMatch(of: /ListenAddress\(host: "127\.0\.0\.1", port: ([0-9]+)\)/)
        guard let port else { throw Missing(description: "a default port of \(program)") }
        return String(port.output.1)
    }
}

/// What should be in a file and isn't.
struct Missing: Error, CustomStringConvertible {
    let description: String
}

/// A service of compose.yaml.
struct ComposeService {
    var name: String
    var node: YAMLNode

    var image: String? { node["image"]?.text }
    var command: [String] { (node["command"]?.items ?? []).compactMap(\.text) }
    var ports: [String] { (node["ports"]?.items ?? []).compactMap(\.text) }

    var environment: [String: String] {
        Dictionary((node["environment"]?.entries ?? []).map { ($0.key, $0.value.text ?? "") }) { first, _ in first }
    }

    /// What it waits for, and in which state.
    var waitsFor: [String: String] {
        Dictionary((node["depends_on"]?.entries ?? []).map { ($0.key, $0.value["condition"]?.text ?? "") }) {
            first, _ in
            first
        }
    }

    /// The programs that its command starts: one, or what a shell runs one after the other.
    var programs: [String] {
        guard command.first == "sh", let script = command.last else { return Array(command.prefix(1)) }
        return script.split(separator: "&&").compactMap { $0.split(separator: " ").first.map(String.init) }
    }
}
