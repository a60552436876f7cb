/// Finds where in a JSON file a JSON pointer leads, so that an editor can jump there.
enum JSONPlace {
    /// The place, or that of what is nearest to it on the way; nil where the file can't be read in this way.
    ///
    /// JSON is read as the YAML that it also is, since that reader keeps the place of every value.
    static func mark(of pointer: String, in bytes: [UInt8]) -> YAMLMark? {
        guard var node = try? YAMLReader.read(bytes, file: "") else { return nil }
        var mark = node.mark
        for step in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let name = step.replacing("~1", with: "/").replacing("~0", with: "~")
            if let entry = node.entries?.first(where: { $0.key == name }) {
                (node, mark) = (entry.value, entry.mark)
            } else if let items = node.items, let index = Int(name), items.indices.contains(index) {
                node = items[index]
                mark = node.mark
            } else {
                break
            }
        }
        return mark
    }
}
