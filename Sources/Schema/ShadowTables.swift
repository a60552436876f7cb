/// The tables that a rebuild fills beside the live ones.
///
/// They are UNLOGGED, which is cheaper by half: after a crash of the server they are empty, `marker` with them, and the rebuild
/// begins again.
package enum ShadowTables {
    /// What makes them in a schema of their own, which nobody but its owner may use.
    package static func sql(pipeline: String, schema: String) -> String {
        let tables =
            switch pipeline {
            case "status": StatusTables.sql(schema: schema)
            case "messages": MessageTables.sql(schema: schema)
            case "archive": PipelineTables.archive(schema: schema)
            default: ""
            }
        return [
            "CREATE SCHEMA \(schema);", nobodyElse(schema), tables, unlogged(schema), marker(schema), scope(schema),
        ].joined(separator: "\n")
    }

    /// A database can have default privileges that give schemas away.
    private static func nobodyElse(_ schema: String) -> String {
        """
        DO $$
        DECLARE
            grantee oid;
        BEGIN
            FOR grantee IN
                SELECT DISTINCT g.grantee FROM pg_namespace n, aclexplode(n.nspacl) g
                WHERE n.nspname = '\(schema)' AND g.grantee <> n.nspowner
            LOOP
                EXECUTE format('REVOKE ALL ON SCHEMA \(schema) FROM %s',
                    CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END);
            END LOOP;
        END $$;
        """
    }

    private static func unlogged(_ schema: String) -> String {
        """
        DO $$
        DECLARE
            made regclass;
        BEGIN
            FOR made IN SELECT oid FROM pg_class WHERE relnamespace = '\(schema)'::regnamespace AND relkind = 'r' LOOP
                EXECUTE format('ALTER TABLE %s SET UNLOGGED', made);
            END LOOP;
        END $$;
        """
    }

    private static func marker(_ schema: String) -> String {
        """
        -- Its row tells that nothing was lost.
        CREATE UNLOGGED TABLE \(schema).marker (made boolean NOT NULL);
        INSERT INTO \(schema).marker VALUES (true);
        """
    }

    private static func scope(_ schema: String) -> String {
        """
        -- The records that the tables are made of: from the first offset on, before the next one.
        CREATE UNLOGGED TABLE \(schema).scope (
            log_id smallint, topic_partition integer, topic text COLLATE "C" NOT NULL, first_offset bigint NOT NULL,
            next_offset bigint NOT NULL, PRIMARY KEY (log_id, topic_partition)
        );
        """
    }
}
