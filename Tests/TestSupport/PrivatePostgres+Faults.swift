import Glibc

extension PrivatePostgres {
    /// Ends all of its processes with SIGKILL, none of which does anything more once the first is struck: commits that were
    /// not flushed yet are lost. `startServer` starts it again.
    package func killServer() { guardian.ask("kill", awaiting: "killed") }

    /// Stops all of its processes in their tracks with SIGSTOP; connections stay, and new ones are never answered.
    package func freeze() { guardian.ask("freeze", awaiting: "frozen") }

    /// Lets a frozen server go on.
    package func thaw() { guardian.ask("thaw", awaiting: "thawed") }

    /// Whether a server can have a disk of its own: only root may mount one, and not in every container.
    package static var canHaveSmallDisk: Bool {
        getuid() == 0 && (try? Shell.output("/bin/bash", "unshare -m true && echo yes")) == "yes\n"
    }

    /// Leaves no byte free on the small disk.
    package func fillDisk() { guardian.ask("fill", awaiting: "filled") }

    /// Frees what `fillDisk` took.
    package func freeDisk() { guardian.ask("free", awaiting: "freed") }

    /// Runs the rest of the script where its mounts are nobody else's, and end with it.
    static let ownMounts = #"""
        if [ -z "${OWN_MOUNTS:-}" ]; then OWN_MOUNTS=1 exec unshare -m --propagation private bash --norc -c "$BASH_EXECUTION_STRING"; fi

        """#
}
