import Glibc
import TestSupport

/// What a process takes of the machine, as the kernel says it (proc(5)).
struct ProcessUsage: Hashable, Sendable {
    /// Resident memory in MiB.
    var resident: Int
    /// The most that it has been, in MiB.
    var peak: Int
    /// Open files and sockets.
    var descriptors: Int

    /// Looks; nil where the process is gone.
    init?(of pid: pid_t) {
        let status = FileText.read("/proc/\(pid)/status")
        guard let resident = Self.mebibytes("VmRSS", status), let peak = Self.mebibytes("VmHWM", status),
            let folder = unsafe opendir("/proc/\(pid)/fd")
        else { return nil }
        defer { unsafe _ = closedir(folder) }
        var entries = 0
        while unsafe readdir(folder) != nil { entries += 1 }
        self.resident = resident
        self.peak = peak
        // Without the folder itself and the one above.
        descriptors = entries - 2
    }

    private static func mebibytes(_ name: String, _ status: String) -> Int? {
        let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }.map {
            $0 / 1_024
        }
    }
}

/// Looks at processes every now and then.
struct UsageLog {
    private var samples: [pid_t: [ProcessUsage]] = [:]

    /// Takes one look at each process that runs.
    mutating func look(at processes: [ConsumerProcess]) {
        for process in processes {
            guard let usage = ProcessUsage(of: process.pid) else { continue }
            samples[process.pid, default: []].append(usage)
        }
    }

    /// The most of each of the samples in a part of the run, 0 … 1.
    func most(of pid: pid_t, from start: Double, to end: Double) -> (resident: Int, descriptors: Int) {
        let all = samples[pid] ?? []
        let part = all[Int(Double(all.count) * start)..<Int(Double(all.count) * end)]
        return (part.map(\.resident).max() ?? 0, part.map(\.descriptors).max() ?? 0)
    }

    /// The most that the process ever took.
    func peak(of pid: pid_t) -> Int { samples[pid]?.last?.peak ?? 0 }

    /// How many looks there were.
    func count(of pid: pid_t) -> Int { samples[pid]?.count ?? 0 }
}
