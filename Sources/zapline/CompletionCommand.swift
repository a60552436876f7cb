import Operations
import Service

extension Zapline {
    /// `zapline completion`. The script is of the whole tree, which is only known once this command is part of it.
    static let completion: Operation = Operation(
        Command(
            "completion", summary: "Print a completion script for a shell.",
            arguments: [Argument("SHELL", choices: ["bash", "zsh"], help: "The shell.")],
            examples: [
                .init("source <(zapline completion bash)", "For this shell"),
                .init("zapline completion zsh > ~/.zfunc/_zapline", "For good"),
            ])
    ) { surroundings in
        CompletionAction.run(surroundings, root: root.command)
    }
}
