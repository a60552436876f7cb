import JSON
import Testing

@testable import Gateways

@Suite("Statuses have the contract's names")
struct MessageLevelTests {
    @Test("WhatsApp Web counts from −1, the protocol from 0")
    func numbers() {
        let levels: [MessageLevel] = [.failed, .pending, .server, .delivered, .read, .played]
        for (index, level) in levels.enumerated() {
            #expect(MessageLevel(ack: Int64(index) - 1) == level)
            #expect(MessageLevel(protocolStatus: .integer(index)) == level)
        }
        for ack in [nil, -2, 5, .min, .max] as [Int64?] { #expect(MessageLevel(ack: ack) == nil) }
        for status in [-1, 6, .number("9223372036854775807"), .number("-9223372036854775808"), .null] as [JSONValue] {
            #expect(MessageLevel(protocolStatus: status) == nil)
        }
    }

    @Test("Names are WAHA's and Evolution's own")
    func names() {
        let waha = ["ERROR", "PENDING", "SERVER", "DEVICE", "READ", "PLAYED"].map { MessageLevel(ackName: $0) }
        let evolution = ["ERROR", "PENDING", "SERVER_ACK", "DELIVERY_ACK", "READ", "PLAYED"].map {
            MessageLevel(protocolStatus: .string($0))
        }
        #expect(waha == [.failed, .pending, .server, .delivered, .read, .played])
        #expect(waha == evolution)
        #expect(MessageLevel(ackName: "UNKNOWN") == nil)
        #expect(MessageLevel(protocolStatus: "DELETED") == nil)
        #expect(MessageLevel(ackName: nil) == nil)
    }
}
