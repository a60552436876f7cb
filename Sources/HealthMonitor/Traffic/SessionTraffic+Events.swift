import Bytes
import Events

/// What traffic takes from an event; no string, no allocation.
extension SessionTraffic {
    /// Takes an event that says something of this session; `time` is its time, but never later than `now`.
    mutating func take(_ event: Event, from source: SourceTopic, at time: Moment, now: Moment) {
        rate.add(time)
        if let number = event.sequence { count(number, event.sessionEpoch, source, time, now) }
        guard source == .messages, let type = event.type else { return }
        switch event.data {
        case .body(let body) where body.isHistory(at: event.time): break
        case .body(let body) where body.fromMe:
            sent(MessageMark(body.messageID), at: time, status: body.status, isNews: body.isNews(at: event.time))
        case .body: received(at: time)
        case .status(let data) where type == .messageStatus && data.fromMe: take(data, at: time)
        default: break
        }
    }

    private mutating func take(_ data: StatusData, at time: Moment) {
        let code = data.status == .failed ? FailureCode(data.errorCode) : .none
        // Of a member's statuses only these do anything (contract §3).
        guard data.participant == nil || data.status >= .delivered else { return }
        status(data.status, of: MessageMark(data.messageIDs.first), at: time, code: code)
        for id in data.messageIDs.rest { status(data.status, of: MessageMark(id), at: time, code: code) }
    }

    mutating func count(_ number: UInt64, _ epoch: Int32, _ source: SourceTopic, _ time: Moment, _ now: Moment) {
        switch source {
        case .lifecycle: lifecycle.take(number, epoch: epoch, at: time, now: now)
        case .heartbeats: heartbeats.take(number, epoch: epoch, at: time, now: now)
        case .messages: messages.take(number, epoch: epoch, at: time, now: now)
        }
    }
}
