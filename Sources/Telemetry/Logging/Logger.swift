/// Where a part of the program says what happened to it.
///
/// A value: `with` gives a copy that says more, and nobody else's changes. swift-log's rules hold: the message is
/// constant (its type sees to that), what varies stands in dotted fields, and only `main` makes the first logger.
package struct Logger: Sendable {
    /// Who says it.
    package let label: String
    /// What matters less is not written.
    package var level: LogLevel
    /// What every entry carries.
    package private(set) var fields: [LogEntry.Field] = []
    private let sink: LogSink
    private let clock: @Sendable () -> WallTime

    /// A logger that writes into `sink`.
    package init(
        label: String, level: LogLevel = .info, sink: LogSink, clock: @escaping @Sendable () -> WallTime = WallTime.now
    ) {
        self.label = label
        self.level = level
        self.sink = sink
        self.clock = clock
    }

    /// A logger that says nothing.
    package static let silent = Logger(label: "", level: .critical, sink: LogSink { _ in })

    /// A logger whose entries carry one more field; one of the same name gives way.
    package func with(_ key: LogKey, _ value: LogValue) -> Logger {
        var result = self
        result.fields.removeAll { $0.key == key }
        result.fields.append(LogEntry.Field(key, value))
        return result
    }

    /// Whether an entry of that level would be written.
    package func writes(_ level: LogLevel) -> Bool { level >= self.level }

    /// Says that something happened.
    package func log(
        _ level: LogLevel, _ message: StaticString, _ more: @autoclosure () -> KeyValuePairs<LogKey, LogValue> = [:]
    ) {
        guard writes(level) else { return }
        let fields = fields + more().map { LogEntry.Field($0.key, $0.value) }
        sink.write(
            LogEntry(time: clock(), level: level, label: label, message: message.description, fields: fields))
    }
}

extension Logger {
    /// Says something at `trace`.
    package func trace(
        _ message: StaticString, _ fields: @autoclosure () -> KeyValuePairs<LogKey, LogValue> = [:]
    ) { log(.trace, message, fields()) }

    /// Says something at `debug`.
    package func debug(
        _ message: StaticString, _ fields: @autoclosure () -> KeyValuePairs<LogKey, LogValue> = [:]
    ) { log(.debug, message, fields()) }

    /// Says something at `info`.
    package func info(
        _ message: StaticString, _ fields: @autoclosure () -> KeyValuePairs<LogKey, LogValue> = [:]
    ) { log(.info, message, fields()) }

    /// Says something at `notice`.
    package func notice(
        _ message: StaticString, _ fields: @autoclosure () -> KeyValuePairs<LogKey, LogValue> = [:]
    ) { log(.notice, message, fields()) }

    /// Says something at `warning`.
    package func warning(
        _ message: StaticString, _ fields: @autoclosure () -> KeyValuePairs<LogKey, LogValue> = [:]
    ) { log(.warning, message, fields()) }

    /// Says something at `error`.
    package func error(
        _ message: StaticString, _ fields: @autoclosure () -> KeyValuePairs<LogKey, LogValue> = [:]
    ) { log(.error, message, fields()) }

    /// Says something at `critical`.
    package func critical(
        _ message: StaticString, _ fields: @autoclosure () -> KeyValuePairs<LogKey, LogValue> = [:]
    ) { log(.critical, message, fields()) }
}
