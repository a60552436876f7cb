internal import Glibc
package import Service

/// A command of the tool with what it does, or with the commands below it.
package struct Operation: Sendable {
    /// What a command does.
    package typealias Action = @Sendable (Surroundings) async throws -> ExitCode

    /// What a request to stop means to a command.
    package enum Stopping: Hashable, Sendable {
        /// The process ends by the signal at once: nothing is half done that matters.
        case atOnce
        /// The command looks at the request and ends what it does in good order.
        case inOrder
    }

    /// The command, with those below it.
    package let command: Command
    private let action: Action?
    private let stopping: Stopping
    private let below: [Operation]

    /// A command that does something.
    package init(_ command: Command, stopping: Stopping = .atOnce, _ action: @escaping Action) {
        self.command = command
        self.stopping = stopping
        self.action = action
        below = []
    }

    /// A command that has others below it.
    package init(_ command: Command, _ below: [Operation]) {
        var command = command
        command.subcommands = below.map(\.command)
        self.command = command
        self.below = below
        stopping = .atOnce
        action = nil
    }

    /// Does what the command line asks for.
    package func run(_ surroundings: Surroundings) async throws -> ExitCode {
        guard let operation = find(surroundings.invocation.path[...]), let action = operation.action else {
            throw UsageError("there is no such command", path: surroundings.invocation.path)
        }
        let stop = surroundings.stop
        if operation.stopping == .atOnce {
            stop.onRequest { [weak stop] in ShutdownSignal.die(of: stop?.cause == "SIGTERM" ? SIGTERM : SIGINT) }
        }
        return try await action(surroundings)
    }

    private func find(_ path: ArraySlice<String>) -> Operation? {
        guard let word = path.first else { return self }
        return below.first { $0.command.name == word }?.find(path.dropFirst())
    }
}
