import Bytes

/// Whether an address hides the phone number behind it.
func isLID(_ address: ByteView) -> Bool { address.hasSuffix("@lid") }

/// Whether two addresses could be compared: a LID and a phone number may be the same person.
func areOfOneKind(_ left: ByteView, _ right: ByteView) -> Bool { isLID(left) == isLID(right) }
