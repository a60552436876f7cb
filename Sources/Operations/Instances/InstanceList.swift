package import JSON
package import Postgres
internal import Service

/// The instances as `whatsapp_instances` has them.
package struct InstanceList: Hashable, Sendable {
    /// One row.
    struct Instance: Hashable, Sendable {
        var name: String
        var status: String?
        var detail: String?
        var phoneNumber: String?
        var reason: String?
        var sessionEpoch: Int64?
        var updatedAt: String?
        var lastSeenAt: String?
        /// Seconds since it was last heard of.
        var age: Int64?
    }

    private(set) var instances: [Instance]

    /// Reads them, by name.
    package init(_ connection: inout Connection) throws(PostgresError) {
        let rows = try connection.query(
            """
            SELECT instance_name, status, detail, phone_number, reason, session_epoch,
                   to_char(updated_at AT TIME ZONE 'UTC', '\(Self.format)'), to_char(last_seen_at AT TIME ZONE 'UTC', '\(Self.format)'),
                   greatest(0, extract(epoch FROM clock_timestamp() - last_seen_at))::bigint
            FROM public.whatsapp_instances WHERE instance_name IS NOT NULL ORDER BY instance_name COLLATE "C"
            """)
        instances = (0..<rows.rowCount).map { row in
            Instance(
                name: rows[row, 0] ?? "", status: rows[row, 1], detail: rows[row, 2], phoneNumber: rows[row, 3],
                reason: rows[row, 4], sessionEpoch: rows.integer(row, 5), updatedAt: rows[row, 6],
                lastSeenAt: rows[row, 7],
                age: rows.integer(row, 8))
        }
    }

    init(_ instances: [Instance]) { self.instances = instances }

    private static let format = #"YYYY-MM-DD"T"HH24:MI:SS.US"Z""#

    /// A table and a line of counts.
    package func text(width: Int) -> String {
        guard !instances.isEmpty else { return "no instances\n" }
        var table = Table([
            .init("INSTANCE"), .init("STATUS"), .init("DETAIL"), .init("PHONE"), .init("SEEN", .right), .init("REASON"),
        ])
        for one in instances {
            table.add([
                one.name, one.status ?? "-", one.detail ?? "-", one.phoneNumber ?? "-", one.age.map(Age.text) ?? "-",
                one.reason ?? "",
            ])
        }
        let counts = Dictionary(grouping: instances) { $0.status ?? "without a status" }.mapValues(\.count)
        let words = counts.sorted { $0.key < $1.key }.map { "\(ProgressLine.grouped($0.value)) \($0.key)" }
        return table.text(width: width)
            + "\n\(ProgressLine.grouped(instances.count)) instances: \(words.joined(separator: ", "))\n"
    }

    /// A list of objects with the columns' names.
    package var json: JSONValue { .array(instances.map(\.json)) }
}

extension InstanceList.Instance {
    fileprivate var json: JSONValue {
        [
            "instance_name": .string(name), "status": .text(status), "detail": .text(detail),
            "phone_number": .text(phoneNumber), "reason": .text(reason),
            "session_epoch": sessionEpoch.map { .integer($0) } ?? .null, "updated_at": .text(updatedAt),
            "last_seen_at": .text(lastSeenAt),
        ]
    }
}

extension JSONValue {
    /// A text, or null where there is none.
    static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}

/// How long ago something was, in the largest unit alone: `3d`, `40s`.
enum Age {
    static func text(_ seconds: Int64) -> String {
        switch seconds {
        case ..<100: "\(max(0, seconds))s"
        case ..<6_000: "\(seconds / 60)m"
        case ..<172_800: "\(seconds / 3_600)h"
        default: "\(seconds / 86_400)d"
        }
    }
}
