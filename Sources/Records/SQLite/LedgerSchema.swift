import GRDB

/// The tables. Migrations are only appended: one that was published is never changed.
enum LedgerSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 ledger and audit") { database in
            try database.execute(sql: first)
        }
        return migrator
    }

    private static let first = """
        CREATE TABLE spent_request (
            site TEXT NOT NULL, request TEXT NOT NULL, expires INTEGER NOT NULL,
            PRIMARY KEY (site, request)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX spent_request_expires ON spent_request (expires);

        CREATE TABLE spent_card (
            tag BLOB NOT NULL, card_use INTEGER NOT NULL, expires INTEGER NOT NULL,
            reason TEXT NOT NULL, case_number TEXT NOT NULL, issuer TEXT NOT NULL,
            PRIMARY KEY (tag, card_use)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX spent_card_expires ON spent_card (expires);

        -- What is chained is `record`; the other columns repeat what records are found by.
        CREATE TABLE audit (
            seq INTEGER PRIMARY KEY, case_number TEXT, event TEXT NOT NULL, time TEXT NOT NULL,
            record BLOB NOT NULL, previous BLOB NOT NULL, hash BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX audit_decision ON audit (case_number) WHERE event = 'decision';
        CREATE INDEX audit_case ON audit (case_number);
        CREATE INDEX audit_time ON audit (time);

        -- Certificates and revocation answers: personal, kept for a shorter time than the records.
        CREATE TABLE evidence (
            seq INTEGER PRIMARY KEY REFERENCES audit (seq), body BLOB NOT NULL
        ) STRICT;

        CREATE TABLE head (
            id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL, hash BLOB NOT NULL
        ) STRICT;
        INSERT INTO head VALUES (1, 0, zeroblob(32));

        -- Minutes that are still being counted.
        CREATE TABLE noise (
            minute INTEGER NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL,
            PRIMARY KEY (minute, reason)
        ) STRICT, WITHOUT ROWID;
        """
}
