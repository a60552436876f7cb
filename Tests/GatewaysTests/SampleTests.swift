import Events
import FoundationEssentials
import Gateways
import JSON
import Testing

@Suite("Payloads collected from gateways' users and documentation are mapped", .enabled(if: Fixture.samples != nil))
struct SampleTests {
    /// What comes of each file with the instance named, and of Evolution's fragments with the event named too.
    private static let outcomes: [Gateway: [String: [String]]] = [
        .whatsappWebJS: [
            "group_update_description": ["group.updated"], "group_update_subject": ["group.updated"],
            "message_contact_from_me_api": ["message.sent"], "message_contact_incoming": ["message.received"],
            "message_group_from_me_api_remote_is_object": ["message.sent"],
            "message_group_incoming_participant": ["message.received"], "waapi_message_envelope": ["message.received"],
        ],
        .waha: [
            "call_received": ["call.received"], "engine_event": ["ignored"], "event_response": ["ignored"],
            "event_response_failed": ["ignored"], "group_v2_leave": ["group.participants"],
            "group_v2_participants": ["group.participants"], "label_chat_added": ["ignored"],
            "label_deleted": ["ignored"],
            "message_ack": ["message.status"], "message_ack_group_lid": ["message.status"],
            "message_any_newsletter_server_id_noweb": ["! missing-field payload.timestamp"],
            "message_edited": ["message.edited"], "message_fromMe": ["message.sent"],
            "message_group_emoji": ["! missing-field message id (payload.id)"],
            "message_media_2024_10": ["message.sent"],
            "message_media_image": ["message.sent"], "message_media_pdf_no_hasMedia": ["message.sent"],
            "message_revoked": ["message.revoked"], "message_revoked_before_after": ["message.revoked"],
            "message_status_broadcast": ["message.received"], "message_waiting": ["message.undecryptable"],
            "poll_vote": ["poll.vote"], "poll_vote_group": ["poll.vote"],
            "session_status_passkey_confirmation": ["session.passkey"],
            "session_status_passkey_confirmation_named": ["session.passkey"],
            "session_status_passkey_required_named": ["session.passkey"],
            "session_status_working": ["session.connected"],
            "session_status_working_no_data": ["session.connected"],
        ],
        .evolutionAPI: [
            "connection_update_close_440_issue765": ["session.replaced"],
            "connection_update_open_rabbitmq": ["session.connected"],
            "group_participants_update_add_lid": ["group.participants"],
            "messages_update_delivery_ack": ["message.status"],
            "messages_update_read_device_suffix": ["message.status"],
            "messages_upsert_230_group": ["! missing-field data.messageTimestamp"],
            "messages_upsert_230_group_mention": ["! missing-field data.key.id"],
            "messages_upsert_230_link_text": ["! missing-field data.key.id"],
            "messages_upsert_230_pn_senderLid": ["! missing-field data.messageTimestamp"],
            "messages_upsert_230_reaction": ["! missing-field data.key.id"],
            "messages_upsert_quoted_data_fragment": ["! missing-field data.key.id"],
            "messages_upsert_text_rabbitmq": ["message.received"],
        ],
    ]

    private func load(_ gateway: Gateway) throws -> [(name: String, payload: JSONValue)] {
        let folder = try #require(Fixture.samples).appending(path: gateway.rawValue)
        return try Fixture.names(in: folder).map { ($0, try Fixture.read(folder.appending(path: "\($0).json"))) }
    }

    @Test("Each sample gives what the table says, and nothing that the contract forbids", arguments: Gateway.allCases)
    func outcomes(gateway: Gateway) throws {
        let expected = try #require(Self.outcomes[gateway])
        let samples = try load(gateway)
        #expect(Set(samples.map(\.name)) == Set(expected.keys))
        for (name, payload) in samples {
            let event = name.hasPrefix("messages_upsert") ? "messages.upsert" : nil
            let mapping = gateway.map(payload, hints: MappingHints(instance: "loja", event: event))
            #expect(mapping.outline == expected[name], "\(name)")
            #expect(mapping.events.flatMap(ContractRules.violations).isEmpty, "\(name)")
        }
    }

    @Test("Without hints, a sample without an envelope says what it misses", arguments: Gateway.allCases)
    func unhinted(gateway: Gateway) throws {
        for (name, payload) in try load(gateway) {
            let named = payload["session"] ?? payload["instance"] ?? payload["instanceId"]
            let missing = gateway.map(payload).problems.contains { $0.code == .missingInstance }
            #expect(missing == (named == nil), "\(name)")
        }
    }

    @Test("Evolution's false UTC moves no message: sent at 21:13 UTC, though its `date_time` says 18:13")
    func falseUTC() throws {
        let sample = try #require(try load(.evolutionAPI).first { $0.name == "messages_upsert_text_rabbitmq" })
        let event = try #require(Gateway.evolutionAPI.map(sample.payload).events.first)
        #expect(event.data["timestamp"] == "2026-07-26T21:13:06Z")
        #expect(event.time == 1_785_100_386_000_000)
    }
}
