internal import Glibc
internal import Service

/// Reads a file, or standard input as it comes.
final class InputSource {
    /// What a look gave.
    enum Chunk { case bytes([UInt8]), nothingYet, end }

    private let descriptor: Int32
    private let isOwned: Bool
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    /// The file at `path`; `-` is the descriptor given.
    init(_ path: String, standardInput: Int32) throws(OperationError) {
        if path == "-" {
            (descriptor, isOwned) = (standardInput, false)
            return
        }
        let opened = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw OperationError("can't be read: \(Self.text(errno))", exitCode: .found) }
        (descriptor, isOwned) = (opened, true)
    }

    deinit { if isOwned { close(descriptor) } }

    /// What is there, after a moment's wait at most.
    func read() throws(OperationError) -> Chunk {
        var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let ready = unsafe poll(&waited, 1, 100)
        if ready == 0 { return .nothingYet }
        let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
        if count > 0 { return .bytes(Array(buffer[..<count])) }
        if count == 0 { return .end }
        guard errno == EINTR || errno == EAGAIN else {
            throw OperationError("can't be read: \(Self.text(errno))", exitCode: .found)
        }
        return .nothingYet
    }

    private static func text(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }
}
