internal import Bytes
internal import JSON
internal import Pipeline

/// A record as the event that it is, in whichever of CloudEvents' two modes it came.
struct DecodedEvent: Hashable, Sendable {
    /// How a record says that it is an event.
    enum Mode: String, Hashable, Sendable {
        /// Its value has `specversion`.
        case structured
        /// Its headers have `ce_specversion`.
        case binary
    }

    /// How it says so; nil: in neither way.
    let mode: Mode?
    /// Whether it has neither a value nor a type: then it says that something is gone, or nothing at all.
    let isTombstone: Bool
    /// Its attributes and data as one object, as far as there are any; nil where it has none, and for a tombstone.
    let assembled: JSONValue?
    /// Why its value is no JSON.
    let fault: JSONError?

    /// The event in structured form, which is the same for both modes; nil for what is none.
    var event: JSONValue? { mode == nil ? nil : assembled }

    /// Reads a record: a value that is an object with `specversion` is an event whatever its headers say.
    init(value: [UInt8]?, headers: [StoredRecord.Header]) {
        let attributes = BinaryAttributes(headers)
        let binary: Mode? = attributes["specversion"] == nil ? nil : .binary
        guard let value else {
            isTombstone = attributes["type"] == nil
            mode = isTombstone ? nil : binary
            assembled = isTombstone ? nil : attributes.event(data: [])
            fault = nil
            return
        }
        isTombstone = false
        do throws(JSONError) {
            let document = try JSONValue(parsing: value)
            fault = nil
            let isStructured = document["specversion"] != nil
            mode = isStructured ? .structured : binary
            assembled = isStructured ? document : attributes.event(data: [.init(name: "data", value: document)])
        } catch {
            fault = error
            mode = binary
            let text = LetterText.base64(value)
            assembled = attributes.event(data: [.init(name: "data_base64", value: .string(text))])
        }
    }
}

/// The attributes that a record's headers hold.
///
/// The first of a name counts; one that is null or not UTF-8 counts as absent.
struct BinaryAttributes: Hashable, Sendable {
    /// What the name of an attribute's header begins with.
    static let prefix = "ce_"

    private(set) var members: [JSONValue.Member] = []

    init(_ headers: [StoredRecord.Header]) {
        var seen: Set<[UInt8]> = []
        for header in headers where header.name.starts(with: Self.prefix.utf8) && seen.insert(header.name).inserted {
            guard let name = LetterText.utf8(Array(header.name.dropFirst(3))), !name.isEmpty,
                let text = header.value.flatMap(LetterText.utf8)
            else { continue }
            members.append(JSONValue.Member(name: name, value: Self.value(text, of: name)))
        }
        // In binary mode it has a header of its own kind.
        guard self["datacontenttype"] == nil, self["specversion"] != nil,
            let header = headers.first(where: { $0.name.elementsEqual("content-type".utf8) }),
            let text = header.value.flatMap(LetterText.utf8)
        else { return }
        members.append(JSONValue.Member(name: "datacontenttype", value: .string(text)))
    }

    /// The attribute `name`.
    subscript(name: String) -> JSONValue? { members.first { $0.name == name }?.value }

    /// The attributes with what stands for the data behind them; nil where there are none.
    func event(data: [JSONValue.Member]) -> JSONValue? { members.isEmpty ? nil : .object(members + data) }

    /// Headers know texts alone; the one attribute that is a number is one in structured mode.
    private static func value(_ text: String, of name: String) -> JSONValue {
        guard name == "sessionepoch", !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return .string(text)
        }
        let digits = text.drop { $0 == "0" }
        return .number(digits.isEmpty ? "0" : String(digits))
    }
}
