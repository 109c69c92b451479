"""A PostgreSQL server of the tests' own."""

from collections.abc import Iterator

import pytest

from bench.postgres import PrivateServer, find_programs, private_server


def own_server() -> Iterator[PrivateServer]:
    """It, running until the test is done; the test is skipped where PostgreSQL is not installed."""
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (apt install postgresql)")
    with private_server(programs) as server:
        yield server
