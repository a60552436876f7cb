import Bytes
import Events

@testable import HealthMonitor

/// 2026-11-23T10:00:00Z, at which most of these stories begin.
let start: Moment = 1_795_428_000_000_000

let second: Int64 = 1_000_000
let minute: Int64 = 60_000_000

/// A lifecycle event so many seconds into the story.
func sign(
    _ type: EventType, _ seconds: Int64 = 0, epoch: Int32 = 0, sequence: UInt64? = nil, isOperator: Bool = false,
    reason: StaticString? = nil, facts: LifecycleFacts = LifecycleFacts(), id: StaticString = "e1"
) -> LifecycleSign {
    LifecycleSign(
        type, time: start + seconds * second, epoch: epoch, sequence: sequence, isOperator: isOperator,
        reason: reason.map { ByteView($0) }, facts: facts, source: ByteView("/gateways/whatsapp-web.js/node-1"),
        id: ByteView(id))
}

extension SessionHealth {
    /// A session that went through these events, seen long after.
    init(after signs: [LifecycleSign]) {
        self.init()
        for sign in signs { _ = apply(sign, now: start + 1_000 * minute) }
    }

    /// The code of the first reason, judged at so many seconds into the story.
    mutating func code(at seconds: Int64?) -> String? {
        _ = settle(at: seconds.map { start + $0 * second }, SessionRules())
        return judgement.reasons.first?.code.rawValue
    }
}
