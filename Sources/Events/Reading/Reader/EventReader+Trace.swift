package import Bytes

extension EventReader {
    private static let traceFields: FieldSet = [.specversion, .traceparent]

    /// CloudEvents' `traceparent` as it was written, of poison too; for log lines, and checked by who writes one.
    ///
    /// Source: https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/distributed-tracing.md
    package func traceParent(of record: Record) -> ByteView? {
        guard let value = record.value,
            let members = (try? document.open(value)).flatMap({
                try? document.object(at: 0, .envelope, wanted: Self.traceFields)
            }), members.has(.specversion)
        else { return record.headerTraceParent }
        return readable(.traceparent, .address, in: members) ?? record.headerTraceParent
    }
}
