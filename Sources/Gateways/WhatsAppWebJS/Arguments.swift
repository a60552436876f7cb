import JSON

/// The arguments of a callback, however they were put into JSON: the one argument itself, a list in the callback's
/// order, or an object with names, for which the servers around the library have their own words.
struct Arguments {
    let body: JSONValue

    init(_ body: JSONValue) { self.body = body }

    /// The argument of that name, or at that place; the whole body stands for the first one.
    func named(_ names: String..., at place: Int) -> JSONValue {
        if let list = body.array { return list.indices.contains(place) ? list[place] : .null }
        for name in names {
            if let value = body[name]?.present { return value }
        }
        return place == 0 ? body : .null
    }

    /// The first argument, which is an object: a member of the same name in it, as the emoji in a reaction, is not
    /// meant.
    func first(_ names: String...) -> JSONValue {
        if let list = body.array { return list.first ?? .null }
        return names.lazy.compactMap { body[$0] }.first { $0.object != nil } ?? body
    }

    /// The message that most callbacks begin with.
    var message: JSONValue { first("message", "msg") }
}
