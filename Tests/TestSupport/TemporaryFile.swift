import Glibc

/// A file of a test's own, gone with the last who knows it.
package final class TemporaryFile {
    /// Where it is.
    package let path: String

    /// Writes it.
    package init(_ content: String) {
        let bytes = Array(content.utf8)
        var template = Array("/tmp/zapline-test.XXXXXX".utf8CString)
        let descriptor = unsafe mkstemp(&template)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        unsafe _ = write(descriptor, bytes, bytes.count)
        close(descriptor)
    }

    deinit { unsafe _ = unlink(path) }
}
