"""Changes a stored audit record, as somebody who has the disk in his hands could: a refusal becomes a login.

    spoil.py STORE
"""

import sqlite3
import sys


def main():
    with sqlite3.connect(sys.argv[1]) as store:
        for place, record in store.execute("SELECT seq, record FROM audit ORDER BY seq").fetchall():
            changed = record.replace(b'"refused"', b'"released"')
            if changed != record:
                store.execute("UPDATE audit SET record = ? WHERE seq = ?", (changed, place))
                return
    sys.exit("no record of a refusal in the store")


if __name__ == "__main__":
    main()
