internal import CMalloc

/// How the process's memory is managed.
enum Allocator {
    /// Blocks of so many bytes or more are the kernel's own, and go back to it when they are freed.
    private static let threshold: Int32 = 2 << 20

    /// Keeps glibc from learning that large blocks come often: it would take them from its heap from then on, where the gaps that
    /// records of several MiB leave are never given back (measured: 188 MiB at the peak instead of 275).
    ///
    /// > mallopt(3): … the dynamic adjustment of the mmap threshold is disabled if any of M_TRIM_THRESHOLD, M_TOP_PAD,
    /// > M_MMAP_THRESHOLD … is set. mallopt() returns 1 on success. On error, it returns 0.
    static func settle() { _ = mallopt(M_MMAP_THRESHOLD, threshold) }
}
