internal import Glibc
internal import Service

/// An operator's word before something is done that can't be taken back.
enum Consent {
    /// Whether it may be done: `--yes` said so, or somebody at a terminal does.
    ///
    /// - parameter verb: what is asked, `Publish it?` for example.
    /// - throws: bad usage where nobody is there to be asked: in a pipe it must have been said before.
    static func isGiven(_ verb: String, _ surroundings: Surroundings) async throws -> Bool {
        if surroundings.invocation.has("yes") { return true }
        guard surroundings.input.isTerminal else {
            throw UsageError(
                "nobody is there to be asked; say --yes to do this", path: surroundings.invocation.path)
        }
        surroundings.console.error("\(verb) [y/N] ")
        let (stop, input) = (surroundings.stop, surroundings.input.descriptor)
        let answer = try await Blocking.run {
            // A command that ends in good order must end here as well when it is told to.
            while !stop.isRequested {
                var descriptor = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
                if unsafe poll(&descriptor, 1, 100) > 0 { return readLine() }
            }
            return nil
        }
        guard let answer else {
            // Who ends the input leaves the cursor behind the question.
            surroundings.console.error("\n")
            return false
        }
        return ["y", "yes"].contains(answer.split(separator: " ").joined().lowercased())
    }
}
