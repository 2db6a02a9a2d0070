"""Imported by imported_module.py."""

TABLE = bytes(6_000_000)  # blocks
