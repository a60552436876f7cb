extension Message {
    /// The rows of `whatsapp_message_edits`: "for one `edit_id` the greatest (`edited_at`, body, sender), none least".
    var editRows: [Edit] {
        Dictionary(grouping: edits, by: \.editID).values.compactMap { $0.max { $0.rank < $1.rank } }
    }

    /// "The text of the greatest (`edited_at`, `edit_id`) that isn't foreign."
    var shownEdit: Edit? {
        let sender = winner?.sender
        return editRows.filter { !isForeign($0, to: sender) }.max { ($0.time, $0.editID) < ($1.time, $1.editID) }
    }

    /// "An edit is foreign if its sender and the row's `sender_id` are addresses of one kind (both `@lid` or neither) and
    /// differ; where `from_me`, none is."
    private func isForeign(_ edit: Edit, to sender: Address?) -> Bool {
        guard !edit.fromMe, let sender, let editor = edit.sender else { return false }
        return editor.contradicts(sender)
    }
}

extension Edit {
    fileprivate var rank: (Moment, Text, NoneLeast<Text>) {
        (time, text, NoneLeast(sender?.text))
    }
}
