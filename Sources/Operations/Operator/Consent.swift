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
        return try await Blocking.run { try isGivenHere(verb, surroundings) }
    }

    /// The same, on a thread that may block.
    static func isGivenHere(_ verb: String, _ surroundings: Surroundings) throws -> Bool {
        if surroundings.invocation.has("yes") { return true }
        try requireSomebody(surroundings)
        surroundings.console.error("\(verb) [y/N] ")
        guard let answer = answer(surroundings) else {
            // Who ends the input leaves the cursor behind the question.
            surroundings.console.error("\n")
            return false
        }
        return ["y", "yes"].contains(answer.split(separator: " ").joined().lowercased())
    }

    /// Refuses what would be refused in the end: hours of work are for nothing where nobody can say yes to what came of them.
    ///
    /// - throws: bad usage where neither `--yes` is given nor somebody there to be asked.
    static func requireSomebody(_ surroundings: Surroundings) throws(UsageError) {
        guard !surroundings.invocation.has("yes"), !surroundings.input.isTerminal else { return }
        throw UsageError("nobody is there to be asked; say --yes to do this", path: surroundings.invocation.path)
    }

    /// A line of input; nil where it ends, or the command is told to.
    private static func answer(_ surroundings: Surroundings) -> String? {
        // A command that ends in good order must end here as well when it is told to.
        while !surroundings.stop.isRequested {
            var descriptor = pollfd(fd: surroundings.input.descriptor, events: Int16(POLLIN), revents: 0)
            if unsafe poll(&descriptor, 1, 100) > 0 { return readLine() }
        }
        return nil
    }
}
