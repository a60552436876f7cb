import Bytes
import CSimdJSON

/// One document after another, indexed by simdjson and read on demand. One thread at a time.
@safe
final class JSONDocument {
    /// Which slots an object's members go to: each level has its own, so that an inner object leaves the outer one's
    /// alone.
    enum Level: Int, CaseIterable { case envelope, data, inner }

    private let handle: OpaquePointer?
    private let slots: UnsafeMutablePointer<csj_token>

    /// A reader without a document.
    init() {
        unsafe handle = unsafe csj_document_make()
        unsafe slots = .allocate(capacity: Level.allCases.count * Field.allCases.count)
    }

    deinit {
        unsafe csj_document_free(handle)
        unsafe slots.deallocate()
    }

    /// Indexes `bytes`, behind which an arena's padding must stand, and which must stay as long as they are read.
    func open(_ bytes: ByteView) throws(Poison) {
        guard let handle = unsafe handle else { throw poison(.noMemory) }
        let fault = unsafe bytes.withBytes { bytes in
            unsafe csj_document_open(handle, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
        }
        guard fault == .ok else { throw poison(fault) }
    }

    /// The token at `place`, which then is the next one's.
    func next(_ place: inout UInt32) throws(Poison) -> Token {
        guard let handle = unsafe handle else { throw poison(.noMemory) }
        var token = unsafe csj_token(text: slots.pointee.text, length: 0, place: 0, kind: .end, escaped: false)
        let fault = unsafe csj_document_next(handle, &place, &token)
        guard fault == .ok else { throw poison(fault) }
        return unsafe Token(token)
    }

    /// The members called `wanted` of the object that begins at `place`.
    ///
    /// The object at place 0 must end with the document. It is read no further than the first of `enough`.
    func object(
        at place: UInt32, _ level: Level, wanted: FieldSet, enough: FieldSet = []
    ) throws(Poison) -> Members {
        guard let handle = unsafe handle else { throw poison(.noMemory) }
        let slots = unsafe self.slots + level.rawValue * Field.allCases.count
        var found: UInt64 = 0
        let fault = unsafe csj_document_object(
            handle, place, Field.table.pointer, wanted.bits, enough.bits, slots, &found)
        guard fault == .ok else { throw poison(fault) }
        return unsafe Members(found: found, slots: slots)
    }

    /// Checks that a document that is no object is one value and nothing else.
    func checkRoot() throws(Poison) {
        guard let handle = unsafe handle else { throw poison(.noMemory) }
        var place: UInt32 = 0
        let fault = unsafe csj_document_skip(handle, &place)
        guard fault == .ok else { throw poison(fault) }
        guard try next(&place).kind == .end else { throw poison(.trailing) }
    }

    /// `fault` as the record's.
    func poison(_ fault: csj_fault) -> Poison {
        let offset = unsafe handle.map { unsafe csj_document_fault_offset($0) } ?? -1
        return Poison(reason: .invalidJSON, problem: .syntax(fault: fault.text, offset: offset))
    }
}
