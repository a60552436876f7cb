import JSON

extension JSONValue {
    /// Equality as `const` and `enum` mean it: numbers by value, objects whatever their order. Of a name that occurs
    /// twice the first counts.
    func isSame(as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)):
            left == right || ExactNumber(left).map { $0 == ExactNumber(right) } ?? false
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        case (.object(let left), .object(let right)):
            left.allSatisfy { other[$0.name] != nil }
                && right.allSatisfy { member in
                    self[member.name].map { own in other[member.name].map { own.isSame(as: $0) } ?? false } ?? false
                }
        default: self == other
        }
    }
}
