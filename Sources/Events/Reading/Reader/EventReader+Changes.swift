import Bytes

extension EventReader {
    private static let editFields: FieldSet = [.messageId, .editId, .text, .sender, .fromMe, .timestamp]
    private static let revokeFields: FieldSet = [.messageId, .by, .fromMe, .timestamp]
    private static let reactionFields: FieldSet = [.messageId, .sender, .emoji, .fromMe, .timestamp]

    /// The data of `message.edited`.
    func edit(_ data: Token?, time eventTime: Int64) throws(Poison) -> EditData {
        let data = try members(of: data, wanted: Self.editFields)
        return EditData(
            messageID: try required(.messageId, text(.messageId, .address, in: data)),
            editID: try required(.editId, text(.editId, .address, in: data)),
            text: try required(.text, text(.text, .any, in: data)),
            sender: optional(try text(.sender, .address, in: data)),
            fromMe: optional(flag(.fromMe, in: data)) ?? false,
            timestamp: optional(try time(.timestamp, in: data)) ?? eventTime)
    }

    /// The data of `message.revoked`.
    func revoke(_ data: Token?, time eventTime: Int64) throws(Poison) -> RevokeData {
        let data = try members(of: data, wanted: Self.revokeFields)
        return RevokeData(
            messageID: try required(.messageId, text(.messageId, .address, in: data)),
            by: optional(try text(.by, .address, in: data)),
            fromMe: optional(flag(.fromMe, in: data)) ?? false,
            timestamp: optional(try time(.timestamp, in: data)) ?? eventTime)
    }

    /// The data of `message.reaction`.
    func reaction(_ data: Token?, time eventTime: Int64) throws(Poison) -> ReactionData {
        let data = try members(of: data, wanted: Self.reactionFields)
        return ReactionData(
            messageID: try required(.messageId, text(.messageId, .address, in: data)),
            sender: try required(.sender, text(.sender, .address, in: data)),
            emoji: try required(.emoji, text(.emoji, .any, in: data)),
            fromMe: optional(flag(.fromMe, in: data)) ?? false,
            timestamp: optional(try time(.timestamp, in: data)) ?? eventTime)
    }
}
