/// What operators do by hand, and letters that were cut to a budget.
enum OperatorTables {
    static let sql = """
        ALTER TABLE zapline.dead_letters
            -- A flood went over the hour's budget: key, headers and payload were left out, the archive and the log have them.
            ADD COLUMN IF NOT EXISTS is_trimmed boolean NOT NULL DEFAULT false,
            -- When the letter's state changed last; NULL: never.
            ADD COLUMN IF NOT EXISTS changed_at timestamptz;

        -- One row for each act of an operator that moved, applied or dropped something: who, why, and what exactly.
        CREATE TABLE IF NOT EXISTS zapline.audit_log (
            audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            acted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            actor text NOT NULL,
            reason text NOT NULL,
            action text NOT NULL,
            subject text NOT NULL,
            details jsonb NOT NULL DEFAULT '{}'
        );
        """
}
