/// A growable run of bytes with one owner, written from front to back.
@safe
package struct ByteBuffer: ~Copyable {
    @usableFromInline var storage: UnsafeMutableRawBufferPointer
    /// The bytes written.
    package private(set) var count = 0

    /// An empty buffer with room for `capacity` bytes.
    package init(capacity: Int = 1 << 12) {
        unsafe storage = .allocate(byteCount: max(capacity, 64), alignment: 16)
    }

    deinit { unsafe storage.deallocate() }

    /// What is written, valid until the next change.
    package var view: ByteView { unsafe ByteView(UnsafeRawBufferPointer(rebasing: storage[..<count])) }

    /// Makes room for `more` bytes.
    private mutating func grow(_ more: Int) {
        guard unsafe count + more > storage.count else { return }
        let larger = unsafe UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(storage.count * 2, count + more), alignment: 16)
        unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[..<count]))
        unsafe storage.deallocate()
        unsafe storage = unsafe larger
    }

    /// Adds one byte.
    package mutating func append(_ byte: UInt8) {
        grow(1)
        unsafe storage[count] = byte
        count += 1
    }

    /// Adds what `view` shows.
    package mutating func append(_ view: ByteView) {
        grow(view.count)
        unsafe view.withBytes { unsafe UnsafeMutableRawBufferPointer(rebasing: storage[count...]).copyMemory(from: $0) }
        count += view.count
    }

    /// Adds a literal.
    package mutating func append(_ literal: StaticString) { append(ByteView(literal)) }

    /// Adds a string's UTF-8.
    package mutating func append(_ string: String) {
        var string = string
        string.withUTF8 { append(unsafe ByteView(UnsafeRawBufferPointer($0))) }
    }

    /// Adds an integer in network order.
    package mutating func appendBigEndian<Number: FixedWidthInteger>(_ number: Number) {
        grow(MemoryLayout<Number>.size)
        unsafe storage.storeBytes(of: number.bigEndian, toByteOffset: count, as: Number.self)
        count += MemoryLayout<Number>.size
    }

    /// Writes an integer in network order over bytes that are there; nothing where they aren't.
    package mutating func patchBigEndian<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
        guard offset >= 0, offset + MemoryLayout<Number>.size <= count else { return }
        unsafe storage.storeBytes(of: number.bigEndian, toByteOffset: offset, as: Number.self)
    }

    /// Adds a number in decimal digits, without a String.
    package mutating func appendDecimal(_ number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        let start = count
        var rest = number.magnitude
        repeat {
            append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        unsafe storage[start..<count].reverse()
    }

    /// Cuts to `length` bytes; nothing where it is that short.
    package mutating func truncate(to length: Int) { count = min(count, max(length, 0)) }

    /// Empties it and keeps its room.
    package mutating func removeAll() { count = 0 }
}
