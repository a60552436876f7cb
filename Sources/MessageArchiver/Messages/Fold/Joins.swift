import Bytes

/// The lesser of two, where none is greatest.
@inline(__always)
func lesser<Value: Comparable>(_ left: Value?, _ right: Value?) -> Value? {
    guard let left else { return right }
    guard let right else { return left }
    return right < left ? right : left
}

/// The greater of two, where none is least.
@inline(__always)
func greater<Value: Comparable>(_ left: Value?, _ right: Value?) -> Value? {
    guard let left else { return right }
    guard let right else { return left }
    return right > left ? right : left
}

/// A value of the greatest (time, value) that was told.
struct Latest<Value: Comparable>: Comparable {
    let time: Int64
    let value: Value

    static func < (left: Self, right: Self) -> Bool { (left.time, left.value) < (right.time, right.value) }
}
