/// A WhatsApp address in the order of contract §3: "an address that is no `@lid` comes before one that is".
struct Address: Hashable, Comparable, Sendable {
    let text: Text
    let isLID: Bool

    init(_ text: Text) {
        self.text = text
        isLID = text.hasSuffix("@lid")
    }

    /// Whether the two are addresses of one kind (both `@lid` or neither) and differ.
    func contradicts(_ other: Address) -> Bool {
        isLID == other.isLID && text != other.text
    }

    static func < (left: Address, right: Address) -> Bool {
        left.isLID == right.isLID ? left.text < right.text : right.isLID
    }
}

/// A value that may be missing, where "none is greatest".
struct NoneGreatest<Value: Comparable>: Comparable {
    let value: Value?

    init(_ value: Value?) {
        self.value = value
    }

    static func < (left: Self, right: Self) -> Bool {
        guard let leftValue = left.value else { return false }
        return right.value.map { leftValue < $0 } ?? true
    }
}

/// A value that may be missing, where "none is least".
struct NoneLeast<Value: Comparable>: Comparable {
    let value: Value?

    init(_ value: Value?) {
        self.value = value
    }

    static func < (left: Self, right: Self) -> Bool {
        guard let rightValue = right.value else { return false }
        return left.value.map { $0 < rightValue } ?? true
    }
}
