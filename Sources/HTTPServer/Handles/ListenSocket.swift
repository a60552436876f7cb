import Glibc

/// A socket that listens, until the daemon takes it over.
///
/// Ours rather than libmicrohttpd's, which says of a failed start no more than that it failed.
struct ListenSocket: ~Copyable {
    let descriptor: Int32
    /// The port that it became.
    let port: UInt16

    init(_ wanted: ListenAddress) throws(HTTPServerError) {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_PASSIVE
        var found: UnsafeMutablePointer<addrinfo>?
        // > getaddrinfo: … returns 0 if it succeeds, or one of the following nonzero error codes …
        // > freeaddrinfo: frees the memory that was allocated for the dynamically allocated linked list.
        let status = unsafe getaddrinfo(wanted.host, String(wanted.port), &hints, &found)
        guard status == 0, let first = unsafe found else {
            let reason = unsafe gai_strerror(status).map { unsafe String(cString: $0) } ?? "no such host"
            throw HTTPServerError(.unknownHost, "can't listen on \(wanted): \(reason)")
        }
        defer { unsafe freeaddrinfo(first) }
        descriptor = try unsafe Self.open(first, wanted)
        port = Self.port(of: descriptor) ?? wanted.port
    }

    deinit { close(descriptor) }

    /// Hands the descriptor over to somebody who closes it.
    consuming func release() -> Int32 {
        let descriptor = descriptor
        discard self
        return descriptor
    }

    private static func open(
        _ info: UnsafeMutablePointer<addrinfo>, _ wanted: ListenAddress
    ) throws(HTTPServerError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = unsafe socket(info.pointee.ai_family, kind, 0)
        guard descriptor >= 0 else { throw failure(wanted, errno) }
        // A restart must not wait for the connections of the process before it to be forgotten.
        var yes: Int32 = 1
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard unsafe bind(descriptor, info.pointee.ai_addr, info.pointee.ai_addrlen) == 0, listen(descriptor, 64) == 0
        else {
            let code = errno
            close(descriptor)
            throw failure(wanted, code)
        }
        return descriptor
    }

    private static func failure(_ wanted: ListenAddress, _ code: Int32) -> HTTPServerError {
        switch code {
        case EADDRINUSE:
            HTTPServerError(
                .addressInUse,
                "can't listen on \(wanted): another process does; choose another port, or 0 for any free one")
        case EACCES:
            HTTPServerError(.notAllowed, "can't listen on \(wanted): this user may not; choose a port above 1023")
        case EADDRNOTAVAIL: HTTPServerError(.notAllowed, "can't listen on \(wanted): this machine has no such address")
        default: HTTPServerError(.system, "can't listen on \(wanted): errno \(code)")
        }
    }

    private static func port(of descriptor: Int32) -> UInt16? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        guard status == 0 else { return nil }
        return unsafe withUnsafeBytes(of: &storage) { bytes in
            // Both families have the port, in network order, behind the family.
            unsafe UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        }
    }
}
