import Bytes
import CSimdJSON

extension EventReader {
    private static let fields: FieldSet = [
        .messageIds, .status, .fromMe, .participant, .timestamp, .error,
    ]

    /// The data of `message.status`.
    func statusData(_ data: Token?, time eventTime: Int64) throws(Poison) -> StatusData {
        let data = try members(of: data, wanted: Self.fields)
        return StatusData(
            messageIDs: try required(.messageIds, messageIDs(in: data)),
            status: try required(.status, status(.status, in: data)),
            fromMe: optional(flag(.fromMe, in: data)) ?? true,
            participant: optional(try text(.participant, .address, in: data)),
            timestamp: optional(try time(.timestamp, in: data)) ?? eventTime,
            errorCode: try errorCode(in: data))
    }

    /// One or more ids.
    private func messageIDs(in data: Members) throws(Poison) -> Found<(first: ByteView, rest: [ByteView])> {
        guard let list = data[.messageIds] else { return .absent }
        guard list.isArray else { return .flawed(list.otherType) }
        var place = list.place + 1
        var first: ByteView?
        var rest: [ByteView] = []
        while true {
            let token = try document.next(&place)
            guard token.isString else { return .flawed(.range) }
            let id = try string(token).text
            guard TextRule.address.admits(id) else { return .flawed(.range) }
            if first == nil { first = id } else { rest.append(id) }
            switch try document.next(&place).kind {
            case .comma: continue
            case .arrayEnd: return first.map { .value(($0, rest)) } ?? .flawed(.range)
            default: throw document.poison(.structure)
            }
        }
    }

    /// The id that a list of them begins with, if it is one.
    func firstMessageID(_ list: Token) throws(Poison) -> ByteView? {
        guard list.isArray else { return nil }
        var place = list.place + 1
        let token = try document.next(&place)
        guard token.isString else { return nil }
        let id = try string(token).text
        return TextRule.address.admits(id) ? id : nil
    }

    /// `error.code`.
    private func errorCode(in data: Members) throws(Poison) -> ByteView? {
        guard let error = optional(try object(.error, wanted: [.code], in: data)) else { return nil }
        return optional(try code(in: error))
    }

    /// `code`: a string, or a 64-bit integer as its digits.
    func code(in members: Members) throws(Poison) -> Found<ByteView> {
        guard let code = members[.code], code.kind == .integer else { return try text(.code, .any, in: members) }
        guard let number = code.integer else { return .flawed(.range) }
        return .value(number == 0 ? ByteView("0") : code.text)
    }
}
