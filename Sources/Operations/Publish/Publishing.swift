package import Service

/// `zapline publish`: files and standard input to the topics.
package struct Publishing {
    private let options: PublishOptions
    private let mapper: DocumentMapper
    private let sink: any EventSink
    private let stop: StopRequest
    private let input: Int32
    private let complain: @Sendable (String) -> Void
    private let progress: Progress?
    /// What was done so far.
    package private(set) var report = PublishReport()

    /// A run that reads `-` from `input`.
    ///
    /// - parameter complain: where each problem goes as it is found.
    package init(
        _ options: PublishOptions, sink: any EventSink, stop: StopRequest, input: Int32, progress: Progress? = nil,
        complain: @escaping @Sendable (String) -> Void
    ) {
        self.options = options
        mapper = DocumentMapper(gateway: options.gateway, hints: options.hints)
        self.sink = sink
        self.stop = stop
        self.input = input
        self.progress = progress
        self.complain = complain
    }

    /// Reads everything, and publishes it as it is read. Blocks.
    package mutating func run() throws -> PublishReport {
        for file in options.files {
            let isWhole = try goesOn && publish(file)
            // Where the sink gave up, its own complaint says what is missing.
            if !isWhole, file != "-", stop.isRequested { report.isCutShort = true }
        }
        report.result = sink.finish()
        progress?.finish(done: report.events)
        return report
    }

    private var goesOn: Bool { !stop.isRequested && !sink.hasGivenUp }

    /// Whether nothing of the file is left.
    private mutating func publish(_ file: String) throws -> Bool {
        do throws(OperationError) {
            let source = try InputSource(file, standardInput: input)
            var splitter = DocumentSplitter()
            while goesOn {
                switch try source.read() {
                case .bytes(let bytes): splitter.append(bytes)
                case .nothingYet: continue
                case .end:
                    splitter.finish()
                    return try take(&splitter, file)
                }
                guard try take(&splitter, file) else { return false }
            }
            return false
        } catch {
            guard error.exitCode == .found else { throw error }
            note(PublishProblem(.unreadable, field: "", error.description), at: nil, in: file)
            return true
        }
    }

    /// Publishes what is whole; false where it came to a stop before.
    private mutating func take(_ splitter: inout DocumentSplitter, _ file: String) throws(OperationError) -> Bool {
        while let piece = splitter.next() {
            if !goesOn { return false }
            report.documents += 1
            switch piece {
            case .fault(let reason, let place):
                note(PublishProblem(.invalidJSON, field: "", reason), at: place.description, in: file)
            case .document(let bytes, let place): try publish(mapper.map(bytes), at: place.description, in: file)
            }
            progress?.update(done: report.events)
        }
        return true
    }

    private mutating func publish(
        _ document: MappedDocument, at place: String, in file: String
    ) throws(OperationError) {
        for problem in document.problems { note(problem, at: place, in: file) }
        if let reason = document.ignored { report.ignored[reason, default: 0] += 1 }
        for event in document.events {
            do {
                try sink.send(event)
            } catch {
                throw (error as? OperationError) ?? OperationError("\(error)")
            }
            report.events += 1
        }
    }

    private mutating func note(_ problem: PublishProblem, at place: String?, in file: String) {
        let finding = PublishReport.Finding(file: file, place: place, problem: problem)
        report.add(finding)
        complain("zapline: \(DisplayWidth.printable(finding.description))\n")
    }
}
