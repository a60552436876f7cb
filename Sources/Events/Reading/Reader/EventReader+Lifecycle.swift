import Bytes
import CSimdJSON

extension EventReader {
    /// What contract §2 lists for a type, and the facts beside it that health goes by.
    private static func fields(of type: EventType) -> FieldSet {
        switch type {
        case .sessionQR: [.qr]
        case .sessionAuthenticated: [.session]
        case .sessionConnected: [.phoneNumber, .session]
        case .sessionBanned, .sessionLimited: [.reason, .code, .until]
        case .sessionStarting: [.state]
        case .sessionCreated, .sessionPairingCode, .sessionPasskey, .sessionHeartbeat: []
        default: [.reason]
        }
    }

    /// The data of `whatsapp.session.*`.
    func lifecycle(of type: EventType, _ data: Token?) throws(Poison) -> LifecycleData {
        let data = try members(of: data, wanted: Self.fields(of: type))
        return LifecycleData(
            qr: type == .sessionQR ? try required(.qr, text(.qr, .any, in: data)) : nil,
            phoneNumber: optional(try text(.phoneNumber, .digits, in: data)),
            reason: optional(try text(.reason, .any, in: data)),
            session: try session(in: data),
            facts: LifecycleFacts(
                code: fact(try code(in: data)), until: fact(try time(.until, in: data)),
                state: fact(try text(.state, .any, in: data))))
    }

    /// What no row is made of; so what is wrong with it isn't counted either.
    private func fact<Value>(_ found: Found<Value>) -> Value? {
        if case .value(let value) = found { value } else { nil }
    }

    /// `session` as JSON text that `jsonb` takes.
    private func session(in data: Members) throws(Poison) -> ByteView? {
        guard let token = data[.session] else { return nil }
        switch token.kind {
        case .string where !token.isEscaped: return token.quoted
        case .string:
            let text = try string(token).text
            scratch.removeAll()
            scratch.append(jsonString: text)
        case .objectBegin:
            scratch.removeAll()
            guard try cleaner.clean(self, at: token.place, into: &scratch) else { return optional(.flawed(.range)) }
        default: return optional(.flawed(.type))
        }
        return takeScratch()
    }

    /// A copy of what was written; a buffer that has become large is given back.
    func takeScratch() -> ByteView {
        defer { if scratch.count > 1 << 20 { scratch = ByteBuffer() } }
        return arena.copy(scratch.view)
    }
}
