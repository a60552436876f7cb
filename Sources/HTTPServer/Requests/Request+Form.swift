extension Request {
    /// The port in `Host`; nil where it names none, as with the usual ones.
    var hostPort: UInt16? {
        guard let host = header("Host"), let colon = host.lastIndex(of: ":") else { return nil }
        return UInt16(host[host.index(after: colon)...])
    }

    /// The values of the cookies of that name.
    package func cookies(named name: String) -> [String] {
        headers.filter { $0.name.lowercased() == "cookie" }.flatMap { $0.value.split(separator: ";") }.compactMap {
            pair in
            let pair = pair.drop { $0 == " " }
            return pair.hasPrefix(name + "=") ? String(pair.dropFirst(name.count + 1)) : nil
        }
    }

    /// The first field of that name in a form's body; nil where there is none, or where it isn't UTF-8.
    ///
    /// > application/x-www-form-urlencoded: … Replace any 0x2B (+) in name and value with 0x20 (SP). … the result of … percent-decode
    ///
    /// Source: https://url.spec.whatwg.org/#urlencoded-parsing
    package func formField(_ name: String) -> String? {
        for pair in body.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, Self.decoded(parts[0]) == name else { continue }
            return Self.decoded(parts[1])
        }
        return nil
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
        var result: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, digits.allSatisfy(isHexDigit),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                result.append(value)
                rest = rest.dropFirst(2)
            } else {
                result.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(validating: result, as: UTF8.self)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
