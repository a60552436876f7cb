extension PipelineSettings {
    /// What the pipeline's handlers are made with.
    func context(of definition: PipelineDefinition) -> HandlerContext {
        HandlerContext(
            pipeline: definition.name, generation: replay?.generation ?? 0, schema: replay?.schema ?? "public",
            topics: definition.topics, maxEventBytes: maxEventBytes)
    }

    /// Where the pipeline's offsets are.
    func store(of definition: PipelineDefinition) -> OffsetStore {
        OffsetStore(
            pipeline: definition.name, generation: replay?.generation ?? 0, logIDs: replay?.logIDs.compactMap { $0 })
    }
}
