import Glibc
import HealthMonitor
import Operations
import Postgres
import Schema
import Service
import TestSupport
import Testing
import zapline

@Suite("The runbook", .timeLimit(.minutes(2)))
struct RunbookTests {
    /// The tables of README.md.
    static let readme = ReadmeFile()

    @Test("Says of every reason code what it means, what to look at and what to run", arguments: ReasonCode.allCases)
    func entries(_ code: ReasonCode) {
        let entry = code.runbook
        #expect(entry.meaning.hasSuffix(".") && entry.meaning.count > 20)
        #expect(entry.look.hasSuffix(".") || entry.look.hasSuffix("?"))
        #expect(!entry.run.isEmpty && entry.run.count <= 4)
    }

    @Test("No two codes have the same entry")
    func different() {
        #expect(Set(ReasonCode.allCases.map(\.runbook)).count == ReasonCode.allCases.count)
    }

    @Test("README.md has the same")
    func readmeIsCurrent() throws {
        if unsafe getenv("WRITE_RUNBOOK") != nil { try Self.readme.write(Self.table) }
        #expect(try Self.readme.reasons() == Self.table)
    }

    /// The section as README.md has it.
    static var table: String {
        let head = "| code | what it means | what to look at | what to run |\n| --- | --- | --- | --- |\n"
        return head
            + ReasonCode.allCases.map { code in
                let entry = code.runbook
                let run = entry.run.map { "`\($0)`" }.joined(separator: "<br>")
                return
                    "| <a id=\"\(code.rawValue)\"></a>`\(code.rawValue)` | \(entry.meaning) | \(entry.look) | \(run) |\n"
            }.joined()
    }

    /// Every command that the README's runbook names: of reasons and of alerts.
    static func commands() throws -> [String] {
        let cells = try readme.section().split(separator: "\n").filter { $0.hasPrefix("| <a") }
            .compactMap { $0.split(separator: "|").last }
        return Set(cells.flatMap { $0.matches(of: /`([^`]+)`/).map { String($0.output.1) } }).sorted()
    }

    @Test("Every command of ours that it names is one")
    func commandLines() throws {
        let parser = CommandLineParser(Zapline.root.command)
        let ours = try Self.commands().filter { $0.hasPrefix("zapline ") }
        #expect(ours.count > 10)
        for line in ours {
            // As a reader fills the placeholders in.
            let filled = line.replacing("PIPELINE", with: "messages").replacing("TOPIC", with: "messages")
                .replacing("PARTITION", with: "0").replacing("OFFSET", with: "7").replacing("'TEXT'", with: "text")
            let words = filled.split(separator: " ").dropFirst().map(String.init)
            guard case .run = try? parser.parse(words) else {
                Issue.record("not a command: \(line)")
                continue
            }
        }
    }

    @Test("Every statement that it names is one that this schema answers")
    func statements() throws {
        let url = try PrivatePostgres.shared().makeDatabase()
        var connection = try Connection.connect(ConnectionSettings(url: url, applicationName: "tests"))
        _ = try SchemaMigrator.apply(&connection)
        let statements = try Self.commands().compactMap {
            $0.firstMatch(of: /^psql "\$DATABASE_URL" -c "(.+)"$/)?.output.1
        }
        #expect(statements.count > 10)
        for statement in statements {
            #expect(throws: Never.self, "\(statement)") { _ = try connection.query(String(statement)) }
        }
    }

    @Test("Everything else is a shell's, docker's or curl's, and on a page of ours")
    func others() throws {
        let known = [
            "zapline ", "psql \"$DATABASE_URL\" -c \"", "docker compose --file compose/compose.yaml ", "timedatectl",
        ]
        for line in try Self.commands() where !known.contains(where: line.hasPrefix) {
            let page = try #require(
                line.firstMatch(of: /^curl -sS http:\/\/127\.0\.0\.1:(9471|9472|9473|PORT)(\/[a-z]+)$/))
            #expect(["/healthz", "/readyz", "/metrics"].contains(page.output.2), "\(line)")
        }
    }

    @Test("Links lead to an entry")
    func links() throws {
        let text = try Self.readme.section()
        let anchors = Set(text.matches(of: /<a id="([a-z-]+)">/).map(\.output.1))
        for link in text.matches(of: /\]\(#([a-z-]+)\)/).map(\.output.1) { #expect(anchors.contains(link), "\(link)") }
    }
}

/// README.md's runbook.
struct ReadmeFile {
    private static let path =
        String(#filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/"))
        + "/README.md"
    private static let begin = "<!-- reasons: written by OperationsTests with WRITE_RUNBOOK=1 -->\n"
    private static let end = "<!-- end of reasons -->"

    private struct Missing: Error {}

    private func text() throws -> String {
        guard let file = unsafe fopen(Self.path, "r") else { throw Missing() }
        defer { unsafe _ = fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer.prefix(count)
        }
    }

    /// The section "Runbook".
    func section() throws -> String {
        let text = try text()
        guard let start = text.firstRange(of: "\n## Runbook\n") else { throw Missing() }
        let rest = text[start.upperBound...]
        return String(rest.firstRange(of: "\n## ").map { rest[..<$0.lowerBound] } ?? rest)
    }

    /// What stands between the marks.
    func reasons() throws -> String {
        let text = try text()
        guard let begin = text.firstRange(of: Self.begin), let end = text.firstRange(of: Self.end) else {
            throw Missing()
        }
        return String(text[begin.upperBound..<end.lowerBound])
    }

    /// Puts `table` between the marks.
    func write(_ table: String) throws {
        let text = try text()
        guard let begin = text.firstRange(of: Self.begin), let end = text.firstRange(of: Self.end),
            let file = unsafe fopen(Self.path, "w")
        else { throw Missing() }
        defer { unsafe _ = fclose(file) }
        let bytes = Array((text[..<begin.upperBound] + table + text[end.lowerBound...]).utf8)
        guard unsafe fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Missing() }
    }
}
