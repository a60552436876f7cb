/// What the types of a group's notifications mean.
enum GroupNotice {
    /// The library's event for a type of notification.
    static func event(_ type: String) -> String? {
        switch type {
        case "add", "invite", "linked_group_join": "group_join"
        case "remove", "leave": "group_leave"
        case "promote", "demote": "group_admin_changed"
        case "membership_approval_request", "created_membership_requests": "group_membership_request"
        case "subject", "description", "picture", "announce", "restrict": "group_update"
        default: nil
        }
    }
}
