extension RecordedPayloads {
    /// WAHA: its Core calls every session `default`, so the instance's name comes with the way that they came by.
    static let waha = [
        Payload(
            text: #"""
                {"id": "evt_01jddemo000000000000000001", "timestamp": @ms+1, "event": "session.status", "session": "default",
                 "me": {"id": "5511900000202@c.us", "pushName": "Loja Norte", "lid": "111222333555@lid"}, "engine": "NOWEB",
                 "environment": {"version": "2026.8.1", "engine": "NOWEB", "tier": "CORE"}, "payload":
                 {"name": "default", "status": "STARTING", "statuses": [{"status": "STARTING", "timestamp": @ms+1}]}}
                """#),
        Payload(
            text: #"""
                {"id": "evt_01jddemo000000000000000002", "timestamp": @ms+2, "event": "session.status", "session": "default",
                 "me": {"id": "5511900000202@c.us", "pushName": "Loja Norte", "lid": "111222333555@lid"}, "engine": "NOWEB",
                 "environment": {"version": "2026.8.1", "engine": "NOWEB", "tier": "CORE"}, "payload":
                 {"name": "default", "status": "SCAN_QR_CODE", "statuses": [{"status": "SCAN_QR_CODE", "timestamp": @ms+2}]}}
                """#),
        Payload(
            text: #"""
                {"id": "evt_01jddemo000000000000000003", "timestamp": @ms+4, "event": "session.status", "session": "default",
                 "me": {"id": "5511900000202@c.us", "pushName": "Loja Norte", "lid": "111222333555@lid"}, "engine": "NOWEB",
                 "environment": {"version": "2026.8.1", "engine": "NOWEB", "tier": "CORE"}, "payload":
                 {"name": "default", "status": "WORKING", "statuses": [{"status": "WORKING", "timestamp": @ms+4}]}}
                """#),
        Payload(
            text: #"""
                {"id": "evt_01jddemo000000000000000004", "timestamp": @ms+6, "event": "message", "session": "default",
                 "me": {"id": "5511900000202@c.us", "pushName": "Loja Norte", "lid": "111222333555@lid"}, "engine": "NOWEB",
                 "environment": {"version": "2026.8.1", "engine": "NOWEB", "tier": "CORE"}, "payload":
                 {"id": "false_5511987650002@c.us_3A1F0C9D8E7B6A5F0002", "timestamp": @s+6, "from": "5511987650002@c.us", "fromMe": false, "source": "app",
                  "to": "5511900000202@c.us", "participant": null, "body": "Oi, o pedido já saiu?", "hasMedia": false, "media": null, "ack": 1,
                  "ackName": "SERVER", "vCards": [], "replyTo": null, "_data": {"pushName": "Marina",
                  "key": {"remoteJid": "5511987650002@s.whatsapp.net", "remoteJidAlt": "190318233005555@lid", "fromMe": false, "id": "3A1F0C9D8E7B6A5F0002"},
                  "message": {"conversation": "Oi, o pedido já saiu?"}}}}
                """#),
        Payload(
            text: #"""
                {"id": "evt_01jddemo000000000000000005", "timestamp": @ms+8, "event": "message.any", "session": "default",
                 "me": {"id": "5511900000202@c.us", "pushName": "Loja Norte", "lid": "111222333555@lid"}, "engine": "NOWEB",
                 "environment": {"version": "2026.8.1", "engine": "NOWEB", "tier": "CORE"}, "payload":
                 {"id": "true_5511987650002@c.us_3EB0C767D71AB23F0002", "timestamp": @s+8, "from": "5511900000202@c.us", "fromMe": true, "source": "api",
                  "to": "5511987650002@c.us", "participant": null, "body": "Saiu agora mesmo.", "hasMedia": false, "media": null, "ack": 1,
                  "ackName": "SERVER", "vCards": [], "replyTo": {"id": "false_5511987650002@c.us_3A1F0C9D8E7B6A5F0002", "participant": "5511987650002@c.us",
                  "body": "Oi, o pedido já saiu?"}}}
                """#),
        Payload(
            text: #"""
                {"id": "evt_01jddemo000000000000000006", "timestamp": @ms+9, "event": "message.ack", "session": "default",
                 "me": {"id": "5511900000202@c.us", "pushName": "Loja Norte", "lid": "111222333555@lid"}, "engine": "NOWEB",
                 "environment": {"version": "2026.8.1", "engine": "NOWEB", "tier": "CORE"}, "payload":
                 {"id": "true_5511987650002@c.us_3EB0C767D71AB23F0002", "from": "5511987650002@c.us", "participant": null, "fromMe": true, "ack": 2,
                  "ackName": "DEVICE"}}
                """#),
        Payload(
            text: #"""
                {"id": "evt_01jddemo000000000000000007", "timestamp": @ms+12, "event": "message.ack", "session": "default",
                 "me": {"id": "5511900000202@c.us", "pushName": "Loja Norte", "lid": "111222333555@lid"}, "engine": "NOWEB",
                 "environment": {"version": "2026.8.1", "engine": "NOWEB", "tier": "CORE"}, "payload":
                 {"id": "true_5511987650002@c.us_3EB0C767D71AB23F0002", "from": "5511987650002@c.us", "participant": null, "fromMe": true, "ack": 3,
                  "ackName": "READ"}}
                """#),
        Payload(
            text: #"""
                {"id": "evt_01jddemo000000000000000008", "timestamp": @ms+13, "event": "message.reaction", "session": "default",
                 "me": {"id": "5511900000202@c.us", "pushName": "Loja Norte", "lid": "111222333555@lid"}, "engine": "NOWEB",
                 "environment": {"version": "2026.8.1", "engine": "NOWEB", "tier": "CORE"}, "payload":
                 {"id": "false_5511987650002@c.us_3A0000000000000REAC2", "from": "5511987650002@c.us", "fromMe": false, "participant": null,
                  "to": "5511900000202@c.us", "timestamp": @s+13, "reaction": {"text": "🙏", "messageId": "true_5511987650002@c.us_3EB0C767D71AB23F0002"}}}
                """#),
        Payload(
            text: #"""
                {"id": "evt_01jddemo000000000000000009", "timestamp": @ms+15, "event": "message.revoked", "session": "default",
                 "me": {"id": "5511900000202@c.us", "pushName": "Loja Norte", "lid": "111222333555@lid"}, "engine": "NOWEB",
                 "environment": {"version": "2026.8.1", "engine": "NOWEB", "tier": "CORE"}, "payload":
                 {"after": {"id": "false_5511987650002@c.us_3A0000000000000REV02", "from": "5511987650002@c.us", "fromMe": false,
                  "timestamp": @s+15}, "revokedMessageId": "3A1F0C9D8E7B6A5F0002", "before": null}}
                """#),
    ]
}
