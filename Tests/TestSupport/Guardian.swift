import Glibc
import Synchronization

/// A shell script that lives no longer than this process: its standard input is a pipe of ours, whose end it waits for.
///
/// Servers that tests start are ended so also when the tests are killed.
package final class Guardian: Sendable {
    private let keepAlive: Int32
    private let output: Int32
    private let pid: pid_t
    private let hasEnded = Atomic(false)
    /// One question at a time: threads that ask at once would take each other's answers.
    private let asking = Mutex(())

    /// Could not start.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Starts `script` with bash; it should end when its standard input does.
    package init(script: String, environment: [String: String] = [:]) throws {
        var input: [Int32] = [0, 0]
        var printed: [Int32] = [0, 0]
        // Socket pairs, since they are made close-on-exec in one step: a pipe that another child inherits never ends.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &input) == 0, unsafe socketpair(AF_UNIX, kind, 0, &printed) == 0
        else {
            throw Failure(description: "no socket pair: errno \(errno)")
        }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, input[0], 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, printed[1], 1)
        let words: [String] = ["bash", "--norc", "-c", script]
        var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) }
        var variables: [UnsafeMutablePointer<CChar>?] = unsafe Self.inherited(environment).map { unsafe strdup($0) }
        unsafe arguments.append(nil)
        unsafe variables.append(nil)
        defer { unsafe (arguments + variables).forEach { unsafe free($0) } }
        var child: pid_t = 0
        let status = unsafe posix_spawnp(&child, "bash", &actions, nil, &arguments, &variables)
        close(input[0])
        close(printed[1])
        guard status == 0 else { throw Failure(description: "bash did not start: errno \(status)") }
        (keepAlive, output, pid) = (input[1], printed[0], child)
    }

    deinit { end() }

    /// The next line that the script prints, or nil at its end. Blocks.
    package func readLine() -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while unsafe read(output, &byte, 1) == 1 {
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }

    /// Gives the script a line on its standard input.
    package func send(_ line: String) {
        var bytes = Array((line + "\n").utf8)
        _ = unsafe write(keepAlive, &bytes, bytes.count)
    }

    /// What the script prints, up to a line that is `last` or begins with it and a space, or to its end. Blocks.
    package func lines(until last: String) -> [String] {
        var lines: [String] = []
        while let line = readLine() {
            lines.append(line)
            if line == last || line.hasPrefix(last + " ") { break }
        }
        return lines
    }

    /// Gives the script a line and waits for one of these answers; nil where it ended instead. Blocks; any thread.
    @discardableResult
    package func ask(_ line: String, awaiting answers: String...) -> String? {
        asking.withLock { _ in
            send(line)
            while let said = readLine() {
                if answers.contains(where: { said == $0 || said.hasPrefix($0 + " ") }) { return said }
            }
            return nil
        }
    }

    /// Closes its standard input and waits until it is gone. Again: does nothing.
    package func end() {
        // The numbers of closed descriptors are others' by then.
        guard !hasEnded.exchange(true, ordering: .relaxed) else { return }
        close(keepAlive)
        var status: Int32 = 0
        unsafe waitpid(pid, &status, 0)
        close(output)
    }

    private static func inherited(_ changes: [String: String]) -> [String] {
        var result = changes.map { "\($0.key)=\($0.value)" }
        var place = unsafe environ
        while let entry = unsafe place.pointee {
            let text = unsafe String(cString: entry)
            if changes[String(text.prefix { $0 != "=" })] == nil { result.append(text) }
            unsafe place += 1
        }
        return result
    }
}
