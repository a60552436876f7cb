import Glibc

/// A connection to a server on this machine that blocks: the smallest client that can see what a server really sends.
package final class HTTPClient {
    /// What can go wrong.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// An answer.
    package struct Answer: Sendable {
        /// The status code.
        package var status: Int
        /// The headers, with names in lower case.
        package var headers: [String: String]
        /// The body.
        package var body: String
    }

    private let descriptor: Int32
    private var buffer: [UInt8] = []

    /// Connects to a port of loopback; waits for an answer at most ten seconds at a time.
    package init(port: UInt16, isV6: Bool = false) throws {
        descriptor = socket(isV6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let status = isV6 ? connectV6(port) : connectV4(port)
        guard status == 0 else { throw Failure(description: "connect: errno \(errno)") }
    }

    deinit { close(descriptor) }

    /// Whether nobody listens there, within ten seconds: a program that another test is just starting may hold a copy
    /// of a socket that was closed, until it has become itself.
    package static func isRefused(port: UInt16) -> Bool {
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            if (try? HTTPClient(port: port)) == nil { return true }
        }
        return false
    }

    private func connectV4(_ port: UInt16) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private func connectV6(_ port: UInt16) -> Int32 {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        address.sin6_addr = in6addr_loopback
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
            }
        }
    }

    /// Asks and reads the whole answer.
    package func ask(
        _ method: String, _ target: String, headers: [String: String] = [:], body: String? = nil
    ) throws -> Answer {
        var text = "\(method) \(target) HTTP/1.1\r\nHost: test\r\n"
        for header in headers.sorted(by: { $0.key < $1.key }) { text += "\(header.key): \(header.value)\r\n" }
        if let body { text += "Content-Length: \(body.utf8.count)\r\n" }
        try send(text + "\r\n" + (body ?? ""))
        return try readAnswer(hasBody: method != "HEAD")
    }

    /// Sends bytes as they are.
    package func send(_ text: String) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw Failure(description: "send: errno \(errno)") }
            rest = rest.dropFirst(sent)
        }
    }

    /// Reads an answer with its body.
    package func readAnswer(hasBody: Bool = true) throws -> Answer {
        var answer = try readHead()
        guard hasBody else { return answer }
        if answer.headers["transfer-encoding"] == "chunked" {
            while let chunk = try readChunk() { answer.body += chunk }
        } else if let length = answer.headers["content-length"].flatMap({ Int($0) }) {
            while buffer.count < length { try fill() }
            answer.body = String(decoding: buffer.prefix(length), as: UTF8.self)
            buffer.removeFirst(length)
        }
        return answer
    }

    /// Reads the status line and the headers.
    package func readHead() throws -> Answer {
        let status = try readLine().split(separator: " ")
        guard status.count > 1, let code = Int(status[1]) else { throw Failure(description: "no status line") }
        var headers: [String: String] = [:]
        while true {
            let line = try readLine()
            if line.isEmpty { return Answer(status: code, headers: headers, body: "") }
            let name = line.prefix { $0 != ":" }
            headers[name.lowercased()] = String(line.dropFirst(name.count + 1).drop { $0 == " " })
        }
    }

    /// The next chunk of a body that comes in chunks; nil at its end.
    package func readChunk() throws -> String? {
        guard let size = Int(try readLine(), radix: 16) else { throw Failure(description: "no chunk size") }
        while buffer.count < size + 2 { try fill() }
        let text = String(decoding: buffer.prefix(size), as: UTF8.self)
        buffer.removeFirst(size + 2)
        return size == 0 ? nil : text
    }

    /// Reads until the server closes; true when it did.
    package func readsToEnd() -> Bool {
        while true {
            do {
                try fill()
            } catch {
                return (error as? Failure)?.description == "closed"
            }
        }
    }

    private func readLine() throws -> String {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: buffer[..<end].filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
                buffer.removeFirst(end + 1)
                return line
            }
            try fill()
        }
    }

    private func fill() throws {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &chunk, chunk.count, 0)
        if count == 0 || count < 0 && errno == ECONNRESET { throw Failure(description: "closed") }
        guard count > 0 else { throw Failure(description: "recv: errno \(errno)") }
        buffer.append(contentsOf: chunk[..<count])
    }
}
