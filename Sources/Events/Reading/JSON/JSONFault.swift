import CSimdJSON

extension csj_fault {
    /// What is wrong with the bytes, for whoever has to find who wrote them.
    var text: String {
        switch self {
        case .ok: "nothing is wrong"
        case .empty: "it is empty"
        case .notUTF8: "it is not UTF-8"
        case .openString: "a string does not end"
        case .controlCharacter: "a control character stands in a string"
        case .structure: "a bracket, comma or colon is missing or misplaced"
        case .literal: "a word is none of true, false and null"
        case .badNumber: "a number is malformed"
        case .escape: "an escape is malformed"
        case .trailing: "something follows the end"
        case .tooLarge: "it has more than four gigabytes"
        case .noMemory: "there is no memory for its index"
        }
    }
}
