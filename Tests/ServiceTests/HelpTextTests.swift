import HTTPServer
import Service
import Testing

@Suite("Help teaches, in eighty columns")
struct HelpTextTests {
    private func help(_ path: String...) -> String { HelpText(sample.chain(path) ?? []).text }

    @Test("A command with commands below it")
    func root() {
        #expect(
            help() == """
                Usage: zap [OPTION]... COMMAND

                Does things.

                It does them well.

                  as it stands
                  here

                And fast, in a sentence that is quite a bit longer than what a line of eighty
                columns could ever hold.

                Commands:
                  topics   Topics as code.
                  rebuild  Builds a pipeline's tables anew.
                  send     Sends.

                Options:
                  -v, --verbose            Say more.
                  -h, --help               Show this help and end.
                      --version            Show the version and end.
                      --completions=SHELL  Print a completion script for that shell and end. One
                                           of: bash, zsh.

                """)
    }

    @Test("A command that does something: arguments, options of all above, examples, exit codes")
    func leaf() {
        #expect(
            help("topics", "apply") == """
                Usage: zap topics apply [OPTION]... [FILE...]

                Makes the topics.

                Arguments:
                  [FILE...]  A topic's file.

                Options:
                  -n, --dry-run        Only show what would be done.
                  -l, --limit=N        How many.
                      --only=NAME      Only this topic. May be repeated.
                      --format=FORMAT  How it is told. One of: text, json.
                  -h, --help           Show this help and end.

                Options of the commands above:
                  -v, --verbose        Say more.
                  -f, --folder=FOLDER  Where the files are. (default: topics)

                Examples:
                  # Show what would change:
                  zap topics apply -n

                Exit codes:
                  0   done
                  1   done, and something was found (drift, differences, a red verdict)
                  64  bad usage
                  69  a needed server is not there

                """)
    }

    @Test("Settings stand with their defaults, and everything fits")
    func settings() {
        let defaults = SettingDefaults(listen: ListenAddress(host: "127.0.0.1", port: 9_471), lanes: 2)
        let command = Command(
            "status-projector", summary: "Projects.", settings: ServiceSettings.descriptions(defaults))
        let text = HelpText([command]).text
        #expect(text.contains("  ZAPLINE_HTTP_LISTEN=HOST:PORT\n      Where /healthz"))
        #expect(text.contains("(default: 127.0.0.1:9471)"))
        #expect(text.contains("  KAFKA_<PROPERTY>=VALUE\n"))
        for description in ServiceSettings.descriptions(defaults) { #expect(text.contains("  \(description.name)=")) }
        for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }

    @Test("Every page of the sample fits, and ends in one newline")
    func width() {
        for path in [[], ["topics"], ["topics", "apply"], ["rebuild"], ["send"]] as [[String]] {
            let text = HelpText(sample.chain(path) ?? []).text
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
            #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
        }
        #expect(sample.chain(["topics", "none"]) == nil)
    }
}
