"""Ten thousand blobs of 1,000 bytes, in a database in memory and then as rows."""
import sqlite3

ROWS, SIZE = 10_000, 1_000


def total(connection):
    return sum(len(blob) for blob, in connection.execute("select data from blobs"))  # passing


connection = sqlite3.connect(":memory:")
connection.execute("create table blobs (id integer primary key, data blob)")
blob = bytes(SIZE)
with connection:
    connection.executemany("insert into blobs (data) values (?)", ((blob,) for _ in range(ROWS)))  # insert
rows = connection.execute("select data from blobs").fetchall()  # fetchall
print(len(rows), total(connection))
