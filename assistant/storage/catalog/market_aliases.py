"""Names that were learnt from what people call a thing."""

import sqlite3
from datetime import UTC, datetime
from typing import NamedTuple


class LearntAlias(NamedTuple):
    """Somebody chose a product after a phrase that had not found it."""

    said: str
    product_id: str
    language: str
    at: datetime


class AliasTable:
    """Learnt names by product, inside a market's file; writing is part of an open transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def all(self) -> tuple[LearntAlias, ...]:
        """All of them, the latest first."""
        rows = self._connection.execute(
            "SELECT said, product, language, at FROM alias ORDER BY at DESC, said"
        ).fetchall()
        return tuple(
            LearntAlias(said, product, language, datetime.fromtimestamp(at, UTC))
            for said, product, language, at in rows
        )

    def of(self, product_id: str) -> tuple[str, ...]:
        """What was learnt of one product."""
        rows = self._connection.execute(
            "SELECT said FROM alias WHERE product = ? ORDER BY said", (product_id,)
        ).fetchall()
        return tuple(row["said"] for row in rows)

    def learn(self, said: str, product_id: str, language: str, at: int) -> bool:
        """Keep one; False where it is known."""
        kept = self._connection.execute(
            "INSERT INTO alias VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (said, product_id, language, at),
        )
        return kept.rowcount > 0

    def forget(self, said: str) -> None:
        """Forget a name, whatever it is of."""
        self._connection.execute("DELETE FROM alias WHERE said = ?", (said,))
