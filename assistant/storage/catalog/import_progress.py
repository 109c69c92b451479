"""How far an import is: noted in the market's file with what was taken, so that one broken off goes on."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from assistant.storage.catalog.feed_mapping import Kind
from assistant.storage.catalog.import_report import Tally
from assistant.storage.catalog.market_file import MarketFile
from assistant.storage.sqlite_file import explained, writing
from assistant.store.goods.catalog import SellerOffer


class ImportProgress:
    """That of one import."""

    def __init__(self, market: MarketFile, digest: str) -> None:
        """`digest` is that of the feed and how it is read: by it an import is taken up again."""
        self._market = market
        self._digest = digest
        self.number = 0
        """That of the import, once it has begun."""

    def begin(self, file: Path, kind: Kind, now: datetime, *, reported: bool) -> tuple[int, Tally]:
        """Up to which line it is done, and what came of them: nothing yet where it begins anew.

        It does unless the report of the one that was broken off is still there (`reported`).
        """
        connection = self._market.connection
        row = connection.execute(
            "SELECT * FROM import WHERE digest = ? AND finished_at IS NULL", (self._digest,)
        ).fetchone()
        if row is not None and row["done"] and reported:
            self.number = row["number"]
            counted = {name: row[name] for name in ("added", "changed", "same", "held", "rejected")}
            return row["done"], Tally(**counted)
        with explained(self._market.path), writing(connection):
            connection.execute("DELETE FROM import WHERE finished_at IS NULL")
            connection.execute("DELETE FROM told")
            made = connection.execute(
                "INSERT INTO import (digest, file, kind, begun_at) VALUES (?, ?, ?, ?)"
                " RETURNING number",
                (self._digest, str(file), kind, int(now.timestamp())),
            ).fetchone()
        self.number = made["number"]
        return 0, Tally()

    def told_in(self, line: int, offers: Sequence[SellerOffer]) -> int | None:
        """The line that has told one of these offers before; None where none has."""
        for each in offers:
            row = self._market.connection.execute(
                "INSERT INTO told (import, id, currency, line) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET line = line RETURNING line",
                (self.number, each.id, each.unit_price.currency, line),
            ).fetchone()
            if row["line"] != line:
                return int(row["line"])
        return None

    def note(self, done: int, tally: Tally) -> None:
        """Note up to which line it is done, within the transaction that takes these lines."""
        self._market.connection.execute(
            "UPDATE import SET done = ?, added = ?, changed = ?, same = ?, held = ?, rejected = ?"
            " WHERE number = ?",
            (done, tally.added, tally.changed, tally.same, tally.held, tally.rejected, self.number),
        )

    def finish(self, now: datetime) -> None:
        """Note that all is taken."""
        with explained(self._market.path), writing(self._market.connection):
            self._market.connection.execute(
                "UPDATE import SET finished_at = ? WHERE number = ?",
                (int(now.timestamp()), self.number),
            )
            self._market.connection.execute("DELETE FROM told WHERE import = ?", (self.number,))
