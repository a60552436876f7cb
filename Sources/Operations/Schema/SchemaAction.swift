internal import JSON
internal import Postgres
internal import Schema
package import Service

/// `zapline schema`: the tables.
package enum SchemaAction {
    /// `schema check`: whether the database has the schema of this version.
    package static func check(_ surroundings: Surroundings) async throws -> ExitCode {
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.database])
        let (state, problems) = try await Database.use(settings.session("zapline-schema")) { connection in
            (try SchemaState.read(&connection), try Preflight.problems(&connection))
        }
        return show(SchemaReport(state: state, problems: problems), surroundings)
    }

    /// `schema apply`: brings it there, or changes nothing.
    package static func apply(_ surroundings: Surroundings) async throws -> ExitCode {
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.database])
        let report = try await Database.use(settings.session("zapline-schema")) { connection in
            do {
                let applied = try SchemaMigrator.apply(&connection)
                return SchemaReport(state: .current, applied: applied.map { "\($0.version) \($0.name)" })
            } catch let refusal as SchemaMigrator.Refusal {
                return SchemaReport(state: try SchemaState.read(&connection), problems: refusal.problems)
            }
        }
        return show(report, surroundings)
    }

    private static func show(_ report: SchemaReport, _ surroundings: Surroundings) -> ExitCode {
        surroundings.console.output(
            surroundings.wantsJSON ? report.json.text + "\n" : report.text(width: surroundings.output.width))
        return report.exitCode
    }
}

/// How the schema stands, and what was done or is in the way.
struct SchemaReport: Hashable, Sendable {
    var state: SchemaState
    /// The steps that were taken now.
    var applied: [String] = []
    /// What in the user's own tables is in the way.
    var problems: [String] = []

    var exitCode: ExitCode { state == .current && problems.isEmpty ? .done : .found }

    func text(width: Int) -> String {
        var lines = applied.map { "applied \($0)" } + [sentence]
        if !problems.isEmpty {
            lines.append(state == .current ? "but:" : "in the way, and nothing is changed until it is mended:")
        }
        for problem in problems { lines += TextWrap.wrap(problem, width: width, first: "  - ", rest: "    ") }
        return lines.map { DisplayWidth.printable($0) }.joined(separator: "\n") + "\n"
    }

    private var sentence: String {
        switch state {
        case .current: "the schema is current, version \(Migration.current)"
        case .older(0):
            "the database has no schema of ours; make it with `zapline schema apply` (version \(Migration.current))"
        case .older(let version):
            "the schema is version \(version), this build needs \(Migration.current): run `zapline schema apply`"
        case .newer(let version):
            "the schema is version \(version), this build knows \(Migration.current): use a newer build"
        }
    }

    var json: JSONValue {
        let (word, version): (String, Int) =
            switch state {
            case .current: ("current", Migration.current)
            case .older(let version): ("older", version)
            case .newer(let version): ("newer", version)
            }
        return [
            "state": .string(word), "version": .integer(version), "wanted": .integer(Migration.current),
            "applied": .array(applied.map { .string($0) }), "problems": .array(problems.map { .string($0) }),
        ]
    }
}
