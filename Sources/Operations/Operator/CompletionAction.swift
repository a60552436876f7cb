package import Service

/// `zapline completion`.
package enum CompletionAction {
    /// Prints the script of the shell that the command line names.
    package static func run(_ surroundings: Surroundings, root: Command) -> ExitCode {
        let isZsh = surroundings.invocation.arguments.first == "zsh"
        surroundings.console.output(isZsh ? ZshCompletion(root).script : BashCompletion(root).script)
        return .done
    }
}
