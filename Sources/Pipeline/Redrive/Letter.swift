/// A dead letter that is to be carried into the tables after all.
package struct Letter: Hashable, Sendable {
    /// What names it: the key of `zapline.dead_letters`.
    package struct ID: Hashable, Sendable {
        /// The pipeline.
        package var pipeline: String
        /// The build of its tables.
        package var generation: Int32
        /// The topic.
        package var topic: String
        /// Where the record stands.
        package var place: LogPlace

        /// A key.
        package init(pipeline: String, generation: Int32, topic: String, place: LogPlace) {
            self.pipeline = pipeline
            self.generation = generation
            self.topic = topic
            self.place = place
        }
    }

    /// What names it.
    package let id: ID
    /// The state that it was read in, and must still be in when it is carried.
    package let state: String
    /// The record.
    package let record: StoredRecord
}

/// What became of a letter.
package enum RedriveOutcome: Hashable, Sendable {
    /// Its effect stands, with the letter's own state and the audit row, in one transaction (or would, where it was only tried).
    case applied
    /// It is refused still; nothing was changed.
    case refused(reason: String, detail: String)
    /// Somebody else was faster: it isn't in the state any more that it was read in.
    case gone
    /// Its bytes are not to be had, or those of the records that its fold needs.
    case missing(String)
}
