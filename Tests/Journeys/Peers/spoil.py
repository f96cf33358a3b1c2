"""Changes one letter of a stored audit record, as somebody with the disk in his hands could.

    spoil.py STORE
"""

import sqlite3
import sys


def main():
    store = sqlite3.connect(sys.argv[1])
    tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        columns = [row[1] for row in store.execute(f'PRAGMA table_info("{table}")')]
        for column in columns:
            rows = store.execute(f'SELECT rowid, "{column}" FROM "{table}" ORDER BY rowid').fetchall()
            for row, value in rows:
                text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
                if not isinstance(text, str) or '"outcome":"refused"' not in text:
                    continue
                changed = text.replace('"outcome":"refused"', '"outcome":"released"')
                changed = changed.encode() if isinstance(value, bytes) else changed
                for trigger, in store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                    store.execute(f'DROP TRIGGER "{trigger}"')
                store.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (changed, row))
                store.commit()
                return
    sys.exit("no record of a refusal in the store")


if __name__ == "__main__":
    main()
