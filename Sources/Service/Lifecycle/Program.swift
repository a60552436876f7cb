import Glibc

/// A program: its command tree and its version. `main` of every executable is one call of `run`.
package struct Program: Sendable {
    /// The command tree; its root's name is the program's.
    package let root: Command
    /// The version.
    package let version: String

    /// A program.
    package init(_ root: Command, version: String) {
        self.root = root
        self.version = version
    }

    /// What a program's work gets to know.
    package struct Context: Sendable {
        /// The program.
        package var program: Program
        /// The command line.
        package var invocation: Invocation
        /// The variables.
        package var environment: [String: String]
        /// Tells that somebody wants it to stop.
        package var stop: StopRequest

        /// A context.
        package init(
            program: Program, invocation: Invocation, environment: [String: String], stop: StopRequest
        ) {
            self.program = program
            self.invocation = invocation
            self.environment = environment
            self.stop = stop
        }
    }

    /// Where texts go; a test gives its own.
    package struct Console: Sendable {
        /// Standard output.
        package var output: @Sendable (String) -> Void
        /// Standard error.
        package var error: @Sendable (String) -> Void

        /// A console.
        package init(output: @escaping @Sendable (String) -> Void, error: @escaping @Sendable (String) -> Void) {
            self.output = output
            self.error = error
        }

        /// The process's own.
        package static let standard = Console(
            output: { Output.write($0) }, error: { Output.write($0, to: STDERR_FILENO) })
    }

    /// Runs the program with the process's own command line, variables and signals, and ends the process.
    ///
    /// To be called from a `main` that is not `async`, before anything else: the main thread waits for signals from
    /// here on, so nothing may be left to the main actor.
    package func run(_ body: @escaping @Sendable (Context) async throws -> ExitCode) -> Never {
        ShutdownSignal.block()
        Allocator.settle()
        let stop = StopRequest()
        let words = Array(CommandLine.arguments.dropFirst())
        Task.detached {
            let code = await run(words, environment: ProcessEnvironment.current, stop: stop, console: .standard, body)
            exit(code.rawValue)
        }
        ShutdownSignal.wait(for: stop)
    }

    /// The same with everything from outside given, and the code returned.
    package func run(
        _ words: [String], environment: [String: String], stop: StopRequest, console: Console,
        _ body: @escaping @Sendable (Context) async throws -> ExitCode
    ) async -> ExitCode {
        do {
            switch try CommandLineParser(root).parse(words) {
            case .help(let path): console.output(HelpText(root.chain(path) ?? [root]).text)
            case .version: console.output("\(root.name) \(version)\n")
            case .completions(let shell):
                console.output(shell == "zsh" ? ZshCompletion(root).script : BashCompletion(root).script)
            case .run(let invocation):
                return try await body(
                    Context(program: self, invocation: invocation, environment: environment, stop: stop))
            }
            return .done
        } catch let error as UsageError {
            console.error(error.text(program: root.name))
            return error.exitCode
        } catch {
            console.error("\(root.name): \(Self.text(of: error))\n")
            return Self.exitCode(of: error)
        }
    }

    /// What an error ends a program with.
    static func exitCode(of error: any Error) -> ExitCode { (error as? any ProgramError)?.exitCode ?? .internalFault }

    /// What an error says of itself. One that says nothing for people is named by its type alone: it may hold what
    /// nobody may read.
    static func text(of error: any Error) -> String {
        (error as? any CustomStringConvertible)?.description ?? "\(type(of: error))"
    }
}
