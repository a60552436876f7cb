import JSON

/// Two addresses of one person.
struct Aliases: Hashable {
    let lid: Address
    let phone: Address

    /// The pair, in either order; nil unless one is a LID and the other a phone.
    init?(_ first: Address?, _ second: Address?) {
        guard let first, let second else { return nil }
        if first.isLID, second.isPhone {
            (lid, phone) = (first, second)
        } else if first.isPhone, second.isLID {
            (lid, phone) = (second, first)
        } else {
            return nil
        }
    }

    var json: JSONValue { ["lid": .string(lid.text), "phone": .string(phone.text)] }
}
