/// The version that every program of the package says it has.
package enum Version {
    /// Semantic versioning.
    package static let current = "0.1.0"
}
