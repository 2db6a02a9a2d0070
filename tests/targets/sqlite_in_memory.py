"""sqlite takes its pages from malloc itself, with the GIL released."""
import sqlite3


def fill(database):
    database.execute("create table blobs (content blob)")
    database.executemany("insert into blobs values (?)", ((blob,) for _ in range(1_000)))  # insert


blob = bytes(10_000)
database = sqlite3.connect(":memory:")
fill(database)
