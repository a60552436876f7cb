/// Why a server could not start.
package struct HTTPServerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What failed.
    package enum Code: String, Hashable, Sendable {
        /// The host's name leads nowhere.
        case unknownHost
        /// Somebody listens there already.
        case addressInUse
        /// The address isn't this machine's, or the port is not for this user.
        case notAllowed
        /// The system refused something else.
        case system
    }

    /// What failed.
    package var code: Code
    /// What the operator reads.
    package var description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
