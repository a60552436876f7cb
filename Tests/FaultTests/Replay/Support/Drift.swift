import JSON
import Reference

/// A difference that `zapline verify --json` names.
struct Drift {
    let table: String
    let kind: String
    /// The key's values.
    let key: [String]
    let columns: [String]

    /// All of a report.
    static func all(in report: String) throws -> [Drift] {
        let document = try JSONValue(parsing: Array(report.utf8))
        return (document["differences"]?.array ?? []).map { difference in
            Drift(
                table: difference["table"]?.string ?? "", kind: difference["kind"]?.string ?? "",
                key: difference["key"]?.array?.map { $0.string ?? "" } ?? [],
                columns: difference["columns"]?.array?.compactMap { $0["name"]?.string } ?? [])
        }
    }

    /// Whether it names what was done to the row of that key.
    func isAbout(_ damage: Damage, _ key: [String]) -> Bool {
        let name = damage.table.rawValue.split(separator: ".").last.map { String($0) } ?? ""
        return table == name && kind == damage.kind.rawValue && self.key.map(Self.plain) == key.map(Self.plain)
            && columns == (damage.column.map { [$0] } ?? [])
    }

    /// Postgres prints truth as one letter.
    private static func plain(_ value: String) -> String {
        switch value {
        case "t": "true"
        case "f": "false"
        default: value
        }
    }
}
