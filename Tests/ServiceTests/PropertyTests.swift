import HTTPServer
import Service
import TestSupport
import Testing

@Suite("Nothing that an operator types is tripped over")
struct PropertyTests {
    @Test("Random command lines are understood or refused", arguments: 0..<20 as Range<UInt64>)
    func commandLines(seed: UInt64) {
        var random = SeededGenerator(seed)
        let words = [
            "topics", "apply", "list", "rebuild", "send", "help", "--", "-", "-v", "-n", "-l", "-f", "--limit",
            "--limit=3", "--only=a",
            "--dry-run", "--help", "--version", "--completions=bash", "-vn", "-vnl", "status", "=", "--=",
        ]
        for _ in 0..<150 {
            let line = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                Bool.random(using: &random) ? words.randomElement(using: &random) ?? "" : random.text(upTo: 8)
            }
            do throws(UsageError) {
                guard case .run(let invocation) = try CommandLineParser(sample).parse(line) else { continue }
                #expect(sample.chain(invocation.path)?.last?.subcommands.isEmpty == true)
            } catch {
                #expect(!error.message.isEmpty)
            }
        }
    }

    @Test("What was written by the conventions is read as it was meant", arguments: 0..<20 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        for _ in 0..<80 {
            let limit = random.text(upTo: 6)
            let files = (0..<Int.random(in: 0...3, using: &random)).map { _ in "f" + random.text(upTo: 6) }
            let isDry = Bool.random(using: &random)
            var line = ["topics", "apply"]
            switch Int.random(in: 0..<4, using: &random) {
            case 0: line += ["--limit=\(limit)"]
            case 1: line += ["--limit", limit]
            case 2: line += ["-l", limit]
            default: line += limit.isEmpty ? ["-l", ""] : ["-vl\(limit)"]
            }
            if isDry { line.append(Bool.random(using: &random) ? "-n" : "--dry-run") }
            line += Bool.random(using: &random) ? files : ["--"] + files
            let outcome = try CommandLineParser(sample).parse(line)
            guard case .run(let invocation) = outcome else {
                Issue.record("\(line) was not understood")
                continue
            }
            #expect(invocation.value("limit") == limit)
            #expect(invocation.arguments == files)
            #expect(invocation.has("dry-run") == isDry)
        }
    }

    @Test("Sizes, durations and addresses are told so that they can be read again", arguments: 0..<20 as Range<UInt64>)
    func values(seed: UInt64) {
        var random = SeededGenerator(seed)
        for _ in 0..<150 {
            let bytes = Int.random(in: 0...Int.max, using: &random) >> Int.random(in: 0..<62, using: &random)
            let size = ByteSize(bytes: bytes << min(10, bytes.leadingZeroBitCount - 1))
            #expect(ByteSize(size.description) == size)
            let duration = Duration.nanoseconds(
                Int64.random(in: 0...Int64.max, using: &random) >> Int64.random(in: 0..<62, using: &random))
            #expect(DurationText.parse(DurationText.format(duration)) == duration)
            let text = random.text(upTo: 12, alphabet: "0123456789kKMGTiBsmhdun .:[]-x")
            if let size = ByteSize(text) { #expect(ByteSize(size.description) == size) }
            if let duration = DurationText.parse(text) {
                #expect(DurationText.parse(DurationText.format(duration)) == duration)
            }
            if let address = ListenAddress(text) { #expect(ListenAddress(address.description) == address) }
        }
    }

    @Test("Random variables make settings or problems, and no secret shows", arguments: 0..<10 as Range<UInt64>)
    func settings(seed: UInt64) {
        var random = SeededGenerator(seed)
        let known = ServiceSettings.descriptions(.none)
        for _ in 0..<100 {
            var environment: [String: String] = [:]
            for description in known where Bool.random(using: &random) {
                environment[description.name] = random.text(upTo: 12)
            }
            environment["ZAPLINE_" + random.text(upTo: 6, alphabet: "ABC_")] = "x"
            environment["DATABASE_URL"] = "x" + random.text(upTo: 5) + "s3cret" + random.text(upTo: 5)
            environment["ZAPLINE_HTTP_TOKEN"] = "s3cret"
            var reader = SettingsReader(environment, known: known)
            _ = ServiceSettings(
                from: &reader, .none, kafka: KafkaRules(isProperty: { _ in true }), needs: [.database, .kafka])
            let error = #expect(throws: SettingsError.self) { try reader.finish() }
            #expect(error?.problems.isEmpty == false)
            #expect(error?.description.contains("s3cret") == false)
        }
    }

    @Test(
        "A password shows in no redacted URL, wherever it stands and whatever it holds",
        arguments: 0..<20 as Range<UInt64>)
    func redaction(seed: UInt64) {
        var random = SeededGenerator(seed)
        for _ in 0..<100 {
            let secret = "s3" + random.text(upTo: 8, alphabet: "aZ09:/?@&=%#[]") + "cret"
            let inAuthority = Redaction.url("postgresql://user:\(secret)@host:5432/db?sslmode=require")
            #expect(!inAuthority.contains("cret") && !inAuthority.contains("s3"), "\(inAuthority)")
            let isPlain = !secret.contains { "/?".contains($0) }
            if isPlain { #expect(inAuthority == "postgresql://user:***@host:5432/db?sslmode=require") }
            let plain = "s3" + random.text(upTo: 8, alphabet: "aZ09:/?@&=%#[]") + "cret"
            let inQuery = Redaction.url("postgresql://host/db?user=u&password=\(plain)&sslmode=require")
            #expect(!inQuery.contains("cret"), "\(inQuery)")
        }
    }

    @Test("Tables and lines keep their width for every text", arguments: 0..<20 as Range<UInt64>)
    func widths(seed: UInt64) {
        var random = SeededGenerator(seed)
        for _ in 0..<50 {
            var table = Table([.init("A"), .init("B", .right), .init("C")])
            for _ in 0..<5 { table.add((0..<3).map { _ in random.text(upTo: 60) }) }
            let lines = table.text(width: 60).split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count == 7)
            for line in lines { #expect(DisplayWidth.of(String(line)) <= 60, "\(line)") }
            let text = random.text(upTo: 60)
            let width = Int.random(in: 0...40, using: &random)
            #expect(DisplayWidth.of(DisplayWidth.cut(text, to: width)) <= width)
        }
    }

    @Test("Wrapped text keeps its words in their order, and its width", arguments: 0..<20 as Range<UInt64>)
    func wrapping(seed: UInt64) {
        var random = SeededGenerator(seed)
        for _ in 0..<100 {
            let words = (0..<30).map { _ in "w" + random.text(upTo: 12, alphabet: "abcdefg") }
            let lines = TextWrap.wrap(words.joined(separator: " "), width: 40, first: "  - ", rest: "    ")
            #expect(lines.allSatisfy { $0.count <= 40 })
            #expect(lines.flatMap { $0.dropFirst(4).split(separator: " ").map(String.init) } == words)
        }
    }
}
