extension LedgerSchema {
    /// What is sealed here opens only with what browser and sites hold. Times in seconds since 1970.
    static let sessions = """
        CREATE TABLE session (
            id BLOB PRIMARY KEY, ticket BLOB UNIQUE, sealed_key TEXT NOT NULL, card TEXT,
            serves INTEGER NOT NULL, ends INTEGER NOT NULL, is_over INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX session_ends ON session (ends);
        CREATE INDEX session_serves ON session (serves) WHERE card IS NOT NULL;

        CREATE TABLE session_site (
            seq INTEGER PRIMARY KEY, session BLOB NOT NULL, mark BLOB NOT NULL UNIQUE, name BLOB NOT NULL,
            index_key TEXT NOT NULL, name_key TEXT NOT NULL, body TEXT NOT NULL, ends INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX session_site_session ON session_site (session);
        CREATE INDEX session_site_name ON session_site (name);
        CREATE INDEX session_site_ends ON session_site (ends);

        CREATE TABLE logout (
            ticket BLOB PRIMARY KEY, body TEXT NOT NULL, step INTEGER NOT NULL, ends INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX logout_ends ON logout (ends);
        """
}
