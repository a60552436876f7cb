internal import CMicroHTTPD

/// A daemon that runs, until it goes out of scope; that waits for its thread.
///
/// The address, not the pointer, so that any thread may hold it:
///
/// > All functions are guaranteed to be completely reentrant and thread-safe (with the exception of
/// > MHD_set_connection_value …)
@safe
struct DaemonHandle: ~Copyable, Sendable {
    private let daemon: UInt
    private let context: UInt
    private let logger: UInt

    /// Starts the daemon's thread on a socket that listens, which becomes the daemon's.
    init(_ socket: consuming ListenSocket, _ dispatcher: Dispatcher, _ limits: HTTPServer.Limits)
        throws(HTTPServerError)
    {
        let port = socket.port
        let context = unsafe Unmanaged.passRetained(dispatcher).toOpaque()
        let logger = UnsafeMutablePointer<zapline_mhd_logger>.allocate(capacity: 1)
        unsafe logger.initialize(to: zapline_mhd_logger(line: logLine, context: context))
        let started = unsafe zapline_mhd_start(
            socket.descriptor, handleAccess, handleCompletion, context, logger, UInt32(clamping: limits.connections),
            UInt32(clamping: limits.timeout.components.seconds), 32 << 10)
        guard let started = unsafe started else {
            unsafe Unmanaged<Dispatcher>.fromOpaque(context).release()
            unsafe logger.deallocate()
            throw HTTPServerError(.system, "can't serve on port \(port): libmicrohttpd did not start")
        }
        _ = socket.release()
        daemon = UInt(bitPattern: started)
        self.context = UInt(bitPattern: context)
        self.logger = UInt(bitPattern: logger)
    }

    /// > Finally, it is an API violation to call MHD_stop_daemon while having suspended connections … You must
    /// > explicitly resume all connections before stopping the daemon.
    ///
    /// `ClientRegistry.close` sees to that: it resumes every stream, and none suspends itself again. The thread is gone
    /// when the call returns, so nobody uses the context any more.
    deinit {
        unsafe OpaquePointer(bitPattern: daemon).map { unsafe MHD_stop_daemon($0) }
        if let pointer = unsafe UnsafeMutableRawPointer(bitPattern: context) {
            unsafe Unmanaged<Dispatcher>.fromOpaque(pointer).release()
        }
        unsafe UnsafeMutablePointer<zapline_mhd_logger>(bitPattern: logger)?.deallocate()
    }
}
