package import Service

/// A command that can't do what it was asked for.
package struct OperationError: ProgramError, Hashable, Sendable {
    /// What happened, and what to do.
    package var description: String
    /// What the process ends with.
    package var exitCode: ExitCode

    /// An error.
    package init(_ description: String, exitCode: ExitCode = .internalFault) {
        self.description = description
        self.exitCode = exitCode
    }
}
