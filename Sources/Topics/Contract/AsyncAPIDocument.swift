/// What `asyncapi.yaml` says, with the place of each word: as much of AsyncAPI 3 as can be held against the files beside it.
/// Whether the document is AsyncAPI at all is for AsyncAPI's own tools to say.
struct AsyncAPIDocument {
    /// A reference to a message or a schema.
    struct Reference {
        var target: String
        var mark: YAMLMark
    }

    /// A topic, as producers see it.
    struct Channel {
        var name: String
        var mark: YAMLMark
        var address: YAMLNode?
        /// Its Kafka binding.
        var kafka: YAMLNode?
        /// The messages that it carries, by their names under `components`; nil: something else stands there.
        var messages: [Reference]
    }

    /// A type of event.
    struct Message {
        var type: String
        var mark: YAMLMark
        var name: YAMLNode?
        /// The file of its payload's schema.
        var schema: Reference?
    }

    let version: YAMLNode?
    let root: YAMLMark
    let channels: [Channel]
    let messages: [Message]

    init(_ document: YAMLNode) {
        version = document["asyncapi"]
        root = document.mark
        channels = (document["channels"]?.entries ?? []).map { Channel($0) }
        messages = (document["components"]?["messages"]?.entries ?? []).map { Message($0) }
    }

    /// What must hold of the document by itself.
    func check(_ problems: inout MappingDecoder.Problems) {
        if version?.text?.hasPrefix("3.") != true {
            problems.note(.badValue, at: version?.mark ?? root, "`asyncapi` must be a version 3, such as 3.0.0")
        }
        var addresses: [String: YAMLMark] = [:]
        for channel in channels {
            guard let address = channel.address, let text = address.text else {
                problems.note(.missingKey, at: channel.mark, "the channel `\(channel.name)` needs an `address`")
                continue
            }
            if let first = addresses.updateValue(address.mark, forKey: text) {
                problems.note(.duplicateKey, at: address.mark, "`\(text)` has a channel already, at \(first)")
            }
        }
    }
}

extension AsyncAPIDocument.Channel {
    fileprivate init(_ entry: YAMLNode.Entry) {
        (name, mark, address) = (entry.key, entry.mark, entry.value["address"])
        kafka = entry.value["bindings"]?["kafka"]
        messages = (entry.value["messages"]?.entries ?? []).map { message in
            AsyncAPIDocument.Reference(message.value, after: "#/components/messages/")
                ?? .init(target: message.key, mark: message.mark)
        }
    }
}

extension AsyncAPIDocument.Message {
    fileprivate init(_ entry: YAMLNode.Entry) {
        (type, mark, name) = (entry.key, entry.mark, entry.value["name"])
        schema = entry.value["payload"].flatMap { AsyncAPIDocument.Reference($0, after: "./schemas/") }
    }
}

extension AsyncAPIDocument.Reference {
    /// The `$ref` of `node`, without the words that all of its kind begin with.
    fileprivate init?(_ node: YAMLNode, after prefix: String) {
        guard let reference = node["$ref"], let text = reference.text, text.hasPrefix(prefix) else { return nil }
        self.init(target: String(text.dropFirst(prefix.count)), mark: reference.mark)
    }
}
