/// What the caller knows about a payload and the payload may not say.
package struct MappingHints: Sendable {
    /// The instance's name. It counts even where the payload names one: WAHA Core calls every session `default`.
    package var instance: String?
    /// The event's name, for payloads without an envelope. An envelope's own word counts more.
    package var event: String?
    /// The machine or process of the gateway, the last part of the events' `source`.
    package var node: String
    /// The epoch of the session, where the caller keeps one.
    package var sessionEpoch: Int32?
    /// What tells this delivery from another of the same bytes, such as a webhook's request id. Nil: equal payloads are
    /// one event.
    package var occurrence: String?

    /// Hints for payloads of one node.
    package init(
        instance: String? = nil, event: String? = nil, node: String = "local", sessionEpoch: Int32? = nil,
        occurrence: String? = nil
    ) {
        self.instance = instance
        self.event = event
        self.node = node
        self.sessionEpoch = sessionEpoch
        self.occurrence = occurrence
    }
}
