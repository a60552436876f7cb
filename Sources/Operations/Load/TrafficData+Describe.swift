extension TrafficData {
    /// Tells a sink the fields of `data`, in the contract's words.
    func describe<Sink: TrafficSink>(to sink: inout Sink) {
        switch self {
        case .lifecycle(let step, let phone): step.describe(phone, to: &sink)
        case .heartbeat: break
        case .body(let body): body.describe(to: &sink)
        case .status(let message, let level, let participant, let time):
            sink.list("messageIds", .messageID(message.number))
            sink.text("status", .plain(level.rawValue))
            sink.text("chat", message.chat)
            sink.flag("fromMe", message.isFromMe)
            if let participant { sink.text("participant", participant) }
            sink.text("timestamp", .second(time))
            if level == .failed { sink.object("error") { $0.integer("code", 463) } }
        case .edit(let message, let editID, let words, let time):
            sink.reference(message)
            sink.text("editId", id: editID)
            sink.text("text", .words(words))
            sink.text("sender", message.sender)
            sink.text("timestamp", .second(time))
        case .revoke(let message, let time):
            sink.text("messageId", id: message.number)
            sink.text("by", message.sender)
            sink.flag("fromMe", message.isFromMe)
            sink.text("timestamp", .second(time))
        case .reaction(let message, let sender, let emoji, let time):
            sink.reference(message)
            sink.text("sender", sender)
            sink.text("emoji", .plain(emoji ?? ""))
            sink.text("timestamp", .second(time))
        case .contact, .chat, .group, .call, .pollVote: describeOthers(to: &sink)
        }
    }

    private func describeOthers<Sink: TrafficSink>(to sink: inout Sink) {
        switch self {
        case .contact(let address, let name, let isBusiness):
            sink.text("contact", address)
            sink.text("name", .name(name))
            sink.text("pushName", .name(name / 3))
            if address.server == .user { sink.text("phone", .number(address.number)) }
            sink.flag("isBusiness", isBusiness)
        case .chat(let address, let name, let isArchived):
            sink.text("chat", address)
            sink.text("name", .name(name))
            sink.flag("archived", isArchived)
        case .group(let address, let name):
            sink.text("chat", address)
            sink.text("name", .name(name))
            sink.text("description", .words(TrafficWords(seed: address.number, length: 40)))
        case .call(let address):
            sink.text("chat", address)
            sink.flag("isVideo", false)
        case .pollVote(let message, let sender):
            sink.reference(message)
            sink.text("sender", sender)
        default: break
        }
    }
}

extension TrafficSink {
    /// The message that an event is about.
    fileprivate mutating func reference(_ message: TrafficMessage) {
        text("messageId", id: message.number)
        text("chat", message.chat)
        flag("fromMe", message.isFromMe)
    }
}

extension LifecycleStep {
    fileprivate func describe<Sink: TrafficSink>(_ phone: UInt64, to sink: inout Sink) {
        switch self {
        case .qr(let number):
            sink.text("qr", .plain("2@\(String(number, radix: 36)),\(String(~number, radix: 36)),load=="))
        case .authenticated: sink.session(phone)
        case .connected:
            sink.text("phoneNumber", .number(phone))
            sink.session(phone)
        default: break
        }
        if let reason { sink.text("reason", .plain(reason)) }
    }
}

extension TrafficSink {
    /// A reference to where the session is kept: never the session itself.
    fileprivate mutating func session(_ phone: UInt64) {
        object("session") { sink in
            sink.text("store", .plain("file:///var/lib/gateway/sessions"))
            sink.text("name", .number(phone))
        }
    }
}

extension TrafficBody {
    fileprivate func describe<Sink: TrafficSink>(to sink: inout Sink) {
        sink.text("messageId", id: message.number)
        sink.text("chat", message.chat)
        sink.text("timestamp", .second(message.sentAt))
        sink.flag("fromMe", message.isFromMe)
        sink.text("sender", message.sender)
        sink.text("kind", .plain(kind.rawValue))
        if kind == .text { sink.text("text", .words(words)) }
        if kind == .image || kind == .audio || kind == .document { describeMedia(to: &sink) }
        if let replyTo { sink.text("replyTo", id: replyTo) }
        if !message.isFromMe { sink.text("pushName", .name(name)) }
        if let phone {
            sink.object("aliases") { sink in
                sink.text("lid", message.sender)
                sink.text("phone", phone)
            }
        }
        if message.isFromMe { sink.text("status", .plain("server")) }
    }

    private func describeMedia<Sink: TrafficSink>(to sink: inout Sink) {
        let size = Int64(words.seed % 4_000_000) + 2_000
        sink.object("media") { sink in
            switch kind {
            case .image:
                sink.text("mimetype", .plain("image/jpeg"))
                sink.text("caption", .words(words))
                sink.integer("width", 1_600)
                sink.integer("height", 1_200)
            case .audio:
                sink.text("mimetype", .plain("audio/ogg; codecs=opus"))
                sink.integer("seconds", size / 20_000 + 1)
            default:
                sink.text("mimetype", .plain("application/pdf"))
                sink.text("filename", .plain("nota-fiscal.pdf"))
            }
            sink.integer("size", size)
            sink.text("url", .plain("https://mmg.whatsapp.net/v/t62.7118-24/\(message.number % 99_991)"))
        }
    }
}
