import Glibc

/// The variables that the process was started with.
package enum ProcessEnvironment {
    /// All of them. Read once, at start: nobody changes them later.
    package static var current: [String: String] {
        var result: [String: String] = [:]
        var place = unsafe environ
        // > environ: … an array of pointers to strings … The last pointer in this array has the value NULL. … strings
        // > of the form "name=value"
        while let entry = unsafe place.pointee {
            let text = unsafe String(cString: entry)
            let name = text.prefix { $0 != "=" }
            if name.endIndex != text.endIndex {
                result[String(name)] = String(text[text.index(after: name.endIndex)...])
            }
            unsafe place += 1
        }
        return result
    }
}
