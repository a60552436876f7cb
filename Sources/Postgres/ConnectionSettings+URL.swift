internal import CLibPQ

extension ConnectionSettings {
    /// What keeps libpq from reading the URL, in words of our own: libpq's quote the place, which may be half a password.
    var urlFault: PostgresError? {
        let fault = PostgresError(
            .connectFailed,
            "the database's URL can't be read; in user and password write % as %25, / as %2F, @ as %40 and : as %3A")
        var message: UnsafeMutablePointer<CChar>?
        // > PQconninfoParse: … returns NULL on error … *errmsg … should be freed with PQfreemem. The array … PQconninfoFree.
        guard let options = unsafe PQconninfoParse(url, &message) else {
            unsafe PQfreemem(message)
            return fault
        }
        defer { unsafe PQconninfoFree(options) }
        let ports = unsafe Self.value(of: "port", options).split(separator: ",")
        let hosts = unsafe Self.value(of: "host", options)
        // What libpq only complains of once it connects: the rest of a password that was torn at its `/` or `@`.
        return hosts.contains("@") || ports.contains { UInt16($0) == nil } ? fault : nil
    }

    /// > PQconninfoOption: … the array … is terminated by an entry having a null keyword pointer.
    private static func value(of name: String, _ options: UnsafePointer<PQconninfoOption>) -> String {
        var place = unsafe options
        while let keyword = unsafe place.pointee.keyword {
            if unsafe String(cString: keyword) == name {
                return unsafe place.pointee.val.map { unsafe String(cString: $0) } ?? ""
            }
            unsafe place += 1
        }
        return ""
    }
}
