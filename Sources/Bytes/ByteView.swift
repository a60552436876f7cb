import Glibc

/// A view of bytes that somebody else owns: an arena, a record, a static string.
///
/// It is valid until its owner resets or mutates, and never outlives a batch; that is the whole safety contract, and why it
/// is made in few places. In return it is 16 bytes, compares and hashes by content, and can be a dictionary's key without
/// an allocation.
@safe
package struct ByteView: Hashable, Comparable {
    @usableFromInline let base: UnsafePointer<UInt8>?
    /// The number of bytes.
    package let count: Int

    /// A view of `bytes`, valid as long as they are.
    @inlinable
    package init(_ bytes: UnsafeRawBufferPointer) {
        unsafe base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        count = bytes.count
    }

    @inlinable
    init(base: UnsafePointer<UInt8>?, count: Int) {
        unsafe self.base = unsafe base
        self.count = count
    }

    /// A view of a literal, which lives as long as the process.
    @inlinable
    package init(_ literal: StaticString) {
        unsafe self.init(
            base: literal.hasPointerRepresentation ? literal.utf8Start : nil, count: literal.utf8CodeUnitCount)
    }

    /// No bytes.
    @inlinable package static var empty: ByteView { unsafe ByteView(base: nil, count: 0) }

    /// Whether there are none.
    @inlinable package var isEmpty: Bool { count == 0 }

    /// The byte at `index`, which must be in `0 ..< count`; 0 outside, so that no input can trap.
    @inlinable
    package subscript(index: Int) -> UInt8 {
        guard let base = unsafe base, index >= 0, index < count else { return 0 }
        return unsafe base[index]
    }

    /// The bytes from `start` on, `length` of them, cut to what is there.
    @inlinable
    package func slice(from start: Int, count length: Int) -> ByteView {
        let first = min(max(start, 0), count)
        return unsafe ByteView(base: base.map { unsafe $0 + first }, count: min(max(length, 0), count - first))
    }

    /// Lends the bytes to `body`.
    @inlinable
    package func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// The bytes as a string, what is not UTF-8 replaced. Allocates: not for the data path.
    package var string: String { unsafe withBytes { unsafe String(decoding: $0, as: UTF8.self) } }

    /// A copy that lives by itself. Allocates: not for the data path.
    package var array: [UInt8] { unsafe withBytes { unsafe Array($0) } }

    /// Whether the bytes end in those of `suffix`.
    @inlinable
    package func hasSuffix(_ suffix: StaticString) -> Bool {
        let wanted = ByteView(suffix)
        return count >= wanted.count && slice(from: count - wanted.count, count: wanted.count) == wanted
    }

    /// Whether the bytes begin with those of `prefix`.
    @inlinable
    package func hasPrefix(_ prefix: StaticString) -> Bool {
        let wanted = ByteView(prefix)
        return slice(from: 0, count: wanted.count) == wanted
    }

    /// Whether the bytes are those of `literal`.
    @inlinable
    package static func == (view: ByteView, literal: StaticString) -> Bool { view == ByteView(literal) }
}

// MARK: - Content equality, order and hash

extension ByteView {
    /// Whether both have the same bytes.
    @inlinable
    package static func == (left: ByteView, right: ByteView) -> Bool {
        guard left.count == right.count else { return false }
        guard left.count > 0, let first = unsafe left.base, let second = unsafe right.base else { return true }
        return unsafe memcmp(first, second, left.count) == 0
    }

    /// The order of bytes, which for UTF-8 is the order of code points, and Postgres' `COLLATE "C"`.
    @inlinable
    package static func < (left: ByteView, right: ByteView) -> Bool {
        let shared = min(left.count, right.count)
        if shared > 0, let first = unsafe left.base, let second = unsafe right.base {
            let order = unsafe memcmp(first, second, shared)
            if order != 0 { return order < 0 }
        }
        return left.count < right.count
    }

    /// Feeds the content.
    @inlinable
    package func hash(into hasher: inout Hasher) {
        unsafe withBytes { unsafe hasher.combine(bytes: $0) }
        hasher.combine(count)
    }
}
