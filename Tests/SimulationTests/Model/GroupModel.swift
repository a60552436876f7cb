@testable import Kafka

/// The group's coordinator: who should have what, and what each member has to answer before somebody else gets it.
final class GroupModel {
    /// What the coordinator knows of a member.
    private struct Entry {
        let member: Int
        let client: ClientModel
        /// What it was told and has not answered yet.
        var asked: ClientModel.Event?
        /// Since when it gives no sign of life, or nil.
        var silentSince: Int?
        /// It was thrown out and doesn't know it yet.
        var isEvicted = false
        /// It was thrown out, knows it, and answers before it joins again.
        var isLeavingLost = false
    }

    static let sessionTimeout = 10_000

    let isCooperative: Bool
    /// Who has each partition, as the coordinator believes.
    private(set) var owners: [Int?]
    private var desired: [Int?]
    private var entries: [Entry] = []
    private var needsAssignment = false
    /// Eager: everybody gives all back before anybody is given anything.
    private var isRevoking = false

    init(partitions: Int, isCooperative: Bool) {
        owners = [Int?](repeating: nil, count: partitions)
        desired = owners
        self.isCooperative = isCooperative
    }

    /// Whether everybody has what he should have, and has answered.
    var isSettled: Bool {
        !needsAssignment && !isRevoking && owners == desired && !owners.contains(nil)
            && entries.allSatisfy { $0.asked == nil && !$0.isEvicted && !$0.isLeavingLost }
    }

    /// When somebody is thrown out next.
    var nextDeadline: Int? {
        entries.compactMap { $0.isEvicted ? nil : $0.silentSince.map { $0 + Self.sessionTimeout } }.min()
    }

    func join(_ member: Int, _ client: ClientModel) {
        entries.append(Entry(member: member, client: client))
        needsAssignment = true
    }

    /// The member says good-bye, having given everything back.
    func leave(_ member: Int) {
        guard let index = entries.firstIndex(where: { $0.member == member }) else { return }
        evict(index)
        entries.remove(at: index)
    }

    /// The group assigns anew, as when topics' metadata change.
    func shuffle() { needsAssignment = true }

    /// Goes round once: takes notice of who answers, throws out who doesn't, and asks the next thing; whether it did something.
    func step(now: Int, dice: inout Dice, isReachable: (Int) -> Bool) -> Bool {
        var acted = false
        for index in entries.indices {
            if isReachable(entries[index].member) {
                entries[index].silentSince = nil
                acted = hear(index) || acted
            } else if let since = entries[index].silentSince {
                if now - since >= Self.sessionTimeout, !entries[index].isEvicted {
                    evict(index)
                    acted = true
                }
            } else {
                entries[index].silentSince = now
                acted = true
            }
        }
        if needsAssignment, !isRevoking, entries.allSatisfy({ $0.asked == nil }) {
            assign(&dice)
            acted = true
        }
        return ask(isReachable) || acted
    }

    /// Whether the coordinator still counts with it.
    func knows(_ member: Int) -> Bool { entries.contains { $0.member == member } }

    /// The dead who never come back are forgotten once they were thrown out.
    func forget(_ member: Int) { entries.removeAll { $0.member == member && $0.isEvicted } }

    // MARK: - Members

    private func evict(_ index: Int) {
        let member = entries[index].member
        for partition in owners.indices where owners[partition] == member { owners[partition] = nil }
        entries[index].isEvicted = true
        entries[index].asked = nil
        needsAssignment = true
    }

    private func hear(_ index: Int) -> Bool {
        let client = entries[index].client
        guard client.events.isEmpty, !client.book.isRebalancing else { return false }
        let member = entries[index].member
        if entries[index].isEvicted {
            entries[index].isEvicted = false
            // Who had nothing hears of nothing.
            entries[index].isLeavingLost = !client.granted.isEmpty
            needsAssignment = true
            guard !client.granted.isEmpty else { return true }
            client.deliver(.taken(client.granted.sorted(), lost: true))
            return true
        }
        if entries[index].isLeavingLost {
            entries[index].isLeavingLost = false
            needsAssignment = true
            return true
        }
        guard let asked = entries[index].asked else { return false }
        entries[index].asked = nil
        if case .taken(let partitions, _) = asked {
            for partition in partitions where owners[partition] == member { owners[partition] = nil }
        }
        return true
    }

    // MARK: - Rebalances

    private func assign(_ dice: inout Dice) {
        needsAssignment = false
        let members = entries.filter { !$0.isEvicted && !$0.isLeavingLost }.map(\.member)
        let offset = dice.below(max(1, members.count))
        for partition in desired.indices {
            desired[partition] = members.isEmpty ? nil : members[(partition + offset) % members.count]
        }
        isRevoking = !isCooperative
    }

    private func ask(_ isReachable: (Int) -> Bool) -> Bool {
        var acted = false
        for index in entries.indices {
            let entry = entries[index]
            guard entry.asked == nil, !entry.isEvicted, !entry.isLeavingLost, isReachable(entry.member) else {
                continue
            }
            let mine = owners.indices.filter { owners[$0] == entry.member }
            let leaving = isRevoking ? mine : mine.filter { desired[$0] != entry.member }
            if !leaving.isEmpty {
                tell(index, .taken(leaving, lost: false))
                acted = true
            } else if !isRevoking {
                acted = give(index) || acted
            }
        }
        if isRevoking, owners.allSatisfy({ $0 == nil }) {
            isRevoking = false
            acted = true
        }
        return acted
    }

    private func give(_ index: Int) -> Bool {
        let member = entries[index].member
        let coming = owners.indices.filter { owners[$0] == nil && desired[$0] == member }
        guard !coming.isEmpty else { return false }
        for partition in coming { owners[partition] = member }
        tell(index, .given(coming))
        return true
    }

    private func tell(_ index: Int, _ event: ClientModel.Event) {
        entries[index].asked = event
        entries[index].client.deliver(event)
    }
}
