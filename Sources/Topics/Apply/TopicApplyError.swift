/// Why a change isn't known to stand.
package struct TopicApplyError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        /// The cluster took the request and didn't show its effect in time.
        case notShown = "not-shown"
        /// A value that must be sent back can't be read.
        case hiddenValue = "hidden-value"
    }

    package var code: Code
    package var message: String

    package var description: String { message }
}
