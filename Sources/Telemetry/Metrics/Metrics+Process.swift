import Glibc

extension Metrics {
    /// Adds what Prometheus' client libraries say of every process, read from /proc when it is scraped.
    ///
    /// Source: https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics
    package func addProcess() throws(MetricsError) {
        try gauge("process_resident_memory_bytes", help: "Resident memory size in bytes.") {
            ProcessFigures.residentBytes()
        }
        try gauge("process_open_fds", help: "Number of open file descriptors.") { ProcessFigures.openDescriptors() }
        try gauge("process_max_fds", help: "Maximum number of open file descriptors.") {
            ProcessFigures.maxDescriptors()
        }
        try counter("process_cpu_seconds_total", help: "Total user and system CPU time spent in seconds.") {
            ProcessFigures.cpuSeconds()
        }
        try gauge("process_start_time_seconds", help: "Start time of the process since the Unix epoch in seconds.") {
            ProcessFigures.startTime()
        }
    }
}

/// What the kernel says of this process; nil where it doesn't.
enum ProcessFigures {
    /// > /proc/pid/statm: Provides information about memory usage, measured in pages. … (2) resident
    static func residentBytes() -> Double? {
        let fields = text(of: "/proc/self/statm")?.split(separator: " ")
        guard let fields, fields.count > 1, let pages = Double(fields[1]) else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    static func openDescriptors() -> Double? {
        guard let folder = unsafe opendir("/proc/self/fd") else { return nil }
        defer { unsafe _ = closedir(folder) }
        var count = 0
        while let entry = unsafe readdir(folder) {
            if unsafe entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { count += 1 }
        }
        // The folder's own descriptor is gone when this returns.
        return Double(count - 1)
    }

    static func maxDescriptors() -> Double? {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        return Double(limit.rlim_cur)
    }

    /// > /proc/pid/stat: (14) utime, (15) stime: … measured in clock ticks
    static func cpuSeconds() -> Double? {
        guard let fields = stat(), fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12])
        else {
            return nil
        }
        return (user + system) / ticksPerSecond
    }

    /// > /proc/pid/stat: (22) starttime: The time the process started after system boot … in clock ticks
    static func startTime() -> Double? {
        guard let fields = stat(), fields.count > 19, let ticks = Double(fields[19]) else { return nil }
        let boot = text(of: "/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }
        guard let boot, let seconds = Double(boot.dropFirst("btime ".count)) else { return nil }
        return seconds + ticks / ticksPerSecond
    }

    private static var ticksPerSecond: Double { Double(sysconf(Int32(_SC_CLK_TCK))) }

    /// The fields from the third on: the second is a name in parentheses that may hold anything.
    private static func stat() -> [Substring]? {
        guard let text = text(of: "/proc/self/stat"), let end = text.lastIndex(of: ")") else { return nil }
        return text[text.index(after: end)...].split(separator: " ")
    }

    private static func text(of path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = unsafe read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count == 0 ? String(decoding: result, as: UTF8.self) : nil }
            result.append(contentsOf: chunk[..<count])
        }
    }
}
