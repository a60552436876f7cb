extension SettingsReader {
    /// The database.
    package static let databaseURL = Setting<DatabaseURL?>(
        SettingDescription(
            "DATABASE_URL", "URL",
            help:
                "The database: postgresql://user:password@host/database. libpq's own PG… variables work too.",
            isSecret: true),
        default: nil
    ) { text throws(SettingFault) in
        guard let url = DatabaseURL(text) else {
            throw SettingFault("", remedy: "give a libpq URI: postgresql://user:password@host:5432/database")
        }
        guard url.isReadable else {
            throw SettingFault(
                "",
                remedy: "in user and password write % as %25, / as %2F, @ as %40 and : as %3A, and a port as a number")
        }
        return url
    }

    /// The database's URL; nil where libpq's own variables say where it is.
    package mutating func database() -> DatabaseURL? { read(Self.databaseURL) }

    /// The same for a program that can't do without: a problem where nothing says where the database is.
    package mutating func requiredDatabase() -> DatabaseURL? {
        let others = ["PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE"]
        if !isSet(Self.databaseURL.name), !others.contains(where: isSet) {
            problem(
                Self.databaseURL.name, "is not set, and neither is PGHOST or PGSERVICE",
                remedy: "set it to a libpq URI: postgresql://user:password@host:5432/database")
        }
        return database()
    }
}
