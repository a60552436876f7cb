/// Bytes of one batch, copied once and freed all together.
///
/// Addresses stay valid until `reset`: blocks are added, never moved. Every copy is followed by at least `padding` readable
/// bytes, which is what simdjson asks of the documents that it parses in place. One thread at a time.
@safe
package final class Arena {
    /// Readable bytes after each copy.
    package static let padding = 64

    private var blocks: [UnsafeMutableRawBufferPointer] = unsafe []
    private var place = 0
    private var current = 0
    private let blockSize: Int
    /// The bytes handed out since the last reset, padding left out.
    package private(set) var bytesUsed = 0

    /// An empty arena that grows by blocks of `blockSize` bytes, or of one copy's size where that is larger.
    package init(blockSize: Int = 1 << 20) { self.blockSize = max(blockSize, 4 * Self.padding) }

    deinit { unsafe blocks.forEach { unsafe $0.deallocate() } }

    /// Room for `count` bytes that stay where they are until the reset.
    package func reserve(_ count: Int) -> UnsafeMutableRawBufferPointer {
        if unsafe current >= blocks.count || place + count + Self.padding > blocks[current].count {
            openBlock(for: count)
        }
        let room = unsafe UnsafeMutableRawBufferPointer(rebasing: blocks[current][place..<place + count])
        place += count
        bytesUsed += count
        return unsafe room
    }

    /// A copy of `bytes`.
    package func copy(_ bytes: UnsafeRawBufferPointer) -> ByteView {
        let room = unsafe reserve(bytes.count)
        unsafe room.copyMemory(from: bytes)
        return unsafe ByteView(UnsafeRawBufferPointer(room))
    }

    /// A copy of what `view` shows.
    package func copy(_ view: ByteView) -> ByteView { unsafe view.withBytes { unsafe copy($0) } }

    /// A copy of a string's UTF-8.
    package func copy(_ string: String) -> ByteView {
        var string = string
        return string.withUTF8 { unsafe copy(UnsafeRawBufferPointer($0)) }
    }

    /// Forgets every copy; frees blocks beyond `keeping` bytes, so that one huge record isn't paid for ever after.
    package func reset(keeping: Int = 8 << 20) {
        var kept = 0
        var rest: [UnsafeMutableRawBufferPointer] = unsafe []
        unsafe blocks.forEach { block in
            if kept + block.count <= keeping {
                kept += block.count
                unsafe rest.append(block)
            } else {
                unsafe block.deallocate()
            }
        }
        unsafe blocks = unsafe rest
        current = 0
        place = 0
        bytesUsed = 0
    }

    /// Moves to the next block with room for `count`, or makes one.
    private func openBlock(for count: Int) {
        let needed = count + Self.padding
        if unsafe !blocks.isEmpty, place > 0 { current += 1 }
        place = 0
        while unsafe current < blocks.count, unsafe blocks[current].count < needed { current += 1 }
        guard unsafe current >= blocks.count else { return }
        unsafe blocks.append(.allocate(byteCount: max(blockSize, needed), alignment: 64))
        unsafe current = blocks.count - 1
    }
}
