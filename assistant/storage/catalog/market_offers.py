"""Offers of sellers in a market's file, with the history of their prices and what is held."""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec

from assistant.core.money import Money
from assistant.store.goods.catalog import SellerOffer
from assistant.store.market.offer_check import (
    LATELY,
    Accepted,
    Held,
    HeldOffer,
    Refused,
    Verdict,
    judge,
)
from assistant.store.market.offers import PricePoint

DROPPED_FOR = timedelta(days=7)
"""A seller that sends its list every hour would otherwise have the owner asked every hour."""
_encode = msgspec.json.Encoder(order="sorted").encode


class Taken(NamedTuple):
    """What became of an offer."""

    verdict: Verdict
    before: SellerOffer | None
    same: bool = False
    counts: bool = True
    """False: it begins later, and until then the one before holds."""


class OfferTables:
    """Offers by id and currency; writing is part of an open transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def of_product(self, product_id: str) -> tuple[SellerOffer, ...]:
        """All offers of a product, in all currencies."""
        rows = self._connection.execute(
            "SELECT fact FROM offer WHERE product = ? ORDER BY number", (product_id,)
        ).fetchall()
        return tuple(msgspec.json.decode(row["fact"], type=SellerOffer) for row in rows)

    def one(self, offer_id: str, currency: str) -> SellerOffer | None:
        """One offer, or None."""
        row = self._connection.execute(
            "SELECT fact FROM offer WHERE id = ? AND currency = ?", (offer_id, currency)
        ).fetchone()
        return None if row is None else msgspec.json.decode(row["fact"], type=SellerOffer)

    def count(self) -> int:
        """How many offers there are."""
        return int(self._connection.execute("SELECT count(*) FROM offer").fetchone()[0])

    def take(
        self,
        offer: SellerOffer,
        others: Sequence[SellerOffer],
        currencies: Collection[str],
        now: datetime,
    ) -> Taken:
        """Judge an offer, then keep it, hold it or neither.

        Told again unchanged it is news of its stock only, where `stock_at` says of when.

        Args:
            offer: the new one.
            others: every offer of that product that is known, from here and from the shop.
            currencies: what is paid in here.
            now: when.
        """
        alike = [each for each in others if each.unit_price.currency == offer.unit_price.currency]
        before = _before(offer, others)
        rest = [each for each in alike if each.id != offer.id]
        verdict = judge(offer, before, rest, currencies, now, lately=self.lately(offer, now))
        match verdict:
            case Accepted():
                self._drop_held(offer.id, offer.unit_price.currency)
                if self._waits(offer, before, now):
                    return Taken(verdict, before, same=not self._await(offer), counts=False)
                kept = self.one(offer.id, offer.unit_price.currency)
                same = kept is not None and _as_told(kept) == _as_told(offer)
                if not same or offer.stock_at is not None:
                    self.keep(offer, now, before)
                return Taken(verdict, before, same=same)
            case Held(reason):
                verdict = self.hold(offer, reason, now)
            case Refused():
                pass
        return Taken(verdict, before)

    def lately(self, offer: SellerOffer, now: datetime) -> tuple[Money, ...]:
        """The least and the most that an offer cost within `LATELY`, since the owner's last yes."""
        key = (offer.id, offer.unit_price.currency)
        since = int((now - LATELY).timestamp())
        row = self._connection.execute(
            "SELECT min(minor) AS least, max(minor) AS most FROM price JOIN offer ON number = offer"
            " WHERE id = ? AND currency = ? AND at >= coalesce((SELECT max(at)"
            "  FROM price AS earlier WHERE earlier.offer = number AND earlier.at <= max(?, coalesce("
            "   (SELECT at FROM agreed WHERE agreed.id = offer.id"
            "     AND agreed.currency = offer.currency), 0))), 0)",
            (*key, since),
        ).fetchone()
        least, most = row["least"], row["most"]
        return () if least is None else (Money(least, key[1]), Money(most, key[1]))

    def keep(self, offer: SellerOffer, now: datetime, before: SellerOffer | None = None) -> None:
        """Keep an offer and write its price down; `before` is what the shop's catalog knew of it."""
        at = int(now.timestamp())
        number, new = self._number(offer)
        if new and before is not None:
            # What the shop's catalog said was so until now.
            self._note(number, 0, before.unit_price.minor, before.stock)
        sold = offer.valid_until is None or now < offer.valid_until
        self._note(number, at, offer.unit_price.minor if sold else None, offer.stock)

    def begun(self, now: datetime) -> list[SellerOffer]:
        """Offers whose day has come: they take the place of those before, from that day on."""
        rows = self._connection.execute(
            "DELETE FROM coming WHERE begins <= ? RETURNING fact", (int(now.timestamp()),)
        ).fetchall()
        offers = [msgspec.json.decode(row["fact"], type=SellerOffer) for row in rows]
        for offer in offers:
            self.keep(offer, offer.valid_from or now)
        return offers

    def coming(self) -> tuple[SellerOffer, ...]:
        """Offers that wait for their day, the next first."""
        rows = self._connection.execute("SELECT fact FROM coming ORDER BY begins, id").fetchall()
        return tuple(msgspec.json.decode(row["fact"], type=SellerOffer) for row in rows)

    def some_begun(self, now: datetime) -> bool:
        """Whether the day of any offer has come."""
        query = "SELECT 1 FROM coming WHERE begins <= ? LIMIT 1"
        return self._connection.execute(query, (int(now.timestamp()),)).fetchone() is not None

    def _waits(self, offer: SellerOffer, before: SellerOffer | None, now: datetime) -> bool:
        """Whether an offer begins later than now, and another of its id holds until then."""
        later = offer.valid_from is not None and now < offer.valid_from
        return later and before is not None and before.valid_at(now)

    def _await(self, offer: SellerOffer) -> bool:
        """Keep an offer aside until its day comes; False where it is there already."""
        key = (offer.id, offer.unit_price.currency)
        row = self._connection.execute(
            "SELECT fact FROM coming WHERE id = ? AND currency = ?", key
        ).fetchone()
        known = None if row is None else msgspec.json.decode(row["fact"], type=SellerOffer)
        if known is not None and _as_told(known) == _as_told(offer):
            return False
        begins = int(offer.valid_from.timestamp()) if offer.valid_from else 0
        self._connection.execute(
            "INSERT OR REPLACE INTO coming VALUES (?, ?, ?, ?)", (*key, begins, _encode(offer))
        )
        return True

    def withdraw(self, offer_id: str, known: Iterable[SellerOffer], now: datetime) -> bool:
        """End an offer in all currencies, what is held of it too; False where there is none.

        `known` are the offers of its product, the shop's among them: those end here as well.
        """
        rows = self._connection.execute(
            "SELECT fact FROM offer WHERE id = ?", (offer_id,)
        ).fetchall()
        own = (msgspec.json.decode(row["fact"], type=SellerOffer) for row in rows)
        told = (each for each in known if each.id == offer_id)
        offers = {each.unit_price.currency: each for each in (*told, *own)}.values()
        ending = [each for each in offers if each.valid_until is None or now < each.valid_until]
        for offer in ending:
            self.keep(msgspec.structs.replace(offer, valid_until=now), now, offer)
        waiting = [
            self._connection.execute(f"DELETE FROM {table} WHERE id = ?", (offer_id,))  # noqa: S608
            for table in ("coming", "held")
        ]
        return bool(ending) or any(each.rowcount for each in waiting)

    def history(self, of: str, currency: str, since: datetime) -> tuple[PricePoint, ...]:
        """Changes of an offer, or of all of a product: those since then, and the last before."""
        rows = self._connection.execute(
            "SELECT id, fact, at, minor, price.stock FROM price JOIN offer ON number = offer"
            " WHERE (id = ? OR product = ?) AND currency = ? AND at >= coalesce((SELECT max(at)"
            "  FROM price AS earlier WHERE earlier.offer = number AND earlier.at <= ?), 0)"
            " ORDER BY at, number",
            (of, of, currency, int(since.timestamp())),
        ).fetchall()
        return tuple(
            PricePoint(
                offer_id=row["id"],
                seller_id=msgspec.json.decode(row["fact"], type=SellerOffer).seller_id,
                at=datetime.fromtimestamp(row["at"], UTC),
                unit_price=None if row["minor"] is None else Money(row["minor"], currency),
                stock=row["stock"],
            )
            for row in rows
        )

    def published(self, offer_id: str) -> bytes | None:
        """The digest of what a seller last told of an offer through a broker."""
        row = self._connection.execute(
            "SELECT digest FROM published WHERE id = ?", (offer_id,)
        ).fetchone()
        return None if row is None else bytes(row["digest"])

    def note_published(self, offer_id: str, digest: bytes) -> None:
        """Keep the digest of what a seller has told of an offer through a broker."""
        self._connection.execute(
            "INSERT OR REPLACE INTO published VALUES (?, ?)", (offer_id, digest)
        )

    # What waits for the owner

    def held(self) -> tuple[HeldOffer, ...]:
        """What waits, the oldest first."""
        rows = self._connection.execute(
            "SELECT number, fact, reason, at FROM held ORDER BY number"
        ).fetchall()
        return tuple(
            HeldOffer(
                row["number"],
                msgspec.json.decode(row["fact"], type=SellerOffer),
                row["reason"],
                datetime.fromtimestamp(row["at"], UTC),
            )
            for row in rows
        )

    def release(self, held: HeldOffer, others: Sequence[SellerOffer], now: datetime) -> bool:
        """A held offer is right: whether it counts from now on; `others` are as for `take`.

        One of a later day waits for its day, as if it had never been held.
        """
        self.forget(held)
        begins = max(now, held.offer.valid_from or now)
        self._connection.execute(
            "INSERT OR REPLACE INTO agreed VALUES (?, ?, ?)",
            (held.offer.id, held.offer.unit_price.currency, int(begins.timestamp())),
        )
        before = _before(held.offer, others)
        if self._waits(held.offer, before, now):
            self._await(held.offer)
            return False
        self.keep(held.offer, now, before)
        return True

    def forget(self, held: HeldOffer) -> None:
        """A held offer waits no longer."""
        self._connection.execute("DELETE FROM held WHERE number = ?", (held.number,))

    def drop(self, held: HeldOffer, now: datetime) -> None:
        """A held price is wrong: told again, it is not asked about again for `DROPPED_FOR`."""
        self.forget(held)
        price = held.offer.unit_price
        self._connection.execute(
            "INSERT OR REPLACE INTO dropped VALUES (?, ?, ?, ?)",
            (held.offer.id, price.currency, price.minor, int(now.timestamp())),
        )

    def hold(self, offer: SellerOffer, reason: str, now: datetime) -> Held | Refused:
        """Keep an offer aside until the owner has said a word, unless it was said already."""
        price, at = offer.unit_price, int(now.timestamp())
        since = at - int(DROPPED_FOR.total_seconds())
        dropped = self._connection.execute(
            "SELECT 1 FROM dropped WHERE id = ? AND currency = ? AND minor = ? AND at > ?",
            (offer.id, price.currency, price.minor, since),
        ).fetchone()
        if dropped is not None:
            return Refused(f"{price} is wrong, as the owner has said")
        self._connection.execute(
            "INSERT INTO held (id, currency, fact, reason, at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id, currency) DO UPDATE SET fact = excluded.fact,"
            " reason = excluded.reason, at = excluded.at",
            (offer.id, price.currency, _encode(offer), reason, at),
        )
        return Held(reason)

    def _drop_held(self, offer_id: str, currency: str) -> None:
        self._connection.execute(
            "DELETE FROM held WHERE id = ? AND currency = ?", (offer_id, currency)
        )

    def _number(self, offer: SellerOffer) -> tuple[int, bool]:
        """The number an offer is kept under, and whether it is new here."""
        key = (offer.id, offer.unit_price.currency)
        row = self._connection.execute(
            "UPDATE offer SET fact = ?, product = ? WHERE id = ? AND currency = ? RETURNING number",
            (_encode(offer), offer.product_id, *key),
        ).fetchone()
        if row is not None:
            return int(row["number"]), False
        made = self._connection.execute(
            "INSERT INTO offer (id, currency, product, fact) VALUES (?, ?, ?, ?) RETURNING number",
            (*key, offer.product_id, _encode(offer)),
        ).fetchone()
        return int(made["number"]), True

    def _note(self, number: int, at: int, minor: int | None, stock: int | None) -> None:
        """Append to the history, unless nothing has changed."""
        last = self._connection.execute(
            "SELECT minor, stock FROM price WHERE offer = ? AND at <= ? ORDER BY at DESC LIMIT 1",
            (number, at),
        ).fetchone()
        if last is None or (last["minor"], last["stock"]) != (minor, stock):
            self._connection.execute(
                "INSERT OR REPLACE INTO price VALUES (?, ?, ?, ?)", (number, at, minor, stock)
            )


def _before(offer: SellerOffer, others: Sequence[SellerOffer]) -> SellerOffer | None:
    """What the same offer was until now, in the same money."""
    same = (offer.id, offer.unit_price.currency)
    return next((each for each in others if (each.id, each.unit_price.currency) == same), None)


def _as_told(offer: SellerOffer) -> SellerOffer:
    return msgspec.structs.replace(offer, stock_at=None)
