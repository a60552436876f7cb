internal import CMicroHTTPD

// What the daemon calls. These only unwrap their pointers and forward; all run on the daemon's one thread.

/// > For each HTTP request this callback is called several times: after request headers are fully received and
/// > decoded, for each received part of request body (optional …), when request is fully received. … Initially,
/// > `*con_cls` will be NULL.
func handleAccess(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?, url: UnsafePointer<CChar>?,
    method: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?, upload: UnsafePointer<CChar>?,
    size: UnsafeMutablePointer<Int>?, state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let context = unsafe context, let connection = unsafe connection, let url = unsafe url,
        let method = unsafe method, let size = unsafe size, let state = unsafe state
    else { return .NO }
    let dispatcher = unsafe Unmanaged<Dispatcher>.fromOpaque(context).takeUnretainedValue()
    guard let known = unsafe state.pointee else {
        let exchange = unsafe Exchange(
            Request(
                method: String(cString: method), path: String(cString: url),
                query: pairs(of: connection, zapline_mhd_query),
                headers: pairs(of: connection, zapline_mhd_headers)))
        unsafe state.pointee = Unmanaged.passRetained(exchange).toOpaque()
        return unsafe dispatcher.begin(exchange, on: connection)
    }
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(known).takeUnretainedValue()
    guard unsafe size.pointee > 0 else { return unsafe dispatcher.finish(exchange, on: connection) }
    let bytes = unsafe UnsafeRawBufferPointer(start: upload, count: size.pointee)
    // > the method must update this value to the number of bytes NOT processed
    unsafe size.pointee = 0
    return unsafe dispatcher.take(bytes, exchange)
}

/// > Signature of the callback used by MHD to notify the application about completed requests.
func handleCompletion(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
    state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, reason: MHD_RequestTerminationCode
) {
    guard let state = unsafe state, let known = unsafe state.pointee else { return }
    unsafe state.pointee = nil
    unsafe Unmanaged<Exchange>.fromOpaque(known).release()
}

/// > The callback is to copy at most max bytes of content into buf. The total number of bytes that has been placed
/// > into buf should be returned.
func readStream(
    context: UnsafeMutableRawPointer?, position: UInt64, buffer: UnsafeMutablePointer<CChar>?, max: Int
) -> Int {
    guard let context = unsafe context else { return -2 }
    let client = unsafe Unmanaged<StreamClient>.fromOpaque(context).takeUnretainedValue()
    return unsafe client.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: max))
}

/// > This method is called by libmicrohttpd if we are done with a content reader. It should be used to free resources
/// > associated with the content reader.
func releaseStream(context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<StreamClient>.fromOpaque(context).takeRetainedValue().leave()
}

/// A message of the daemon's own.
func logLine(context: UnsafeMutableRawPointer?, text: UnsafePointer<CChar>?) {
    guard let context = unsafe context, let text = unsafe text else { return }
    let line = unsafe String(cString: text)
    unsafe Unmanaged<Dispatcher>.fromOpaque(context).takeUnretainedValue()
        .log(String(line.prefix { $0 != "\n" }))
}

/// The headers or query items of a request, copied.
private func pairs(
    of connection: OpaquePointer,
    _ each: (OpaquePointer?, MHD_KeyValueIteratorN?, UnsafeMutableRawPointer?) -> Int32
) -> [Request.Pair] {
    var result: [Request.Pair] = []
    unsafe withUnsafeMutablePointer(to: &result) { pointer in
        unsafe _ = each(connection, collectPair, UnsafeMutableRawPointer(pointer))
    }
    return result
}

/// > MHD_KeyValueIteratorN: … Iterator over key-value pairs with size parameters … return .YES to continue iterating
private func collectPair(
    context: UnsafeMutableRawPointer?, kind: MHD_ValueKind, key: UnsafePointer<CChar>?, keySize: Int,
    value: UnsafePointer<CChar>?, valueSize: Int
) -> MHD_Result {
    guard let context = unsafe context else { return .NO }
    let name = unsafe String(
        decoding: UnsafeRawBufferPointer(start: key, count: key == nil ? 0 : keySize), as: UTF8.self)
    let text = unsafe String(
        decoding: UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueSize), as: UTF8.self)
    unsafe context.assumingMemoryBound(to: [Request.Pair].self).pointee.append(Request.Pair(name, text))
    return .YES
}
