"""The signatures of names as they are kept in a file."""

import sqlite3

import numpy as np
import pytest

from assistant.language.names.signatures import signatures
from assistant.storage.catalog.signature_column import (
    CHUNK,
    SIGNATURE_SCHEMA,
    SignatureColumn,
    write_signatures,
)

RUNS = {1: "tId", 2: "podz", CHUNK - 1: "milk", CHUNK: "sop", 3 * CHUNK + 5: "bred"}


@pytest.fixture
def file() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(SIGNATURE_SCHEMA)
    return connection


def read(column: SignatureColumn, *numbers: int) -> list[int]:
    return [int(each) for each in column.of(np.array(numbers, np.uint32))]


def expected(*runs: str) -> list[int]:
    return [int(each) for each in signatures(runs)]


def test_names_keep_their_signatures_by_their_numbers(file: sqlite3.Connection) -> None:
    write_signatures(file, RUNS)
    column = SignatureColumn(file)
    column.keep_up(max(RUNS))
    assert read(column, *RUNS) == expected(*RUNS.values())
    assert read(column, 3) == [0]


def test_names_that_were_written_since_are_taken_in(file: sqlite3.Connection) -> None:
    column = SignatureColumn(file)
    for last, (number, run) in enumerate(RUNS.items(), 1):
        write_signatures(file, {number: run})
        column.keep_up(number)
        assert read(column, *list(RUNS)[:last]) == expected(*list(RUNS.values())[:last])


@pytest.mark.parametrize("last", [CHUNK, 2])
def test_all_are_read_where_the_names_were_built_anew(file: sqlite3.Connection, last: int) -> None:
    write_signatures(file, RUNS)
    column = SignatureColumn(file)
    column.keep_up(max(RUNS))
    file.execute("DELETE FROM signature")
    write_signatures(file, {1: "bred", last: "sop"})
    column.keep_up(last)
    assert read(column, 1, last) == expected("bred", "sop")
