import Bytes
import Pipeline
import Postgres

/// Counts visits: a record's key is a shop, its value a visitor. Its second version also keeps who came last, which the events told
/// all along.
final class VisitsHandler: Handler {
    let sessionSetup = ""
    private let table: String
    private let keepsVisitor: Bool

    init(_ context: HandlerContext, keepsVisitor: Bool) {
        table = "\(context.schema).shop_visits"
        self.keepsVisitor = keepsVisitor
    }

    func write(_ records: RecordSelection, found: QueryResult?, into output: inout HandlerOutput) {
        var statements: [String] = []
        records.forEach { _, record in
            // Names of the test's own, without a quote.
            guard let shop = record.key?.string, let visitor = record.value?.string else { return }
            statements.append(keepsVisitor ? Self.second(table, shop, visitor) : Self.first(table, shop))
        }
        for statement in statements { output.script.sql(statement) }
    }

    private static func first(_ table: String, _ shop: String) -> String {
        """
        INSERT INTO \(table) AS v (shop, visits) VALUES ('\(shop)', 1) ON CONFLICT (shop) DO UPDATE SET visits = v.visits + 1
        """
    }

    private static func second(_ table: String, _ shop: String, _ visitor: String) -> String {
        """
        INSERT INTO \(table) AS v (shop, visits, last_visitor) VALUES ('\(shop)', 1, '\(visitor)')
        ON CONFLICT (shop) DO UPDATE SET visits = v.visits + 1, last_visitor = excluded.last_visitor
        """
    }
}
