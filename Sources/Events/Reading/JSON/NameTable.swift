import Bytes
import CSimdJSON

/// A list of names, known beforehand, and the place of each.
///
/// Made once and never freed: tables are static. "Immutable: any number of threads may read it" (csimdjson.h), which
/// is what makes it right to share the address.
struct NameTable: Sendable {
    private let address: UInt

    /// A table of at most 64 names of 1 to 31 bytes, none twice.
    init(_ names: [String]) {
        let table = unsafe csj_names_make(names.joined(separator: "\n"))
        unsafe precondition(table != nil, "the names of a table are few, short and different")
        address = UInt(bitPattern: table)
    }

    /// What C calls it.
    var pointer: OpaquePointer? { unsafe OpaquePointer(bitPattern: address) }

    /// The place in the list of the name that `view` spells.
    func place(of view: ByteView) -> Int? {
        let place = unsafe view.withBytes { bytes in
            unsafe csj_names_find(pointer, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
        }
        return place < 0 ? nil : Int(place)
    }
}
