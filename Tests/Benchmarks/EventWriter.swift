import Glibc

/// Builds one event after the other, each of the same size: a generator must be faster than what it measures.
struct EventWriter {
    /// The bytes of every event.
    static let size = 500

    /// The time of the events, in milliseconds since 1970; nil: as their numbers have it.
    var clock: Int?
    /// The day of the last one, and its date.
    private var date = (day: -1, text: "")
    /// The event so far.
    private(set) var bytes: [UInt8] = []
    /// Text of which every event gets another piece.
    private let prose: [UInt8]

    /// A writer whose prose is the same each time.
    init() {
        let words = """
            bom dia tudo bem pedido chegou obrigado boleto entrega amanhã cliente loja confirmado endereço pagamento pix nota \
            fiscal orçamento catálogo promoção horário retirada estoque desconto cupom código rastreio troca garantia suporte
            """.split(separator: " ")
        var text = ""
        var place: UInt64 = 7
        while text.utf8.count < 1 << 16 {
            place = place &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            text += words[Int(place >> 33) % words.count] + " "
        }
        // A piece may begin anywhere, so it is ASCII.
        prose = text.utf8.map { $0 < 0x80 ? $0 : UInt8(ascii: "a") }
    }

    /// Begins an event with its envelope.
    mutating func begin(_ type: StaticString, subject: String, number: Int, epoch: Int, sequence: Int) {
        bytes.removeAll(keepingCapacity: true)
        add(#"{"specversion":"1.0","id":"01JDBENCH"#)
        add(number, digits: 17)
        add(#"","source":"/gateways/whatsapp-web.js/node-1","type":"whatsapp."#)
        add(type)
        add(#"","subject":""#)
        add(subject)
        add(#"","time":""#)
        addTime(number)
        add(#"","sessionepoch":"#)
        add(epoch, digits: 1)
        add(#","sequence":""#)
        add(sequence, digits: 20)
        add(#"","data":{"#)
    }

    /// Ends the event, in a member of `data` that makes it as long as all; the first member where `isFirst`.
    mutating func end(filling member: StaticString, isFirst: Bool = false) {
        if !isFirst { add(",") }
        add("\"")
        add(member)
        add("\":\"")
        let missing = max(0, Self.size - bytes.count - 3)
        let start = (bytes.count &* 31 &+ Int(bytes[40]) &* 977 &+ Int(bytes[51]) &* 131) % (prose.count - Self.size)
        bytes.append(contentsOf: prose[start..<start + missing])
        add("\"}}")
    }

    /// Adds text as it is.
    mutating func add(_ text: StaticString) {
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Adds text as it is.
    mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Adds a number with leading zeros.
    mutating func add(_ number: Int, digits: Int) {
        let start = bytes.count
        var rest = number
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0 || bytes.count - start < digits
        bytes[start...].reverse()
    }

    /// Adds the time of the event of that number: 200 a second, from a morning on.
    mutating func addTime(_ number: Int) {
        let milliseconds = clock ?? number * 5
        let seconds = milliseconds / 1_000
        if clock != nil {
            if date.day != seconds / 86_400 { date = (seconds / 86_400, Self.date(seconds)) }
            add(date.text)
        } else {
            add("2026-11-")
            add(1 + seconds / 86_400 % 28, digits: 2)
        }
        add("T")
        add(seconds / 3_600 % 24, digits: 2)
        add(":")
        add(seconds / 60 % 60, digits: 2)
        add(":")
        add(seconds % 60, digits: 2)
        add(".")
        add(milliseconds % 1_000, digits: 3)
        add("Z")
    }

    /// The date in UTC of so many seconds since 1970.
    private static func date(_ seconds: Int) -> String {
        var (time, parts) = unsafe (time_t(seconds), tm())
        unsafe gmtime_r(&time, &parts)
        func pad(_ number: Int32) -> String { (number < 10 ? "0" : "") + "\(number)" }
        return unsafe "\(1_900 + parts.tm_year)-\(pad(parts.tm_mon + 1))-\(pad(parts.tm_mday))"
    }
}
