internal import Glibc
package import Service
internal import Telemetry

/// What a command gets to know of the world; a test gives it another one.
package struct Surroundings: Sendable {
    /// The command line.
    package var invocation: Invocation
    /// The variables.
    package var environment: [String: String]
    /// Tells that somebody wants it to stop.
    package var stop: StopRequest
    /// Where texts go.
    package var console: Program.Console
    /// What is behind standard output.
    package var output: Terminal
    /// What is behind standard error.
    package var errors: Terminal
    /// What is behind standard input.
    package var input: Terminal
    /// The time, in microseconds since the Unix epoch.
    package var now: @Sendable () -> Int64

    /// The process's own, with the command line as it was understood.
    package init(_ context: Program.Context, console: Program.Console = .standard) {
        invocation = context.invocation
        environment = context.environment
        stop = context.stop
        self.console = console
        output = Terminal.output(context.environment)
        errors = Terminal.error(context.environment)
        input = Terminal(STDIN_FILENO, environment: context.environment)
        now = { WallTime.now().microseconds }
    }

    /// Whether the command line asks for JSON.
    var wantsJSON: Bool { invocation.has("json") }
}
