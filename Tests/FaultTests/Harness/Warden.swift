import TestSupport

/// Ends the processes that the tests started when the tests end, however they do, and removes their logs.
final class Warden: Sendable {
    /// The one of this process.
    static func shared() throws -> Warden { try instance.get() }
    private static let instance = Result { try Warden() }

    private let guardian: Guardian
    /// Where the processes' logs are written.
    let folder: String

    private init() throws {
        guardian = try Guardian(script: Self.script)
        folder = guardian.readLine() ?? "/tmp"
    }

    /// The process is to end with us.
    func watch(_ pid: Int32) { guardian.send("watch \(pid)") }

    /// The process is gone, and its number may soon be another's.
    func forget(_ pid: Int32) { guardian.send("forget \(pid)") }

    private static let script = #"""
        folder=$(mktemp -d /tmp/zapline-faults.XXXXXX)
        echo "$folder"
        declare -A watched
        while read -r word pid; do
          case $word in
            watch) watched[$pid]=1 ;;
            forget) unset "watched[$pid]" ;;
          esac
        done
        for pid in "${!watched[@]}"; do kill -9 "$pid" 2> /dev/null; done
        rm -rf "$folder"
        """#
}
