/// A table that a rebuild makes anew: how live is compared with the shadow, and brought to it.
///
/// Conditions and rules are SQL about `m`, the live row, and `s`, the shadow's.
package struct RebuiltTable: Sendable {
    /// What a difference in a column means.
    package enum Rule: Hashable, Sendable {
        /// The shadow's value is right.
        case exact
        /// Live may have the greater one, and keeps it: signs of life that the log doesn't hold any more.
        case greater
        /// Written where the row is new, never compared: the value of a row from before us is its user's.
        case onlyNew
        /// As `exact` where the condition over `s` holds, that an event told the value; else live keeps its own.
        case told(when: String)
        /// Never compared; grows past both with each change, so that who read the row before begins again.
        case counted
    }

    /// A column beside the key.
    package struct Column: Hashable, Sendable {
        /// Its name, in both tables.
        package let name: String
        /// What a difference means.
        package let rule: Rule

        /// A column.
        package init(_ name: String, _ rule: Rule = .exact) {
            self.name = name
            self.rule = rule
        }
    }

    /// How it is known what changes in the shadow while it is compared.
    package enum Touches: Hashable, Sendable {
        /// Its own changes are noted.
        case noted
        /// Those of another table say it, whose key this one's is.
        case by(String)
        /// Not at all: a row is made of its record alone, so what comes later is the same on both sides.
        case none
    }

    /// As people know it: `whatsapp_messages`.
    package let name: String
    /// Where it is live, with its schema.
    package let live: String
    /// Where it is made anew, with its schema.
    package let shadow: String
    /// Where both are one table: the shadow's value of the column `generation`; live's is 0.
    package let generation: Int32?
    /// The columns that name a row, the same in both.
    package let key: [String]
    /// The others that are ours.
    package let columns: [Column]
    /// The condition that an event named the row `m`, of which only key columns are known, so that it must not stand where the shadow
    /// hasn't got it; nil: a live row is never too many.
    package let removable: String?
    /// The column with the instance's name.
    package let instance: String
    /// How changes are noticed.
    package let touches: Touches
    /// Whether applications write it as well.
    package let isShared: Bool

    /// A table.
    package init(
        _ name: String, live: String, shadow: String, generation: Int32? = nil, key: [String], columns: [Column],
        removable: String? = nil, instance: String = "instance_name", touches: Touches = .noted, isShared: Bool = false
    ) {
        self.name = name
        self.live = live
        self.shadow = shadow
        self.generation = generation
        self.key = key
        self.columns = columns
        self.removable = removable
        self.instance = instance
        self.touches = touches
        self.isShared = isShared
    }
}
