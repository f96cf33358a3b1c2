import GRDB

/// The tables. Migrations are only appended: one that was published is never changed.
enum LedgerSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 ledger and audit") { database in
            try database.execute(sql: first)
        }
        migrator.registerMigration("2 blocks and unknown issuers") { database in
            try database.execute(sql: blocksAndUnknownIssuers)
        }
        migrator.registerMigration("3 changes of blocks are counted") { database in
            try database.execute(sql: countOfBlockChanges)
        }
        migrator.registerMigration("4 sessions") { database in
            try database.execute(sql: sessions)
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

    private static let blocksAndUnknownIssuers = """
        -- One row for each thing that a block is kept under. Persons stand here as keyed hashes only.
        CREATE TABLE block (
            subject BLOB PRIMARY KEY, kind TEXT NOT NULL, label TEXT NOT NULL, reason TEXT NOT NULL,
            made_by TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER
        ) STRICT, WITHOUT ROWID;

        -- Bounded: the rarest and oldest make room.
        CREATE TABLE unknown_issuer (
            name TEXT NOT NULL, key_identifier TEXT NOT NULL, count INTEGER NOT NULL,
            first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, sample BLOB NOT NULL,
            PRIMARY KEY (name, key_identifier)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX unknown_issuer_first ON unknown_issuer (first_seen);
        """

    /// By the store itself, so that no statement can forget it.
    private static let countOfBlockChanges = """
        CREATE TABLE block_changes (
            id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL
        ) STRICT;
        INSERT INTO block_changes VALUES (1, 0);
        CREATE TRIGGER block_made AFTER INSERT ON block BEGIN UPDATE block_changes SET count = count + 1; END;
        CREATE TRIGGER block_changed AFTER UPDATE ON block BEGIN UPDATE block_changes SET count = count + 1; END;
        CREATE TRIGGER block_lifted AFTER DELETE ON block BEGIN UPDATE block_changes SET count = count + 1; END;
        """
}
