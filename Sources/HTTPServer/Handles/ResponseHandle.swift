internal import CMicroHTTPD

/// An answer on its way to the daemon.
@safe
struct ResponseHandle: ~Copyable {
    private let pointer: OpaquePointer

    /// An answer of bytes that are there, or nil where memory is short.
    init?(_ bytes: [UInt8]) {
        guard let made = unsafe bytes.withUnsafeBytes({ unsafe zapline_mhd_response($0.count, $0.baseAddress) }) else {
            return nil
        }
        unsafe pointer = unsafe made
    }

    /// An answer that `client` goes on giving, or nil where memory is short. The client is held until the daemon is
    /// done.
    init?(_ client: StreamClient) {
        let context = unsafe Unmanaged.passRetained(client)
        let made = unsafe MHD_create_response_from_callback(
            UInt64.max, 4_096, readStream, context.toOpaque(), releaseStream)
        guard let made = unsafe made else {
            unsafe context.release()
            return nil
        }
        unsafe pointer = unsafe made
    }

    /// > MHD_destroy_response: Destroy a response object and associated resources. Note that libmicrohttpd may keep
    /// > some of the resources around if the response is still in the queue for some clients, so the memory may not
    /// > necessarily be freed immediately.
    deinit { unsafe MHD_destroy_response(pointer) }

    /// Adds a header; one that holds a line break is left out, which the library sees to:
    ///
    /// > MHD_add_response_header: … MHD_NO on error (i.e. invalid header or content format …)
    borrowing func add(_ name: String, _ value: String) { _ = unsafe MHD_add_response_header(pointer, name, value) }

    /// Gives it to the connection. From the access handler only:
    ///
    /// > MHD_queue_response: For any active connection this function must be called only by MHD_AccessHandlerCallback
    borrowing func queue(on connection: OpaquePointer, status: Int) -> MHD_Result {
        unsafe MHD_queue_response(connection, UInt32(clamping: status), pointer)
    }
}
