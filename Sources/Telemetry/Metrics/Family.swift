internal import Synchronization

/// A metric with its children, one for each set of label values.
///
/// Children are bounded: label values come from outside (topics, instances), and a scrape must stay small. Finding a
/// child takes a lock; callers keep what they found, and from then on there is none.
package final class Family<Child: Instrument>: Sendable {
    private struct State {
        var children: [[String]: Child] = [:]
        var overflow: Child?
    }

    /// What the labels of the child that takes all others are set to.
    package static var other: String { "other" }

    let description: MetricDescription
    private let limit: Int
    private let make: @Sendable () -> Child
    private let state = Mutex(State())

    init(_ description: MetricDescription, limit: Int, make: @escaping @Sendable () -> Child) {
        self.description = description
        self.limit = limit
        self.make = make
    }

    /// The child of these label values, in the order of the label names; made where it isn't there.
    ///
    /// Beyond the limit it is one child for all, labelled `other`. Values that are missing are empty, values too many
    /// are left out: a wrong call must not cost a process.
    package func child(_ values: String...) -> Child { child(values: values) }

    /// The same, for values in an array.
    package func child(values: [String]) -> Child {
        let fitting = fitted(values)
        return state.withLock { state in
            if let child = state.children[fitting] { return child }
            if state.children.count >= limit {
                let overflow = state.overflow ?? make()
                state.overflow = overflow
                return overflow
            }
            let child = make()
            state.children[fitting] = child
            return child
        }
    }

    /// Forgets a child, so that what is gone (a partition that moved on) isn't reported for ever.
    package func remove(_ values: String...) { remove(values: values) }

    /// Forgets every child: nothing is known any more of what they told.
    package func removeAll() {
        state.withLock { state in
            state.children = [:]
            state.overflow = nil
        }
    }

    /// Forgets every child but those of these label values, which need not be there yet.
    package func keep(_ present: Set<[String]>) {
        let present = Set(present.map(fitted))
        state.withLock { state in
            state.children = state.children.filter { present.contains($0.key) }
            // With room for all of them nobody is counted as `other` any more.
            if present.count <= limit { state.overflow = nil }
        }
    }

    /// The same as `remove`, for values in an array.
    package func remove(values: [String]) {
        let fitting = fitted(values)
        state.withLock { _ = $0.children.removeValue(forKey: fitting) }
    }

    private func fitted(_ values: [String]) -> [String] {
        (0..<description.labels.count).map { $0 < values.count ? values[$0] : "" }
    }

    /// The children in the order of their values, `other` last.
    fileprivate var sorted: [(values: [String], child: Child)] {
        state.withLock { state in
            var result = state.children.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
                (values: $0.key, child: $0.value)
            }
            if let overflow = state.overflow {
                result.append((description.labels.map { _ in Self.other }, overflow))
            }
            return result
        }
    }
}

/// A family of whatever kind, as the registry renders it.
protocol Renderable: AnyObject, Sendable {
    var description: MetricDescription { get }
    func write(into text: inout Exposition)
}

extension Family: Renderable {
    func write(into text: inout Exposition) {
        for (values, child) in sorted {
            (child as? any WritableInstrument)?.write(into: &text, description, values)
        }
    }
}
