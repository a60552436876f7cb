/// What a subject of the health topic is, told by the beginning of its name (contract §5).
enum HealthKind: String, Hashable, Sendable, CaseIterable {
    // What everything else hangs on comes first.
    case monitor, pipeline, consumer, session

    /// The kind of a subject; nil where it is none of ours.
    init?(subject: String) {
        guard let slash = subject.firstIndex(of: "/"), subject.index(after: slash) < subject.endIndex else {
            return nil
        }
        self.init(rawValue: String(subject[..<slash]))
    }

    /// Its place in the order.
    var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
