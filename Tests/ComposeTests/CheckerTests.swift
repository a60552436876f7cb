import FoundationEssentials
import TestSupport
import Testing

/// The formats' own parsers, where an environment variable names them.
@Suite("compose/, by the reference parsers")
struct CheckerTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let composeCheck = environment["COMPOSE_CHECK"]
    private static let dockerfileCheck = environment["DOCKERFILE_CHECK"]

    /// Runs a checker on a file of `compose/`.
    private static func run(_ checker: String?, _ file: String) throws -> (output: String, end: Shell.End) {
        let checker = try #require(checker)
        return try Shell.start(
            [checker, ComposeFolder.path("compose/\(file)")], environment: ["PATH": "/usr/bin:/bin"]
        ).wait()
    }

    @Test(
        "The compose file is one, by the reference loader",
        .enabled(if: composeCheck != nil, "COMPOSE_CHECK is not set"))
    func compose() throws {
        let result = try Self.run(Self.composeCheck, "compose.yaml")
        #expect(result.end == .code(0), "\(result.output)")
    }

    @Test(
        "The Dockerfile is one without a warning, by BuildKit's parser",
        .enabled(if: dockerfileCheck != nil, "DOCKERFILE_CHECK is not set"))
    func dockerfile() throws {
        let result = try Self.run(Self.dockerfileCheck, "Dockerfile")
        #expect(result.end == .code(0), "\(result.output)")
    }
}
