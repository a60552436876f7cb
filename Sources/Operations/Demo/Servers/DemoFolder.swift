internal import Glibc
internal import Service

/// The folder of the programs' logs, gone with the demo like everything else.
final class DemoFolder: Sendable {
    private let keeper: Keeper
    /// Its path.
    let path: String

    /// Makes a folder that nobody else can read.
    init(_ stop: StopRequest) throws(OperationError) {
        keeper = try Keeper(
            #"""
            set -eu
            folder=$(mktemp -d "${TMPDIR:-/tmp}/zapline-demo.XXXXXX")
            trap 'rm -rf "$folder"' EXIT
            echo "$folder"
            cat > /dev/null
            """#)
        guard let path = keeper.readLine(stop), path.hasPrefix("/") else {
            throw OperationError("no temporary folder can be made; is there room in TMPDIR or /tmp?")
        }
        self.path = path
    }

    /// Removes it.
    func end() { keeper.end() }
}

/// Files that are read whole.
enum TextFile {
    /// The bytes of a file, at most the first 16 MiB; empty where it can't be read.
    static func read(_ path: String) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < 16 << 20 {
            let count = unsafe Glibc.read(file, &chunk, chunk.count)
            guard count > 0 else { break }
            bytes.append(contentsOf: chunk.prefix(count))
        }
        return bytes
    }

    /// Where this program stands, without its own name; nil where `/proc` isn't there.
    static var ownFolder: String? {
        var path = [CChar](repeating: 0, count: 4_096)
        let count = unsafe readlink("/proc/self/exe", &path, path.count)
        let bytes = path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return String(decoding: bytes.prefix(slash), as: UTF8.self)
    }

    /// Whether there is a program of that path.
    static func isProgram(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }
}
