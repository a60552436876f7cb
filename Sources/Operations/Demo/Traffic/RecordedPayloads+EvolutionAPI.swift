extension RecordedPayloads {
    /// Evolution API's webhooks: its `date_time` is local time with a `Z` behind it, which the mapping knows.
    static let evolutionAPI = [
        Payload(
            text: #"""
                {"event": "instance.create", "instance": "loja-sul", "destination": "https://shop.example/hooks/whatsapp",
                 "date_time": "2026-11-23T07:00:01.000Z", "sender": "5511900000303@s.whatsapp.net",
                 "server_url": "http://evolution:8080", "apikey": "none", "timestamp": @ms+1, "data":
                 {"instanceName": "loja-sul", "instanceId": "628e74c4-f457-463e-a903-113e19b8e794"}}
                """#),
        Payload(
            text: #"""
                {"event": "connection.update", "instance": "loja-sul", "destination": "https://shop.example/hooks/whatsapp",
                 "date_time": "2026-11-23T07:00:01.000Z", "sender": "5511900000303@s.whatsapp.net",
                 "server_url": "http://evolution:8080", "apikey": "none", "timestamp": @ms+2, "data":
                 {"instance": "loja-sul", "state": "connecting", "statusReason": 200}}
                """#),
        Payload(
            text: #"""
                {"event": "qrcode.updated", "instance": "loja-sul", "destination": "https://shop.example/hooks/whatsapp",
                 "date_time": "2026-11-23T07:00:01.000Z", "sender": "5511900000303@s.whatsapp.net",
                 "server_url": "http://evolution:8080", "apikey": "none", "timestamp": @ms+3, "data":
                 {"qrcode": {"instance": "loja-sul", "pairingCode": null, "code": "2@Ab3dE5fG7hJ9kLmN",
                  "base64": "data:image/png;base64,iVBORw0KGgo"}}}
                """#),
        Payload(
            text: #"""
                {"event": "connection.update", "instance": "loja-sul", "destination": "https://shop.example/hooks/whatsapp",
                 "date_time": "2026-11-23T07:00:01.000Z", "sender": "5511900000303@s.whatsapp.net",
                 "server_url": "http://evolution:8080", "apikey": "none", "timestamp": @ms+5, "data":
                 {"instance": "loja-sul", "wuid": "5511900000303@s.whatsapp.net", "profileName": "Loja Sul",
                  "profilePictureUrl": null, "state": "open", "statusReason": 200}}
                """#),
        Payload(
            text: #"""
                {"event": "messages.upsert", "instance": "loja-sul", "destination": "https://shop.example/hooks/whatsapp",
                 "date_time": "2026-11-23T07:00:01.000Z", "sender": "5511900000303@s.whatsapp.net",
                 "server_url": "http://evolution:8080", "apikey": "none", "timestamp": @ms+7, "data":
                 {"key": {"remoteJid": "5511987650003@s.whatsapp.net", "fromMe": false, "id": "3A1F0C9D8E7B6A5F0003", "participant": "",
                  "addressingMode": "pn"}, "pushName": "João", "status": "DELIVERY_ACK", "message": {"conversation": "Quanto fica o frete?"},
                  "messageType": "conversation", "messageTimestamp": @s+7, "source": "android"}}
                """#),
        Payload(
            text: #"""
                {"event": "messages.upsert", "instance": "loja-sul", "destination": "https://shop.example/hooks/whatsapp",
                 "date_time": "2026-11-23T07:00:01.000Z", "sender": "5511900000303@s.whatsapp.net",
                 "server_url": "http://evolution:8080", "apikey": "none", "timestamp": @ms+9, "data":
                 {"key": {"remoteJid": "120363021234500003@g.us", "fromMe": false, "id": "3A1F0C9D8E7B6A5F0033",
                  "participant": "190318233007777@lid", "participantAlt": "5511987650003:4@s.whatsapp.net", "addressingMode": "lid"},
                  "pushName": "João", "status": "DELIVERY_ACK", "message": {"imageMessage": {"url": "https://mmg.whatsapp.net/o1/v/t62",
                  "mimetype": "image/jpeg", "caption": "esse aqui", "fileLength": {"low": 183204, "high": 0, "unsigned": true},
                  "height": 960, "width": 1280}}, "messageType": "imageMessage", "messageTimestamp": @s+9, "source": "ios"}}
                """#),
        Payload(
            text: #"""
                {"event": "send.message", "instance": "loja-sul", "destination": "https://shop.example/hooks/whatsapp",
                 "date_time": "2026-11-23T07:00:01.000Z", "sender": "5511900000303@s.whatsapp.net",
                 "server_url": "http://evolution:8080", "apikey": "none", "timestamp": @ms+10, "data":
                 {"key": {"remoteJid": "5511987650003@s.whatsapp.net", "fromMe": true, "id": "3EB0C767D71AB23F0003"}, "pushName": "Você",
                  "status": "PENDING", "message": {"conversation": "Para o centro é grátis."}, "messageType": "conversation",
                  "messageTimestamp": @s+10, "source": "web"}}
                """#),
        Payload(
            text: #"""
                {"event": "messages.update", "instance": "loja-sul", "destination": "https://shop.example/hooks/whatsapp",
                 "date_time": "2026-11-23T07:00:01.000Z", "sender": "5511900000303@s.whatsapp.net",
                 "server_url": "http://evolution:8080", "apikey": "none", "timestamp": @ms+12, "data":
                 {"keyId": "3EB0C767D71AB23F0003", "remoteJid": "5511987650003:90@s.whatsapp.net", "fromMe": true, "status": "READ"}}
                """#),
        Payload(
            text: #"""
                {"event": "contacts.upsert", "instance": "loja-sul", "destination": "https://shop.example/hooks/whatsapp",
                 "date_time": "2026-11-23T07:00:01.000Z", "sender": "5511900000303@s.whatsapp.net",
                 "server_url": "http://evolution:8080", "apikey": "none", "timestamp": @ms+13, "data":
                 [{"remoteJid": "5511987650003@s.whatsapp.net", "pushName": "João", "profilePicUrl": null}]}
                """#),
        Payload(
            text: #"""
                {"event": "chats.upsert", "instance": "loja-sul", "destination": "https://shop.example/hooks/whatsapp",
                 "date_time": "2026-11-23T07:00:01.000Z", "sender": "5511900000303@s.whatsapp.net",
                 "server_url": "http://evolution:8080", "apikey": "none", "timestamp": @ms+14, "data":
                 [{"remoteJid": "5511987650003@s.whatsapp.net", "name": "João (fretes)"}]}
                """#),
        Payload(
            text: #"""
                {"event": "messages.delete", "instance": "loja-sul", "destination": "https://shop.example/hooks/whatsapp",
                 "date_time": "2026-11-23T07:00:01.000Z", "sender": "5511900000303@s.whatsapp.net",
                 "server_url": "http://evolution:8080", "apikey": "none", "timestamp": @ms+16, "data":
                 {"remoteJid": "5511987650003@s.whatsapp.net", "fromMe": false, "id": "3A1F0C9D8E7B6A5F0003", "participant": "", "addressingMode": "pn"}}
                """#),
    ]
}
