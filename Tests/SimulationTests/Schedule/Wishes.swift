import Glibc

/// What whoever starts the tests asks of them, by the environment.
enum Wishes {
    /// `TEST_SEED`: this one seed alone.
    static let seed = value("TEST_SEED").flatMap { UInt64($0) }
    /// `TEST_MINUTES`: seeds that nobody tried yet, for so long.
    static let minutes = value("TEST_MINUTES").flatMap { Double($0) }

    private static func value(_ name: String) -> String? {
        // > getenv: … returns a pointer to the value … or NULL if there is no match.
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}
