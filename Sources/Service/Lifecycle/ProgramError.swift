/// An error that knows how the program ends by it.
package protocol ProgramError: Error, CustomStringConvertible {
    /// What the process ends with.
    var exitCode: ExitCode { get }
}

extension UsageError: ProgramError {}
extension SettingsError: ProgramError {}

/// A server is not there, and waiting for it makes no sense.
package struct UnavailableError: ProgramError, Hashable, Sendable {
    /// Which one, and what to do.
    package var description: String

    /// An error.
    package init(_ description: String) { self.description = description }

    /// What the process ends with.
    package var exitCode: ExitCode { .unavailable }
}
