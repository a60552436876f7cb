internal import JSON

/// The members of an object, read by the contract's "rules for every field".
///
/// Each reader gives nil for what is absent, `null`, of the wrong type or out of range: for an optional field that is
/// all there is to say, and `required` makes poison of it. Of a name that occurs twice the first counts.
struct Fields {
    private let members: [Text: JSONValue]

    /// The members of `value`; none, where it isn't an object.
    init(_ value: JSONValue?) {
        members = Dictionary((value?.object ?? []).map { (Text($0.name), $0.value) }) { first, _ in first }
    }

    /// The first member of that name as it stands.
    func value(_ name: String) -> JSONValue? {
        members[Text(name)]
    }

    /// What `read` finds under `name`, or poison that names it.
    func required<Value>(_ name: String, as read: (String) -> Value?) throws(Poison) -> Value {
        guard let value = read(name) else { throw .invalid(name) }
        return value
    }

    /// A string that may be empty.
    func text(_ name: String) -> Text? {
        value(name)?.string.map { Text(stored: $0) }
    }

    /// "Ids and addresses are strings of 1–255 bytes", counted as they were sent.
    func id(_ name: String) -> Text? {
        value(name).flatMap(Self.id)
    }

    static func id(_ value: JSONValue) -> Text? {
        guard let string = value.string, (1...255).contains(string.utf8.count) else { return nil }
        return Text(stored: string)
    }

    func address(_ name: String) -> Address? {
        id(name).map(Address.init)
    }

    func flag(_ name: String) -> Bool? {
        value(name)?.bool
    }

    func moment(_ name: String) -> Moment? {
        value(name)?.string.flatMap { Moment(rfc3339: $0) }
    }

    /// A plain integer token: `1.0` and `1e3` are none.
    func integer(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let number = value(name)?.int64, range.contains(number) else { return nil }
        return number
    }

    /// An object, nil where another type stands.
    func object(_ name: String) -> Fields? {
        guard let value = value(name), case .object = value else { return nil }
        return Fields(value)
    }

    /// "A list of 1 or more ids": one that is no id makes the list wrong.
    func ids(_ name: String) -> [Text]? {
        guard let values = value(name)?.array, !values.isEmpty else { return nil }
        let ids = values.compactMap(Self.id)
        return ids.count == values.count ? ids : nil
    }

    /// One of the words of an enumeration.
    func word<Word: RawRepresentable<String>>(_ name: String) -> Word? {
        value(name)?.string.flatMap(Word.init(rawValue:))
    }
}
