internal import JSON
internal import Pipeline
internal import Postgres
internal import Service

/// Puts a build in live's place, with what an operator is asked and told.
struct Promoting: Sendable {
    let act: OperatorAct
    /// Whether it was agreed to before it was known what would change.
    let isAgreed: Bool
    let surroundings: Surroundings

    /// Promotes with the only job on the pipeline.
    ///
    /// - returns: what was done or would be; a refusal is a report as well.
    func run(_ job: RebuildJob, _ rebuild: Rebuild) throws -> PromotionReport {
        var audit: Int64?
        var report = PromotionReport(pipeline: rebuild.pipeline, generation: rebuild.generation, outcome: .planned)
        do {
            let promotion = try job.promote(
                rebuild,
                isAgreed: {
                    report = PromotionReport(planned: $0, rebuild)
                    return try mayGoOn(report)
                },
                note: { promotion, connection in
                    audit = try act.record(
                        "rebuild-promote", rebuild.title, Self.details(promotion, rebuild), on: &connection)
                })
            return promotion.map { PromotionReport(done: $0, rebuild, audit: audit) } ?? report
        } catch let error as RebuildError where error.code == .refused {
            return PromotionReport(refused: error.problems, rebuild)
        }
    }

    private func mayGoOn(_ report: PromotionReport) throws -> Bool {
        if isAgreed { return true }
        if surroundings.invocation.has("dry-run") { return false }
        // Who said yes beforehand hears of it once it is done.
        if !surroundings.invocation.has("yes") {
            let write = surroundings.wantsJSON ? surroundings.console.error : surroundings.console.output
            write(report.text(width: surroundings.output.width))
        }
        return try Consent.isGivenHere("Promote it?", surroundings)
    }

    /// What the audit row keeps.
    private static func details(_ promotion: Promotion, _ rebuild: Rebuild) -> JSONValue {
        [
            "generation": .integer(rebuild.generation), "begins_late": .bool(rebuild.beginsLate),
            "tables": .array(
                promotion.merged.map {
                    [
                        "table": .string($0.table), "added": .integer($0.inserted), "changed": .integer($0.updated),
                        "removed": .integer($0.deleted),
                    ]
                }),
            "dead_letters": [
                "settled": .integer(promotion.letters.settled), "added": .integer(promotion.letters.added),
            ],
            "offsets": .array(promotion.comparison.offsets.map(\.json)),
        ]
    }
}

extension LogPlace {
    /// As one object.
    var json: JSONValue {
        ["log_id": .integer(logID), "partition": .integer(partition), "offset": .integer(offset)]
    }
}

extension PromotionReport {
    /// Checks that failed.
    init(refused problems: [String], _ rebuild: Rebuild) {
        self.init(pipeline: rebuild.pipeline, generation: rebuild.generation, outcome: .refused)
        failures = problems
    }
}
