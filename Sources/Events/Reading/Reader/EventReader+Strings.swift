import Bytes
import CSimdJSON

extension EventReader {
    /// What a string token means, and how many U+0000 were replaced in it: a view into the record, or where there is a
    /// backslash a new string in the arena.
    func string(_ token: Token) throws(Poison) -> (text: ByteView, zeros: Int) {
        guard token.isEscaped else { return (token.text, 0) }
        let escaped = token.text
        let room = unsafe arena.reserve(escaped.count)
        guard let target = unsafe room.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return (.empty, 0) }
        var zeros = 0
        // "room, which has as many bytes": no escape is shorter than what it means.
        let length = unsafe escaped.withBytes { bytes in
            guard let source = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
            return unsafe csj_unescape(source, bytes.count, target, &zeros)
        }
        guard length >= 0 else { throw document.poison(.escape) }
        return unsafe (ByteView(UnsafeRawBufferPointer(rebasing: room[..<length])), zeros)
    }

    /// `text` with U+FFFD for each U+0000, which no text of Postgres' can hold; a header's bytes may have one.
    func withoutZeros(_ text: ByteView) -> ByteView {
        guard unsafe text.withBytes({ unsafe $0.contains(0) }) else { return text }
        scratch.removeAll()
        for index in 0..<text.count {
            if text[index] == 0 { scratch.append("\u{FFFD}") } else { scratch.append(text[index]) }
        }
        return arena.copy(scratch.view)
    }
}
