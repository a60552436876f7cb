/// What stands in a field: a good value, nothing, or something that counts as nothing where the field is optional.
enum Found<Value> {
    case value(Value)
    case flawed(Flaw)

    /// Nothing stands there.
    static var absent: Found { .flawed(.absent) }
}
