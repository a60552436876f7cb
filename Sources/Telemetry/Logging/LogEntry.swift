/// One thing that happened, on its way to a sink.
package struct LogEntry: Hashable, Sendable {
    /// A name and its value.
    package struct Field: Hashable, Sendable {
        /// The name.
        package var key: LogKey
        /// The value.
        package var value: LogValue

        /// A field.
        package init(_ key: LogKey, _ value: LogValue) {
            self.key = key
            self.value = value
        }
    }

    /// When it happened.
    package var time: WallTime
    /// How much it matters.
    package var level: LogLevel
    /// Who says it: the program or a part of it.
    package var label: String
    /// What happened, in constant words: what varies stands in the fields.
    package var message: String
    /// What it happened to. Of fields with one name the last counts.
    package var fields: [Field]

    /// An entry.
    package init(time: WallTime, level: LogLevel, label: String, message: String, fields: [Field] = []) {
        self.time = time
        self.level = level
        self.label = label
        self.message = message
        self.fields = fields
    }

    /// The value of a field, or nil where there is none.
    package subscript(key: LogKey) -> LogValue? { fields.last { $0.key == key }?.value }
}
