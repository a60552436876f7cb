package import Events

/// What became of one payload. A list may give events for some of its elements and problems for others.
package struct Mapping: Hashable, Sendable {
    /// The events, in the order in which they should be published.
    package var events: [CloudEvent] = []
    /// Why parts of the payload, or all of it, couldn't be mapped.
    package var problems: [MappingProblem] = []
    /// Why the payload, or a part of it, is known and carries nothing for us: presence, labels, our own read marks.
    package var ignored: String?
}
