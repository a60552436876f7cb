extension Record {
    /// What a header gives as W3C's `traceparent`: CloudEvents' attribute in binary mode, else what tracing libraries put on a record.
    package var headerTraceParent: ByteView? { headers.value(of: "ce_traceparent") ?? headers.value(of: "traceparent") }
}
