"""Feeds of products, offers, sellers and categories taken into a household's market.

Lines are taken in batches, each in one transaction that also notes how far the file has been read:
an import that was broken off goes on there, and one that is done again changes nothing. Each line is
taken, held or rejected for itself; the report names every one that was not taken, and why.
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from assistant.core.errors import CatalogError
from assistant.storage.catalog.batches import batches
from assistant.storage.catalog.catalog_cells import Row
from assistant.storage.catalog.catalog_rows import category_of, offers_of, seller_of
from assistant.storage.catalog.category_tree import refuse_lost
from assistant.storage.catalog.facet_columns import CURRENCIES
from assistant.storage.catalog.feed import Feed, Line, open_feed
from assistant.storage.catalog.feed_mapping import (
    FeedMapping,
    Kind,
    Translator,
    digest,
    mapping_for,
)
from assistant.storage.catalog.feed_products import ProductBatch
from assistant.storage.catalog.household_catalog import HouseholdCatalog
from assistant.storage.catalog.import_progress import ImportProgress
from assistant.storage.catalog.import_report import Batch, Tally
from assistant.storage.catalog.market_desk import MarketDesk
from assistant.storage.sqlite_file import explained, writing
from assistant.store.goods.catalog import SellerOffer
from assistant.store.market.offer_check import Accepted, Held, Refused, together

BATCH: Final = 2000
"""Lines in one transaction: others who write wait no longer than that takes."""

_Lines = Sequence[tuple[int, Mapping[str, str]]]
"""Their numbers, and their cells by field."""


@dataclass(frozen=True)
class Imported:
    """An import that is done."""

    kind: Kind
    format: str
    tally: Tally
    report: Path | None
    """Where the lines that were not taken are named; None where all were."""
    resumed_at: int = 0
    """The line at which a broken import was taken up again; 0: it began anew."""
    unused: tuple[str, ...] = ()
    """Columns of which nothing was read."""


class Importer:
    """Takes one feed into a household's market."""

    def __init__(
        self,
        catalog: HouseholdCatalog,
        file: Path,
        mapping: FeedMapping,
        reports: Path,
        *,
        now: datetime,
    ) -> None:
        """Look at the file; `CatalogError` where it is none."""
        self.feed: Feed = open_feed(file)
        self.translator = Translator(mapping, self.feed.columns)
        if missing := self.translator.missing:
            raise CatalogError(
                f"{file}: no column is known as {' or '.join(missing)}, of "
                f"{', '.join(self.feed.columns)[:200]!r}; if it is the right file, "
                f"{mapping_for(missing)}"
            )
        self._catalog = catalog
        self._market = catalog.market
        self._desk = MarketDesk(catalog)
        self._mapping = mapping
        self._now = now
        self._report = reports / f"{file.stem}.rejected.csv"
        self._progress = ImportProgress(self._market, digest(file, mapping))

    def run(self, progress: Callable[[int], None] = lambda _: None) -> Imported:
        """Take all lines that are not taken yet.

        Raises:
            CatalogError: nothing in the file can be used.
            StorageError: the market's file fails; what was taken stays.
        """
        kind = self.translator.kind
        done, tally = self._progress.begin(
            self.feed.path, kind, self._now, reported=self._report.is_file()
        )
        lines = (line for line in self.feed.lines(progress) if line.number > done)
        self._report.parent.mkdir(parents=True, exist_ok=True)
        with self._report.open("a" if done else "w", encoding="utf-8", newline="") as file:
            report = csv.writer(file)
            if not done:
                report.writerow(["line", "reason"])
            for some in batches(lines, BATCH):
                batch = Batch(tally)
                self._take(kind, some, batch)
                report.writerows(sorted(batch.problems))
                file.flush()
        self._progress.finish(self._now)
        left_out = tally.rejected or tally.held
        if not left_out:
            self._report.unlink(missing_ok=True)
        return Imported(
            kind,
            self.feed.format,
            tally,
            self._report if left_out else None,
            resumed_at=done,
            unused=self.translator.unused,
        )

    def _take(self, kind: Kind, lines: Sequence[Line], batch: Batch) -> None:
        readable: list[tuple[int, Mapping[str, str]]] = []
        for line in lines:
            if line.problem is None:
                readable.append((line.number, self.translator.cells(line.cells)))
            else:
                batch.reject(line.number, line.problem)
        with (
            self._catalog.lock,
            explained(self._market.path),
            writing(self._market.connection),
        ):
            match kind:
                case "products":
                    self._take_products(readable, batch)
                case "offers":
                    self._take_offers(readable, batch)
                case "sellers":
                    self._take_sellers(readable, batch)
                case "categories":
                    self._take_categories(readable, batch)
            self._progress.note(lines[-1].number, batch.tally)
        self._catalog.written()

    def _take_products(self, lines: _Lines, batch: Batch) -> None:
        taken = ProductBatch(
            self._catalog,
            self._progress.number,
            self.translator.fields,
            new_categories=self._mapping.new_categories,
        )
        for line, cells in lines:
            taken.add(line, cells)
        taken.write(self._now)
        tally = batch.tally
        tally.added += taken.added
        tally.changed += taken.changed
        tally.same += taken.same
        for line, reason in taken.rejected:
            batch.reject(line, reason)
        for line, reason in taken.held:
            batch.hold(line, reason)

    def _take_offers(self, lines: _Lines, batch: Batch) -> None:
        for line, cells in lines:
            problems: list[str] = []
            try:
                offers = self._offers(cells, problems)
            except ValueError as error:
                problems.append(str(error))
            if problems:
                batch.reject(line, *problems)
            elif (first := self._progress.told_in(line, offers)) is not None:
                batch.reject(
                    line,
                    f"{offers[0].seller_id} offers {offers[0].product_id} in line {first} "
                    "already; ids tell two offers apart",
                )
            else:
                self._take_offer(line, offers, batch)

    def _offers(self, cells: Mapping[str, str], problems: list[str]) -> tuple[SellerOffer, ...]:
        """The offers of a line, one in each currency; the product may be told by its code."""
        own = dict(cells)
        codes = filter(None, (each.strip() for each in own.get("codes", "").split("|")))
        own["product_id"] = self._desk.product_meant(own.get("product_id") or None, codes)
        own["id"] = own.get("id") or own["product_id"]
        row = Row("", {f: v for f, v in own.items() if v or not f.startswith("price_")}, problems)
        offers = offers_of(row)
        if not offers and not problems:
            raise ValueError(f"no price in {' or '.join(CURRENCIES)}")
        return offers

    def _take_offer(self, line: int, offers: Iterable[SellerOffer], batch: Batch) -> None:
        """A line counts once, as the worst that became of its offers."""
        taken = [self._desk.take(offer, self._now) for offer in offers]
        refused = [t.verdict.reason for t in taken if isinstance(t.verdict, Refused)]
        held = [t.verdict.reason for t in taken if isinstance(t.verdict, Held)]
        accepted = [t for t in taken if isinstance(t.verdict, Accepted)]
        if refused:
            batch.reject(line, *refused)
        elif held:
            batch.hold(line, together(held))
        elif all(each.same for each in accepted):
            batch.tally.same += 1
        elif any(each.before for each in accepted):
            batch.tally.changed += 1
        else:
            batch.tally.added += 1

    def _take_sellers(self, lines: _Lines, batch: Batch) -> None:
        for line, cells in lines:
            row = Row("", cells, [])
            seller = seller_of(row)
            if row.problems:
                batch.reject(line, *row.problems)
                continue
            before = self._catalog.seller(seller.id)
            batch.tally.count(before, seller)
            if before != seller:
                self._market.put_sellers([seller])

    def _take_categories(self, lines: _Lines, batch: Batch) -> None:
        known = {each.id: each.parent_id for each in self._catalog.categories()}
        read = [(line, row := Row("", cells, []), category_of(row)) for line, cells in lines]
        refuse_lost({row: category for _, row, category in read}, known)
        for line, row, category in read:
            if row.problems:
                batch.reject(line, *row.problems)
                continue
            before = self._catalog.category(category.id)
            batch.tally.count(before, category)
            if before != category:
                self._market.put_categories([category])
