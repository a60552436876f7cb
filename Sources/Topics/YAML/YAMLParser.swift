import CYAML

/// What libyaml's parser says next, copied out of C.
struct YAMLEvent {
    /// The events that a tree is made of; the stream's own are of no interest.
    enum Kind {
        case documentStart, documentEnd, streamEnd
        case scalar(String, isPlain: Bool)
        case sequenceStart, sequenceEnd
        case mappingStart, mappingEnd
        case alias(String)
        case other
    }

    var kind: Kind
    var mark: YAMLMark
    /// An anchor (`&name`) or a tag (`!name`) that stands before the value, as written.
    var decoration: String?
}

/// One `yaml_parser_t` over bytes that outlive it.
///
/// It lives on the heap, since libyaml keeps the parser's own address as its read handler's argument (`api.c`,
/// `yaml_parser_set_input_string`: "parser->read_handler_data = parser"), so it must never be moved.
@safe
struct YAMLParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let bytes: UnsafeBufferPointer<UInt8>

    /// A parser at the start of `bytes`, read as UTF-8 whatever they begin with; nil: no memory.
    init?(over bytes: UnsafeBufferPointer<UInt8>) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        // > @returns 1 if the function succeeded, 0 on error.
        // On error it has freed what it took (api.c, `error:`), so only the block itself is ours.
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe parser.deallocate()
            return nil
        }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
        unsafe self.parser = unsafe parser
        unsafe self.bytes = unsafe bytes
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
    }

    /// The next event.
    mutating func next() throws(YAMLFault) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        // > An application must not alternate the calls of yaml_parser_parse() with the calls of yaml_parser_scan() …
        // > must call yaml_event_delete() … for the event.
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw fault }
        defer { unsafe yaml_event_delete(&event) }
        let mark = unsafe YAMLMark(event.start_mark)
        return unsafe YAMLEvent(kind: Self.kind(of: event), mark: mark, decoration: Self.decoration(of: event))
    }

    private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind {
        switch unsafe event.type {
        case YAML_DOCUMENT_START_EVENT: .documentStart
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_STREAM_END_EVENT: .streamEnd
        case YAML_SEQUENCE_START_EVENT: .sequenceStart
        case YAML_SEQUENCE_END_EVENT: .sequenceEnd
        case YAML_MAPPING_START_EVENT: .mappingStart
        case YAML_MAPPING_END_EVENT: .mappingEnd
        case YAML_ALIAS_EVENT: unsafe .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT: unsafe scalar(event)
        default: .other
        }
    }

    /// By its length, since `"\0"` is a legal scalar.
    private static func scalar(_ event: yaml_event_t) -> YAMLEvent.Kind {
        let scalar = unsafe event.data.scalar
        let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        let isPlain = unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE
        return unsafe .scalar(String(decoding: bytes, as: UTF8.self), isPlain: isPlain)
    }

    private static func decoration(of event: yaml_event_t) -> String? {
        let (anchor, tag): (String?, String?) =
            switch unsafe event.type {
            case YAML_SCALAR_EVENT: unsafe (text(event.data.scalar.anchor), text(event.data.scalar.tag))
            case YAML_SEQUENCE_START_EVENT:
                unsafe (text(event.data.sequence_start.anchor), text(event.data.sequence_start.tag))
            case YAML_MAPPING_START_EVENT:
                unsafe (text(event.data.mapping_start.anchor), text(event.data.mapping_start.tag))
            default: (nil, nil)
            }
        return anchor.map { "&\($0)" } ?? tag
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        unsafe pointer.map { unsafe String(decodingCString: $0, as: UTF8.self) }
    }
}

// MARK: - Faults

/// Why the parser can't go on, in libyaml's words.
struct YAMLFault: Error {
    var message: String
    var mark: YAMLMark
}

extension YAMLParser {
    /// The parser's error, after a call that failed.
    private var fault: YAMLFault {
        let state = unsafe parser.pointee
        var message = unsafe state.problem.map { unsafe String(cString: $0) } ?? "out of memory"
        if let context = unsafe state.context { message = unsafe "\(String(cString: context)): \(message)" }
        // Only the scanner's and the parser's errors have a mark; the reader's (bytes that are no UTF-8) have an offset.
        if unsafe state.error == YAML_READER_ERROR {
            return unsafe YAMLFault(message: message, mark: place(of: Int(clamping: state.problem_offset)))
        }
        return unsafe YAMLFault(message: message, mark: YAMLMark(state.problem_mark))
    }

    /// The line and column of the byte at `offset`.
    private func place(of offset: Int) -> YAMLMark {
        var mark = YAMLMark(line: 1, column: 1)
        unsafe bytes.prefix(offset).forEach { byte in
            if byte == UInt8(ascii: "\n") {
                mark = YAMLMark(line: mark.line + 1, column: 1)
            } else if byte & 0xC0 != 0x80 {
                mark.column += 1
            }
        }
        return mark
    }
}

extension YAMLMark {
    /// libyaml's marks count from 0.
    init(_ mark: yaml_mark_t) {
        self.init(line: Int(clamping: mark.line) &+ 1, column: Int(clamping: mark.column) &+ 1)
    }
}
