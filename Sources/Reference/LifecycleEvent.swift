internal import JSON

/// An event of `whatsapp.lifecycle`, with the fields that the table of contract §2 lists for its word.
struct LifecycleEvent {
    let envelope: Envelope
    let word: LifecycleWord
    let qr: Text?
    let phoneNumber: Text?
    /// `data.session` as Postgres prints that `jsonb`.
    let session: Text?
    let reason: Text?

    init(_ envelope: Envelope, _ word: LifecycleWord, _ data: Fields) throws(Poison) {
        self.envelope = envelope
        self.word = word
        qr = word == .qr ? try data.required("qr", as: data.text) : nil
        phoneNumber = word == .connected ? data.digits("phoneNumber") : nil
        session = word == .connected || word == .authenticated ? data.session("session") : nil
        reason = word.hasReason ? data.text("reason") : nil
    }
}

extension LifecycleWord {
    /// What the table's column `status` says; nil: "unchanged".
    var status: InstanceStatus? {
        switch self {
        case .created, .starting, .pairingCode, .passkey, .qr, .authenticated: .connecting
        case .connected: .connected
        case .degraded, .limited, .historySync: nil
        case .disconnected, .replaced, .loggedOut, .banned, .outdated, .failed, .stopped, .deleted: .disconnected
        }
    }

    /// Whether the table's column `data` lists `reason`.
    var hasReason: Bool {
        status == nil || status == .disconnected
    }
}

/// The `status` of an instance: design §1.5.
enum InstanceStatus: String {
    case connected, disconnected, connecting
}

extension Fields {
    /// At least one digit and nothing else.
    fileprivate func digits(_ name: String) -> Text? {
        guard let text = text(name), text.byteCount > 0,
            text.string.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return text
    }

    /// "String or object."
    fileprivate func session(_ name: String) -> Text? {
        guard let value = value(name) else { return nil }
        switch value {
        case .string, .object: return JSONB.text(value).map { Text($0) }
        default: return nil
        }
    }
}
