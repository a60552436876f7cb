internal import CLibPQ

/// The client library that is linked at run time.
package enum ClientLibrary {
    /// Its version, 150018 for 15.18.
    ///
    /// > PQlibVersion: Return the version of libpq that is being used.
    package static var version: Int32 { PQlibVersion() }

    /// A version as people write it: `15.18`.
    package static func text(ofVersion version: Int32) -> String { "\(version / 10_000).\(version % 10_000)" }
}
