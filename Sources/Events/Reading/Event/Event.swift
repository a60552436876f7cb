package import Bytes

/// One event of the log, as views that live as long as the arena of the reader that made it.
package struct Event {
    /// The type, or nil for a `whatsapp.*` that this version doesn't know.
    package var type: EventType?
    /// The type as it was written.
    package var typeName: ByteView
    /// With `source` it names one occurrence.
    package var id: ByteView
    /// Who says so.
    package var source: ByteView
    /// The instance, or for health what the verdict is about.
    package var subject: ByteView
    /// When it happened, in microseconds since the Unix epoch: `time`, else the record's timestamp.
    package var time: Int64
    /// `sessionepoch`; 0 where there is none, and for an operator's event, whose own isn't read.
    package var sessionEpoch: Int32
    /// `sequence`; nil where there is none, and for an operator's event, whose own isn't read.
    package var sequence: UInt64?
    /// Whether an operator says so and not a gateway.
    package var isOperator: Bool
    /// What the type's `data` says.
    package var data: EventData
}

/// What a reader makes of a record.
package enum Reading {
    /// An event whose required fields are all there.
    case event(Event)
    /// Neither a value nor a type: nothing to apply.
    case tombstone
    /// Not an event of the contract.
    case poison(Poison)
}

/// What the archive keeps in columns of its own, each where it can be read: nothing is poison there.
package struct Summary {
    /// The instance's name.
    package var subject: ByteView?
    /// The type as it was written, known or not.
    package var typeName: ByteView?
    /// The event's id.
    package var id: ByteView?
    /// The message that it is about, the first of several.
    package var messageID: ByteView?

    /// Nothing that could be read.
    package static var nothing: Summary { Summary() }
}
