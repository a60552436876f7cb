import Glibc

/// The package's own files, read as text.
struct SourceTree {
    /// A Swift file.
    struct File {
        /// Its path below the package.
        let path: String
        let lines: [Substring]

        /// The modules that it imports.
        var imports: Set<String> {
            Set(
                lines.compactMap { line in
                    let words = line.split(separator: " ")
                    guard let place = words.firstIndex(of: "import"), place < 2, words.count == place + 2 else {
                        return nil
                    }
                    return String(words[place + 1])
                })
        }

        /// The module that it is part of: the folder below `Sources` or `Tests`.
        var module: String { String(path.split(separator: "/")[1]) }
    }

    static let root = String(
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/"))

    static let sources = files(below: "Sources")
    static let tests = files(below: "Tests")

    /// Every Swift file below a folder of the package.
    static func files(below folder: String) -> [File] {
        names(in: root + "/" + folder).sorted().flatMap { name -> [File] in
            let path = folder + "/" + name
            if name.hasSuffix(".swift") { return read(path).map { [$0] } ?? [] }
            return name.contains(".") ? [] : files(below: path)
        }
    }

    private static func names(in folder: String) -> [String] {
        guard let directory = unsafe opendir(folder) else { return [] }
        defer { unsafe _ = closedir(directory) }
        var result: [String] = []
        // > readdir: returns a pointer to the next entry, or NULL at the end; the entry is valid until the next call.
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if !name.hasPrefix(".") { result.append(name) }
        }
        return result
    }

    private static func read(_ path: String) -> File? {
        guard let file = unsafe fopen(root + "/" + path, "r") else { return nil }
        defer { unsafe _ = fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return File(path: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }
}
