/// The consumer group that a consumer joins.
package struct GroupSettings: Hashable, Sendable {
    /// The group's name.
    package var id: String

    /// The group `id`.
    package init(id: String) { self.id = id }

    /// The property by which a user chooses how a group shares its partitions.
    static let strategyProperty = "partition.assignment.strategy"

    /// One strategy at a time: a list of both kinds would leave a group in which members disagree.
    static let strategies = ["cooperative-sticky", "range", "roundrobin"]

    /// Sets the group, and the strategy unless the user chose one.
    func apply(to configuration: borrowing Configuration, user: [String: String]) throws(KafkaError) {
        try configuration.set("group.id", id)
        let strategy = user[Self.strategyProperty] ?? Self.strategies[0]
        guard Self.strategies.contains(strategy) else {
            throw KafkaError(
                .invalidArgument,
                "\(Self.strategyProperty): \(strategy) is not one of \(Self.strategies.joined(separator: ", "))",
                property: Self.strategyProperty)
        }
        try configuration.set(Self.strategyProperty, strategy)
    }
}
