/// The words that synthetic people use: with accents, quotes, line breaks and pictures, as real ones do.
enum Vocabulary {
    private static let words: [[UInt8]] = [
        "oi", "bom dia", "obrigado", "pedido", "entrega", "amanhã", "às 10h", "não", "sim", "valor", "R$ 42,90", "pix",
        "loja",
        "confirmado", "ok", "qual o prazo?", "já paguei", "😊", "👍", "endereço", "Rua São João, 120", "\"urgente\"",
        "\n",
        "atendimento", "por favor", "aguarde", "nota fiscal", "troca", "tamanho M", "azul", "até logo", "hello",
        "thanks", "👩‍👩‍👧",
    ].map { Array($0.utf8) }

    private static let first: [[UInt8]] = [
        "Ana", "João", "Maria", "Pedro", "Inês", "Luís", "Carla", "Zoë", "Rui", "Beatriz", "Sofia", "Davi", "Lara",
        "Tomás",
    ].map { Array($0.utf8) }

    private static let last: [[UInt8]] = [
        "Silva", "Souza", "Conceição", "Lima", "Araújo", "Pereira", "Gomes", "Braga", "Nunes", "Moura", "D'Ávila",
    ].map { Array($0.utf8) }

    /// Adds words until there are about so many bytes.
    static func write(_ text: TrafficWords, into bytes: inout [UInt8]) {
        var chance = SplitMix64(seed: text.seed)
        let end = bytes.count + text.length
        bytes.append(contentsOf: words[chance.below(words.count)])
        while bytes.count < end {
            bytes.append(UInt8(ascii: " "))
            bytes.append(contentsOf: words[chance.below(words.count)])
        }
    }

    /// Adds a name.
    static func write(name number: Int, into bytes: inout [UInt8]) {
        bytes.append(contentsOf: first[number % first.count])
        bytes.append(UInt8(ascii: " "))
        bytes.append(contentsOf: last[(number / first.count) % last.count])
    }
}
