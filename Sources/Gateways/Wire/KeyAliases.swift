import JSON

/// The two names of a person in a message's key: newer Baileys puts the other one beside the first (`remoteJidAlt`,
/// `participantAlt`), older ones name them by kind (`senderLid`, `senderPn`, `participantLid`, `participantPn`).
enum KeyAliases {
    /// The pair of whoever the message is from in a group, of the chat elsewhere.
    static func of(_ key: JSONValue) -> Aliases? {
        let chat = Address(key["remoteJid"])
        let participant = Address(key["participant"])
        let member =
            Aliases(participant, Address(key["participantAlt"]))
            ?? Aliases(participant ?? Address(key["participantLid"]), phone(key["participantPn"]))
            ?? Aliases(participant ?? phone(key["participantPn"]), Address(key["participantLid"]))
        let peer =
            Aliases(chat, Address(key["remoteJidAlt"])) ?? Aliases(chat, Address(key["senderLid"]))
            ?? Aliases(chat, phone(key["senderPn"]))
        let sender = Aliases(Address(key["senderLid"]), phone(key["senderPn"]))
        return chat?.hasMembers == true ? member ?? sender : peer ?? sender
    }

    /// A phone's address, or its bare digits, as one gateway writes them.
    static func phone(_ value: JSONValue?) -> Address? {
        Address(value)
            ?? value?.word.flatMap { Address("\($0)@s.whatsapp.net") }.flatMap { $0.digits == nil ? nil : $0 }
    }
}
