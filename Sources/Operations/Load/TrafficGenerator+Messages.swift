extension TrafficGenerator {
    private static let contacts = 40
    private static let groups = 5
    private static let emojis = ["👍", "❤️", "😂", "🙏", "🔥", "😮"]

    /// What a session that is up has to tell.
    mutating func traffic(_ kind: TrafficMix.Kind, _ place: Int) -> TrafficData {
        switch kind {
        case .received, .lifecycle, .heartbeat: body(place, isFromMe: false)
        case .sent: body(place, isFromMe: true)
        case .undecryptable: undecryptable(place)
        case .status: status(place)
        case .edited: edit(place)
        case .revoked: revoke(place)
        case .reaction: reaction(place)
        case .pollVote: pollVote(place)
        case .contact:
            .contact(contact(place), name: chance.below(1_000), isBusiness: chance.permille(100))
        case .chat: .chat(contact(place), name: chance.below(1_000), isArchived: chance.permille(200))
        case .group: .group(group(place), name: chance.below(1_000))
        case .call: .call(contact(place))
        }
    }

    // MARK: - Who

    private mutating func contact(_ place: Int) -> TrafficAddress {
        address(sessions[place].index, chance.below(Self.contacts))
    }

    private func address(_ session: Int, _ contact: Int) -> TrafficAddress {
        let number = 5_521_970_000_000 + UInt64(truncatingIfNeeded: session &* Self.contacts &+ contact) % 29_000_000
        return TrafficAddress(number: number, server: .user)
    }

    private mutating func group(_ place: Int) -> TrafficAddress {
        let number = UInt64(truncatingIfNeeded: sessions[place].index &* Self.groups &+ chance.below(Self.groups))
        return TrafficAddress(number: 120_363_000_000_000_000 + number, server: .group)
    }

    /// Every third contact is hidden behind a LID; it is a function of the phone's number.
    private func lid(of phone: TrafficAddress) -> TrafficAddress? {
        guard phone.server == .user, phone.number % 3 == 0 else { return nil }
        return TrafficAddress(number: phone.number &* 7 &+ 100_000_000_000_000, server: .lid)
    }

    // MARK: - Bodies

    private mutating func body(_ place: Int, isFromMe: Bool) -> TrafficData {
        let person = contact(place)
        let isInGroup = chance.permille(200)
        let isHidden = !isFromMe && chance.permille(500)
        let sender = isFromMe ? sessions[place].address : (isHidden ? lid(of: person) ?? person : person)
        let chat = isInGroup ? group(place) : (isFromMe ? person : sender)
        let message = TrafficMessage(
            number: chance.next(), chat: chat, sender: sender, isFromMe: isFromMe, sentAt: now / 1_000_000)
        let body = TrafficBody(
            message: message, kind: kind(), words: words(), name: Int(truncatingIfNeeded: person.number % 154),
            replyTo: chance.permille(80) ? recent(place)?.number : nil, phone: sender.server == .lid ? person : nil)
        sessions[place].remember(message)
        return .body(body)
    }

    private mutating func undecryptable(_ place: Int) -> TrafficData {
        guard case .body(var body) = body(place, isFromMe: false) else { return .heartbeat }
        body.kind = .undecryptable
        return .body(body)
    }

    private mutating func kind() -> TrafficBody.Kind {
        switch chance.below(100) {
        case 0..<86: .text
        case 86..<93: .image
        case 93..<98: .audio
        default: .document
        }
    }

    private mutating func words() -> TrafficWords {
        let range = options.textLength
        let (span, isHuge) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
        let length = range.lowerBound &+ chance.below(isHuge ? 1 : span &+ 1)
        return TrafficWords(seed: chance.next(), length: min(max(length, 0), 1 << 20))
    }

    // MARK: - What follows

    private mutating func recent(_ place: Int) -> TrafficMessage? {
        let messages = sessions[place].recent
        return messages.isEmpty ? nil : messages[chance.below(messages.count)]
    }

    /// A message that the session wrote; it takes a few looks, and there may be none.
    private mutating func recentOwn(_ place: Int) -> TrafficMessage? {
        for _ in 0..<8 {
            if let message = recent(place), message.isFromMe { return message }
        }
        return nil
    }

    private mutating func status(_ place: Int) -> TrafficData {
        guard let message = recentOwn(place) else { return body(place, isFromMe: true) }
        let level: TrafficData.StatusLevel =
            switch chance.below(100) {
            case 0..<10: .server
            case 10..<55: .delivered
            case 55..<93: .read
            case 93..<98: .played
            default: .failed
            }
        let isOfMember = message.chat.isGroup && level != .server && level != .failed
        return .status(message, level, participant: isOfMember ? contact(place) : nil, at: now / 1_000_000)
    }

    private mutating func edit(_ place: Int) -> TrafficData {
        guard let message = recent(place) else { return body(place, isFromMe: false) }
        return .edit(message, editID: chance.next(), words: words(), at: now / 1_000_000)
    }

    private mutating func revoke(_ place: Int) -> TrafficData {
        guard let message = recent(place) else { return body(place, isFromMe: false) }
        return .revoke(message, at: now / 1_000_000)
    }

    private mutating func reaction(_ place: Int) -> TrafficData {
        guard let message = recent(place) else { return body(place, isFromMe: false) }
        let emoji = chance.permille(150) ? nil : Self.emojis[chance.below(Self.emojis.count)]
        let sender = chance.permille(300) ? sessions[place].address : contact(place)
        return .reaction(message, sender: sender, emoji: emoji, at: now / 1_000_000)
    }

    private mutating func pollVote(_ place: Int) -> TrafficData {
        guard let message = recent(place) else { return body(place, isFromMe: false) }
        return .pollVote(message, sender: contact(place))
    }
}
