extension AsyncAPIDocument {
    /// A message a type, each with its schema, in the channel of the topic that carries it.
    func compare(with files: SchemaFolder, carriers: [String: String], _ problems: inout MappingDecoder.Problems) {
        for message in messages { compare(message, with: files, &problems) }
        var channelsOfType: [String: [String]] = [:]
        for channel in channels {
            for reference in channel.messages {
                place(reference, in: channel, carriers, &problems)
                channelsOfType[reference.target, default: []].append(channel.name)
            }
        }
        for message in messages where channelsOfType[message.type] == nil {
            problems.note(.disagreement, at: message.mark, "no channel carries `\(message.type)`")
        }
        let described = Set(messages.map(\.type))
        for type in Set(carriers.keys).union(files.types).subtracting(described).sorted() {
            problems.note(.disagreement, at: root, "`components.messages` has no `\(type)`, which is a type of event")
        }
    }

    private func compare(_ message: Message, with files: SchemaFolder, _ problems: inout MappingDecoder.Problems) {
        if message.name?.text != message.type {
            problems.note(
                .disagreement, at: message.name?.mark ?? message.mark, "`name` must be the type, `\(message.type)`")
        }
        let wanted = "\(message.type).json"
        guard let schema = message.schema, schema.target == wanted else {
            problems.note(
                .disagreement, at: message.schema?.mark ?? message.mark,
                "`payload` must be `$ref: ./schemas/\(wanted)`")
            return
        }
        if !files.names.contains(wanted) {
            problems.note(.missingFile, at: schema.mark, "\(files.folder)/\(wanted) isn't there")
        }
    }

    /// That a channel's message is described, and is where readers look for it.
    private func place(
        _ reference: Reference, in channel: Channel, _ carriers: [String: String],
        _ problems: inout MappingDecoder.Problems
    ) {
        guard messages.contains(where: { $0.type == reference.target }) else {
            let hint = NearestName.hint(for: reference.target, among: messages.map(\.type))
            problems.note(
                .disagreement, at: reference.mark, "`components.messages` has no `\(reference.target)`\(hint)")
            return
        }
        guard let carrier = carriers[reference.target], let address = channel.address?.text else { return }
        let topic = TopicName.full(address, prefix: "")
        guard topic != carrier else { return }
        problems.note(
            .disagreement, at: reference.mark,
            "`\(reference.target)` is read on `\(TopicName.full(carrier, prefix: TopicName.defaultPrefix))` alone")
    }
}
