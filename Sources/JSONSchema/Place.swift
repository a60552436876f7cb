/// A place in a schema document.
struct Place {
    /// The document's name.
    var document: String
    /// The JSON pointer in it.
    var pointer = ""

    /// `name.json#/pointer`.
    var text: String { "\(document)#\(pointer)" }

    /// What it is looked up by: bytes, since strings that look alike are equal to Swift and not to JSON.
    var key: [UInt8] { Array(text.utf8) }

    /// The place one step below.
    func below(_ step: String) -> Place { Place(document: document, pointer: pointer + Self.step(step)) }

    /// A step of a JSON pointer.
    /// > "~" and "/" are encoded as "~0" and "~1" (RFC 6901).
    static func step(_ name: String) -> String {
        name.unicodeScalars.reduce(into: "/") { text, scalar in
            switch scalar {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
