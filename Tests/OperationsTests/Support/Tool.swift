import Consumers
import Glibc
import Operations
import Service
import Synchronization
import zapline

/// The tool, run in this process with everything from outside given.
struct Tool {
    var environment: [String: String] = [:]
    /// What standard input is; nothing at all by default.
    var input = Terminal(descriptor: -1, isTerminal: false, width: 80, hasColours: false)
    let stop = StopRequest()

    struct Result {
        var code: ExitCode
        var output: String
        var error: String
    }

    func run(_ words: String...) async -> Result { await run(words: words) }

    func run(words: [String]) async -> Result {
        let (output, error) = (Collected(), Collected())
        let console = Program.Console(output: { output.add($0) }, error: { error.add($0) })
        let input = input
        let code = await Program(Zapline.root.command, version: Version.current).run(
            words, environment: environment, stop: stop, console: console
        ) { context in
            var surroundings = Surroundings(context, console: console)
            surroundings.output = Terminal(descriptor: 1, isTerminal: false, width: 80, hasColours: false)
            surroundings.errors = Terminal(descriptor: 2, isTerminal: false, width: 80, hasColours: false)
            surroundings.input = input
            surroundings.now = { 1_764_000_000_123_456 }
            return try await Zapline.root.run(surroundings)
        }
        return Result(code: code, output: output.text, error: error.text)
    }
}

/// Texts that were written, from whatever thread.
final class Collected: Sendable {
    private let state = Mutex("")
    var text: String { state.withLock { $0 } }
    func add(_ text: String) { state.withLock { $0 += text } }
}

/// A pipe whose one end is a command's standard input.
final class Pipe {
    let reading: Int32
    private var writing: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        // Close-on-exec: a pipe that a server of other tests inherits never ends.
        unsafe _ = socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        end()
        close(reading)
    }

    func write(_ text: String) {
        let bytes = Array(text.utf8)
        unsafe _ = Glibc.write(writing, bytes, bytes.count)
    }

    func end() {
        if writing >= 0 { close(writing) }
        writing = -1
    }
}
