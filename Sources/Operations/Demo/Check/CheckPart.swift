internal import Reference

/// A part of the log whose rows nobody else's records touch: the records of some instances.
///
/// Every row belongs to one instance, so the whole is compared part by part, several at once, in memory that doesn't grow with
/// the log. The last part has the records that name no instance, and the rows of any instance that nobody sent: so every row of
/// the database is looked at once.
struct CheckPart: Hashable, Sendable {
    /// The instances whose rows it compares; of the last part those that are others'.
    var instances: [String]
    /// Whether it is the last.
    var isRest = false

    /// Divides a log into parts of about `size` records.
    static func divide(_ records: [String?: [LogRecord]], size: Int) -> [CheckPart] {
        var parts: [CheckPart] = []
        var part = CheckPart(instances: [])
        var count = 0
        let names = records.keys.compactMap(\.self).sorted()
        for name in names {
            part.instances.append(name)
            count += records[name]?.count ?? 0
            if count < size { continue }
            parts.append(part)
            (part, count) = (CheckPart(instances: []), 0)
        }
        if !part.instances.isEmpty { parts.append(part) }
        return parts + [CheckPart(instances: names, isRest: true)]
    }

    /// Its records, those of each partition in order.
    func records(of all: [String?: [LogRecord]]) -> [LogRecord] {
        isRest ? all[nil] ?? [] : instances.flatMap { all[$0] ?? [] }
    }

    /// What the rows of a table must fulfil to be this part's; `$1` is the list of instances.
    var condition: String {
        isRest ? "(instance_name = ANY ($1::text[])) IS NOT TRUE" : "instance_name = ANY ($1::text[])"
    }
}
