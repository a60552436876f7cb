import Consumers
import Testing

@Suite("compose/Dockerfile")
struct DockerfileTests {
    /// The instructions, continued lines joined, without comments.
    static func instructions() throws -> [String] {
        let lines = try ComposeFolder.text("compose/Dockerfile").split(separator: "\n").filter { !$0.hasPrefix("#") }
        return lines.joined(separator: "\n").replacing("\\\n", with: " ").split(separator: "\n").map(String.init)
    }

    /// What the instructions of one kind say.
    static func arguments(of kind: String) throws -> [String] {
        try instructions().filter { $0.hasPrefix(kind + " ") }.map { String($0.dropFirst(kind.count + 1)) }
    }

    /// The packages that each `apt-get install` names, in the order of the stages.
    static func packages() throws -> [Set<String>] {
        try arguments(of: "RUN").compactMap { run in
            guard let install = run.split(separator: "&&").first(where: { $0.contains("apt-get install") }) else {
                return nil
            }
            let words = install.split(separator: " ").map(String.init)
            return Set(words.drop { $0 != "install" }.dropFirst().filter { !$0.hasPrefix("-") })
        }
    }

    @Test("The build stage installs what the tests install, but for the database")
    func buildPackages() throws {
        let script = try ComposeFolder.text("Tests/packages.sh")
        let list = try #require(script.firstMatch(of: /\npackages=\(([^)]*)\)/)?.output.1)
        let packages = Set(list.split(separator: " ").map(String.init)).filter { !$0.hasPrefix("postgresql") }
        #expect(try Self.packages().first == packages)
    }

    @Test("The run stage has a library for each header, and no header")
    func runPackages() throws {
        let stages = try Self.packages()
        try #require(stages.count == 2)
        let libraries = stages[0].filter { $0.hasSuffix("-dev") }.map { $0.dropLast("-dev".count) }
        for library in libraries {
            #expect(stages[1].contains { $0.hasPrefix(library) }, "nothing of \(library)")
        }
        #expect(!stages[1].contains { $0.hasSuffix("-dev") || $0 == "g++" })
    }

    @Test("Every program of the package is built, and no other")
    func programs() throws {
        let build = try #require(try Self.arguments(of: "RUN").first { $0.contains("swift build") })
        let list = try #require(build.firstMatch(of: /for program in ([a-z -]+);/)?.output.1)
        #expect(Set(list.split(separator: " ").map(String.init)) == (try ComposeFolder.programs()))
        #expect(build.contains("--static-swift-stdlib"))
    }

    @Test("It is built by the Swift that the package is built by, and says the package's version")
    func versions() throws {
        let swift = try ComposeFolder.text(".swift-version").prefix { $0 != "\n" }
        let minor = swift.split(separator: ".").prefix(2).joined(separator: ".")
        #expect(try Self.arguments(of: "FROM").first == "swift:\(minor)-bookworm AS build")
        let label = try #require(try Self.arguments(of: "LABEL").first)
        #expect(label.contains("org.opencontainers.image.version=\"\(Version.current)\""))
    }

    @Test("Nothing runs as root, which a number shows")
    func user() throws {
        let user = try #require(try Self.arguments(of: "USER").last)
        let numbers = user.split(separator: ":").map { UInt32($0) }
        #expect(numbers.count == 2 && numbers.allSatisfy { $0 != nil && $0 != 0 })
        #expect(try Self.arguments(of: "RUN").contains { $0.contains("useradd --uid \(user.prefix { $0 != ":" }) ") })
    }

    @Test("What is copied is there, and let through to the build")
    func copies() throws {
        let allowed = try ComposeFolder.text(".dockerignore").split(separator: "\n").filter { $0.hasPrefix("!") }
            .map { String($0.dropFirst()) }
        for copy in try Self.arguments(of: "COPY") where !copy.contains("--from=") {
            let source = try #require(copy.split(separator: " ").first { !$0.hasPrefix("--") })
            #expect(ComposeFolder.has(String(source)), "\(source)")
            #expect(allowed.contains(String(source)), "\(source)")
        }
        #expect(allowed.allSatisfy { ComposeFolder.has($0) })
    }

    @Test("The ports are the services' own, in the image as in its health check")
    func ports() throws {
        let script = try ComposeFolder.text("compose/healthcheck.sh")
        let exposed = try #require(try Self.arguments(of: "EXPOSE").first).split(separator: " ").map(String.init)
        let programs = ComposeFileTests.consumers
        let ports = try programs.map { try ComposeFolder.defaultPort(of: $0) }
        #expect(exposed == ports)
        for (program, port) in zip(programs, ports) {
            #expect(script.contains("\(program)) echo 127.0.0.1:\(port); return ;;"))
        }
    }

    @Test("It stops by SIGTERM and watches over itself")
    func lifecycle() throws {
        #expect(try Self.arguments(of: "STOPSIGNAL") == ["SIGTERM"])
        #expect(try #require(try Self.arguments(of: "HEALTHCHECK").first).hasSuffix("CMD [\"zapline-healthcheck\"]"))
    }
}
