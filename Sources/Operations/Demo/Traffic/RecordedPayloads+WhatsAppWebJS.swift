extension RecordedPayloads {
    /// whatsapp-web.js: bare callbacks, and the envelope of wwebjs-api around some of them.
    static let whatsappWebJS = [
        Payload(
            event: "qr",
            text: #"""
                "2@Jx7PpD0wq1v,mVtYw0f3aQ==,kR9uJb2sLw==,demo"
                """#),
        Payload(
            text: #"""
                {"dataType": "authenticated", "sessionId": "loja-centro", "data": {}}
                """#),
        Payload(
            event: "ready",
            text: #"""
                {"pushname": "Loja Centro", "wid": {"server": "c.us", "user": "5511900000101",
                 "_serialized": "5511900000101@c.us"},
                 "platform": "android"}
                """#),
        Payload(
            text: #"""
                {"dataType": "message", "sessionId": "loja-centro", "data": {"message":
                {"id": {"fromMe": false, "remote": "5511987650001@c.us", "id": "3A1F0C9D8E7B6A5F0001",
                 "_serialized": "false_5511987650001@c.us_3A1F0C9D8E7B6A5F0001"},
                 "ack": 0, "hasMedia": false, "body": "Bom dia! Vocês abrem no feriado?", "type": "chat",
                 "timestamp": @s+3, "from": "5511987650001@c.us", "to": "5511900000101@c.us",
                 "deviceType": "android", "isForwarded": false, "isStatus": false, "broadcast": false, "fromMe": false,
                 "hasQuotedMsg": false, "vCards": [], "mentionedIds": [], "links": []}}}
                """#),
        Payload(
            event: "message_create",
            text: #"""
                {"id": {"fromMe": true, "remote": "5511987650001@c.us", "id": "3EB0C767D71AB23F0001",
                 "_serialized": "true_5511987650001@c.us_3EB0C767D71AB23F0001"},
                 "ack": 1, "hasMedia": false, "body": "Bom dia! Abrimos das 9h às 13h 😊", "type": "chat",
                 "timestamp": @s+5, "from": "5511900000101@c.us", "to": "5511987650001@c.us",
                 "deviceType": "android", "isForwarded": false, "isStatus": false, "broadcast": false, "fromMe": true,
                 "hasQuotedMsg": false, "vCards": [], "mentionedIds": [], "links": []}
                """#),
        Payload(
            text: #"""
                {"dataType": "message_ack", "sessionId": "loja-centro", "data": {"ack": 3, "message":
                {"id": {"fromMe": true, "remote": "5511987650001@c.us", "id": "3EB0C767D71AB23F0001",
                 "_serialized": "true_5511987650001@c.us_3EB0C767D71AB23F0001"},
                 "ack": 1, "hasMedia": false, "body": "Bom dia! Abrimos das 9h às 13h 😊", "type": "chat",
                 "timestamp": @s+5, "from": "5511900000101@c.us", "to": "5511987650001@c.us",
                 "deviceType": "android", "isForwarded": false, "isStatus": false, "broadcast": false, "fromMe": true,
                 "hasQuotedMsg": false, "vCards": [], "mentionedIds": [], "links": []}}}
                """#),
        Payload(
            event: "message_reaction",
            text: #"""
                {"id": {"fromMe": false, "remote": "5511987650001@c.us", "id": "3A0000000000000REAC1",
                  "_serialized": "false_5511987650001@c.us_3A0000000000000REAC1"},
                 "orphan": 0, "timestamp": @s+8, "reaction": "❤️", "read": false,
                 "msgId": {"fromMe": true, "remote": "5511987650001@c.us", "id": "3EB0C767D71AB23F0001",
                 "_serialized": "true_5511987650001@c.us_3EB0C767D71AB23F0001"},
                 "senderId": "5511987650001@c.us", "ack": 1}
                """#),
        Payload(
            text: #"""
                {"dataType": "message_edit", "sessionId": "loja-centro", "data": {"newBody": "Bom dia! Vocês abrem na sexta?",
                 "prevBody": "Bom dia! Vocês abrem no feriado?", "message":
                {"id": {"fromMe": false, "remote": "5511987650001@c.us", "id": "3A1F0C9D8E7B6A5F0001",
                 "_serialized": "false_5511987650001@c.us_3A1F0C9D8E7B6A5F0001"},
                 "ack": 0, "hasMedia": false, "body": "Bom dia! Vocês abrem na sexta?", "type": "chat",
                 "timestamp": @s+3, "from": "5511987650001@c.us", "to": "5511900000101@c.us",
                 "deviceType": "android", "isForwarded": false, "isStatus": false, "broadcast": false, "fromMe": false,
                 "hasQuotedMsg": false, "vCards": [], "mentionedIds": [], "links": []}}}
                """#),
        Payload(
            event: "disconnected",
            text: #"""
                "NAVIGATION"
                """#),
    ]
}
