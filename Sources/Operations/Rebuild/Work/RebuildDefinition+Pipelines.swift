internal import Consumers
internal import MessageArchiver
internal import Pipeline
internal import Schema
internal import StatusProjector

extension RebuildDefinition {
    /// The pipeline of a name, as it is rebuilt; nil where it can't be.
    ///
    /// - parameter sample: only records of these instances; nil: all.
    init?(_ name: String, prefix: String, sample: [String]? = nil) {
        let topics = TopicNames(prefix: prefix)
        let tables: @Sendable (Rebuild) -> RebuiltTables
        let pipeline: PipelineDefinition
        switch name {
        case StatusPipeline.name:
            pipeline = StatusPipeline.definition(
                lifecycle: topics.lifecycle, heartbeats: topics.heartbeats, group: topics.group(of: name))
            tables = { StatusPipeline.rebuiltTables(schema: $0.schema, generation: $0.generation) }
        case ArchivePipeline.name:
            pipeline = ArchivePipeline.definition(
                messages: topics.messages, lifecycle: topics.lifecycle, group: topics.group(of: name))
            tables = { ArchivePipeline.rebuiltTables(schema: $0.schema, generation: $0.generation) }
        case MessagesPipeline.name:
            pipeline = MessagesPipeline.definition(messages: topics.messages, group: topics.group(of: name))
            tables = { MessagesPipeline.rebuiltTables(schema: $0.schema, generation: $0.generation) }
        default: return nil
        }
        let archived = Set(PipelineNames.archivedTopics(of: name, prefix: prefix))
        self.init(
            sample.map(pipeline.sampled) ?? pipeline, readsArchive: !archived.isEmpty,
            // The archive has none of them, by design: a heartbeat is worth nothing once there is a later one.
            passingTopics: Set(pipeline.topics).intersection([topics.heartbeats]), tables: tables,
            shadow: { ShadowTables.sql(pipeline: name, schema: $0) })
    }
}

extension PipelineDefinition {
    /// The same for records of some instances only.
    fileprivate func sampled(_ instances: [String]) -> PipelineDefinition {
        let makeHandler = makeHandler
        return PipelineDefinition(name: name, topics: topics, group: group) {
            SampledHandler(makeHandler($0), instances: instances)
        }
    }
}

extension Rebuild.Maker {
    /// This program.
    static var current: Rebuild.Maker { Rebuild.Maker(program: Version.current, schema: Migration.current) }

    /// `zapline 0.1.0 with schema 5`.
    var text: String {
        guard let program, let schema else { return "an older zapline" }
        return "zapline \(program) with schema \(schema)"
    }
}

extension Rebuild {
    /// A build that begins where it was found that it can.
    init(
        _ pipeline: String, generation: Int32, _ kind: Rebuild.Kind, _ start: RebuildStart, owner: String
    ) {
        self.init(
            pipeline: pipeline, generation: generation, kind: kind,
            starts: start.parts.map { part in
                Rebuild.Start(
                    topic: part.topic,
                    place: LogPlace(logID: part.logID, partition: part.partition, offset: part.offset),
                    isArchived: part.source == .archive)
            }, readsArchive: start.readsArchive, beginsLate: start.beginsLate, owner: owner,
            maker: .current)
    }

    /// As commands name it: `messages rebuild 3`.
    var title: String { "\(pipeline) \(kind.rawValue) \(generation)" }
}
