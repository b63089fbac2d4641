"""Tables from one database to another, row by row."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, Table, func, inspect, select, text

_ROWS = 200  # some hold a whole document


def copy_tables(source: Connection, target: Engine | Connection, tables: MetaData) -> None:
    """Every row of the tables that the source has, into the empty or missing tables of the target."""
    if isinstance(target, Engine):
        with target.begin() as connection:
            copy_tables(source, connection, tables)
        return
    tables.create_all(target)
    present = set(inspect(source).get_table_names())
    for table in tables.sorted_tables:
        if table.name not in present:
            continue
        rows = source.execute(select(table), execution_options={"stream_results": True}).mappings()
        while piece := rows.fetchmany(_ROWS):
            target.execute(table.insert(), [dict(row) for row in piece])
        if target.dialect.name == "postgresql":
            _advance(target, table)


def _advance(target: Connection, table: Table) -> None:
    """Let the next row have a number that none of the copied ones has."""
    key = next(iter(table.primary_key.columns))
    if table.autoincrement_column is None:
        return
    last = target.scalar(select(func.max(key)))
    if last is not None:
        sequence = f"pg_get_serial_sequence('{table.name}', '{key.name}')"
        target.execute(text(f"SELECT setval({sequence}, :last)"), {"last": last})


def rows_of(database: Path, count: str) -> int:
    """What a counting statement says of a SQLite file."""
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute(count).fetchone()[0])
