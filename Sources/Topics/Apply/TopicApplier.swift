/// Carries a plan out, a topic at a time, and waits until the cluster shows each change.
///
/// The wait is not politeness: a describe straight after AlterConfigs still shows the old values, so a second `apply` or a
/// `check` in the same script would see drift that isn't there. A failure ends its topic's steps, not the others'.
package struct TopicApplier<Time: Clock>: Sendable where Time.Duration == Duration {
    let admin: any TopicAdmin
    let clock: Time
    /// How long a change may take to show.
    let patience: Duration
    /// The pause between two looks.
    let pause: Duration

    /// An applier that talks through `admin` and waits by `clock`.
    package init(
        _ admin: any TopicAdmin, clock: Time, patience: Duration = .seconds(30), pause: Duration = .milliseconds(200)
    ) {
        self.admin = admin
        self.clock = clock
        self.patience = patience
        self.pause = pause
    }

    /// The same results, each change of them done or failed.
    package func apply(_ plan: TopicPlan) async -> TopicPlan {
        var plan = plan
        for topic in plan.topicsToChange {
            let indices = plan.results.indices.filter {
                plan.results[$0].topic == topic && plan.results[$0].pending != nil
            }
            let changes = indices.compactMap { plan.results[$0].pending }
            let failures = await apply(changes, to: topic)
            for (index, change) in zip(indices, changes) {
                plan.results[index].outcome = failures[change].map { .failed(change, reason: $0) } ?? .done(change)
            }
        }
        return plan
    }

    /// The changes that failed, and why.
    private func apply(_ changes: [TopicChange], to topic: String) async -> [TopicChange: String] {
        var failures: [TopicChange: String] = [:]
        for change in changes where !change.isOfSettings {
            failures[change] = await reason { try await step(change, topic) }
        }
        let settings = changes.filter(\.isOfSettings)
        guard !settings.isEmpty else { return failures }
        guard failures.isEmpty else {
            for change in settings { failures[change] = "not tried, since an earlier step failed" }
            return failures
        }
        let failure = await reason { try await change(settings, of: topic) }
        for change in settings { failures[change] = failure }
        return failures
    }

    private func step(_ change: TopicChange, _ topic: String) async throws {
        switch change {
        case .create(let new):
            try await admin.create(new)
            try await wait("the topic") { try await isShown(new) }
        case .grow(_, let partitions):
            try await admin.grow(topic, to: partitions)
            try await wait("the partitions") { try await admin.cluster().topics[topic]?.replicas.count == partitions }
        case .delete:
            try await admin.delete(topic)
            try await wait("that the topic is gone") { try await admin.cluster().topics[topic] == nil }
        case .set, .unset: break
        }
    }

    /// With its settings, which another broker may learn of later.
    private func isShown(_ topic: NewTopic) async throws -> Bool {
        guard try await admin.cluster().topics[topic.name]?.replicas.count == topic.partitions else { return false }
        let settings = try await admin.settings(of: [topic.name])[topic.name] ?? [:]
        return SettingsMerge(of: topic).isShown(in: settings)
    }

    /// What `body` failed with, in words.
    private func reason(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch is CancellationError {
            return "stopped before the cluster showed it: `plan` tells what stands"
        } catch {
            return "\(error)"
        }
    }
}

extension TopicApplier where Time == ContinuousClock {
    /// An applier that waits by the real clock.
    package init(_ admin: any TopicAdmin) { self.init(admin, clock: ContinuousClock()) }
}

// MARK: - Settings

extension TopicApplier {
    /// Read, merge, send all, wait until it shows.
    private func change(_ changes: [TopicChange], of topic: String) async throws {
        let standing = try await admin.settings(of: [topic])[topic] ?? [:]
        let merged = try SettingsMerge(standing, changes: changes)
        try await admin.replaceSettings(of: topic, with: merged.settings)
        try await wait("the settings") {
            merged.isShown(in: try await admin.settings(of: [topic])[topic] ?? [:])
        }
    }

    /// Looks until `isShown`, which may fail now and then on the way.
    private func wait(_ what: String, until isShown: () async throws -> Bool) async throws {
        let deadline = clock.now.advanced(by: patience)
        var last: (any Error)?
        while true {
            try Task.checkCancellation()
            do {
                if try await isShown() { return }
                last = nil
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                last = error
            }
            guard clock.now < deadline else { break }
            try await clock.sleep(until: clock.now.advanced(by: pause), tolerance: nil)
        }
        let reason = last.map { "looking failed: \($0)" } ?? "the cluster doesn't show \(what)"
        throw TopicApplyError(code: .notShown, message: "accepted, but \(reason) after \(patience)")
    }
}

extension TopicPlan {
    /// The topics with something to do, in the plan's order.
    fileprivate var topicsToChange: [String] {
        var seen: Set<String> = []
        return results.filter { $0.pending != nil }.map(\.topic).filter { seen.insert($0).inserted }
    }
}

extension TopicChange {
    fileprivate var isOfSettings: Bool {
        switch self {
        case .set, .unset: true
        case .create, .grow, .delete: false
        }
    }
}
