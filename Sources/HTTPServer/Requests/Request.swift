/// What a client asks for.
package struct Request: Sendable {
    /// A name and its value, in the order in which they came.
    package struct Pair: Hashable, Sendable {
        /// The name as it came.
        package var name: String
        /// The value; empty where there was none.
        package var value: String

        /// A pair.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// `GET`, `POST` …, as it came: methods are case-sensitive.
    package var method: String
    /// The path, decoded, without the query.
    package var path: String
    /// The query, decoded.
    package var query: [Pair]
    /// The headers.
    package var headers: [Pair]
    /// The body, whole.
    package var body: [UInt8]

    /// A request.
    package init(method: String, path: String, query: [Pair] = [], headers: [Pair] = [], body: [UInt8] = []) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, in whatever case.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }

    /// The first query item of that name.
    package func queryItem(_ name: String) -> String? { query.first { $0.name == name }?.value }
}
