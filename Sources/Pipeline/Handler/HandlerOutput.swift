package import Postgres

/// What a handler gives for one attempt: statements, rejects and counts.
package struct HandlerOutput: ~Copyable {
    /// A record that no row can be made of.
    package struct Reject: Hashable, Sendable {
        /// Its place in the batch.
        package let index: Int
        /// The reason as `dead_letters` has it: `invalid-json` and the like.
        package let reason: String
        /// What exactly, naming the field; never a value.
        package let detail: String

        /// A reject.
        package init(index: Int, reason: String, detail: String) {
            self.index = index
            self.reason = reason
            self.detail = detail
        }
    }

    /// The statements, with the data of their COPYs.
    package var script: Script
    /// The records that go to `dead_letters`.
    package private(set) var rejects: [Reject] = []
    /// What was counted on the way; booked once the attempt is committed.
    package var tally = Tally()

    /// Output that adds to `script`.
    package init(script: consuming Script = Script()) { self.script = script }

    /// Sends the record at `index` to `dead_letters`.
    package mutating func reject(_ index: Int, reason: String, detail: String) {
        rejects.append(Reject(index: index, reason: reason, detail: detail))
    }

    /// The script alone.
    consuming func takeScript() -> Script { script }
}

/// Records that were seen and not applied, and fields that counted as absent.
package struct Tally: Hashable, Sendable {
    /// Records with neither value nor type.
    package var tombstones = 0
    /// Events of a `whatsapp.*` type that this build doesn't know.
    package var unknownTypes = 0
    /// Events of a known type on a topic where it doesn't belong.
    package var wrongTopic = 0
    /// Optional fields of a wrong type or out of range.
    package var invalidFields = 0

    /// Nothing counted.
    package init() {}
}
