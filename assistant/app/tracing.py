"""Where the numbers of an order, an offer or a suggestion come from."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from assistant.app.parts import App
from assistant.core.messages import Order, utc_now
from assistant.core.notes import Topic
from assistant.store.discovery.findings import Found
from assistant.store.market.offers import SellerOffer
from assistant.store.orders.explain import why as reasons

Row = tuple[str, str]
"""A label, and what is to be said."""
_WHOSE = {
    "household": "the household's own orders",
    "taste": "of people who buy what it buys",
    "everybody": "everybody's",
    "shelf": "everybody's, with things of the same category",
}


def trace(app: App, subject: str) -> Sequence[Row]:
    """What is known of an order (A1001), an offer (SELLER:ID) or a suggested product (its id).

    Nothing where there is none of that name. Raises `StorageError`.
    """
    return [*_order(app, subject), *_suggestion(app, subject), *_offers(app, subject)]


def _order(app: App, subject: str) -> Iterator[Row]:
    with app.order_store() as store:
        found = store.trace(subject) if store is not None else None
    if found is None:
        return
    yield "order", f"{found.order.order_id} is {found.order.state}"
    yield from reasons(found, app.time_zone, app.seller_name)
    yield from _records(app, found.order)
    for facts in _kept(app, "why", subject):
        yield from _priced(app, facts)


def _records(app: App, order: Order) -> Iterator[Row]:
    """What the promise goes by: the deliveries of each seller that are known now."""
    for seller_id in dict.fromkeys(line.seller_id for line in order.lines):
        yield "record", f"{app.seller_name(seller_id)}: {_record(app, seller_id)}"


def _record(app: App, seller_id: str) -> str:
    """How late a seller's deliveries were, counted."""
    lates = app.promises.record(utc_now(), app.time_zone).lates(seller_id)
    if not lates:
        return "no deliveries of its own are known"
    counted = sorted(Counter(lates).items())
    told = [
        f"{times} {f'{late} late' if late else 'on the day it named'}" for late, times in counted
    ]
    return f"{len(lates)} {'delivery' if len(lates) == 1 else 'deliveries'}, {', '.join(told)} (working days)"


def _priced(app: App, facts: dict[str, Any]) -> Iterator[Row]:
    """What was known when the basket was priced."""
    if facts["asked"]:
        yield "asked for", ", ".join(f"{name} {value}" for name, value in facts["asked"].items())
    for product_id, offer_id, quantity, price, comes in facts["lots"]:
        yield "offer", f"{quantity} x {product_id}: {offer_id}, {price} each, comes {comes}"
    for seller_id, goods, shipping in facts["parcels"]:
        yield "parcel", f"{app.seller_name(seller_id)}: goods {goods}, shipping {shipping}"
    if facts["line_by_line"]:
        yield "line by line", f"{facts['line_by_line']} with each line where its price is lowest"
    if facts["one_seller"]:
        yield "one seller", f"{facts['one_seller']} at the cheapest single seller"
    whole = facts["bound"] == facts["total"]
    proved = "so nothing was cheaper" if whole else "the rest is not proved"
    held_to = "does what was asked for" if facts["asked"] else "comes as soon as usual"
    told = f"no way that {held_to} costs less than {facts['bound']}"
    yield "bound", f"{told}, {proved} ({facts['seconds']} s)"


def _suggestion(app: App, subject: str) -> Iterator[Row]:
    note = app.notebook.note("suggested", subject)
    if note is None or not note.value:
        return
    try:
        found = msgspec.json.decode(note.value, type=Found)
    except msgspec.ValidationError:  # kept by an earlier version, with other facts
        yield "suggested", f"out of what is bought, and nothing else: {note.value}"
        return
    yield "suggested", f"{note.at:%Y-%m-%d}, out of what is bought, and nothing else"
    yield "with", ", ".join(found.asked)
    yield "whose baskets", f"{_WHOSE[found.who]}: {found.baskets}"
    yield "with what was asked", str(found.times)
    yield "with the suggestion", str(found.other_times)
    yield "with both", str(found.together)
    yield "lift", f"{found.lift} times as often as by chance, few baskets drawn to 1"
    yield "share", f"{found.share:.0%} of this household's such baskets, estimated"


def _kept(app: App, topic: Topic, about: str) -> Iterator[dict[str, Any]]:
    note = app.notebook.note(topic, about)
    if note is not None and note.value:
        yield msgspec.json.decode(note.value)


def _offers(app: App, subject: str) -> Iterator[Row]:
    """The offers of a product, or the one of this id, and what their sellers are known for."""
    now = utc_now()
    product_id = subject
    if ":" in subject and app.catalog.product(subject) is None:
        product_id = subject.partition(":")[2]
    for offer in app.market.offers_of(product_id, now):
        if subject in {offer.id, offer.product_id}:
            yield from _offer(app, offer)
    for held in app.catalog.held_offers():
        if subject in {held.offer.id, held.offer.product_id}:
            yield "held", f"{held.offer.id}: {held.offer.unit_price}, {held.reason}"
    for offer in app.catalog.coming_offers():
        if subject in {offer.id, offer.product_id}:
            yield "coming", f"{offer.id}: {offer.unit_price} from {offer.valid_from:%Y-%m-%d}"


def _offer(app: App, offer: SellerOffer) -> Iterator[Row]:
    now = utc_now()
    yield "offer", f"{offer.id}: {offer.unit_price} by {offer.seller_id}, {offer.condition}"
    for each in offer.breaks:
        yield "price break", f"{each.unit_price} from {each.quantity} on"
    if offer.stock is not None:
        yield "stock", str(offer.stock)
    if (terms := app.market.terms(offer.seller_id)) is not None:
        free = "" if terms.free_from is None else f", nothing from {terms.free_from} on"
        yield "shipping", f"{terms.per_order} an order, {terms.per_item} an item{free}"
    seller = app.market.seller(offer.seller_id)
    if seller is not None and not offer.outside:
        promised = app.promises(seller, now, app.time_zone)
        likely = "no record yet" if promised.probability is None else f"{promised.probability:.0%}"
        yield "promise", f"{promised.day}, {likely}"
        yield "record", _record(app, seller.id)
    begun = offer.valid_from or now.replace(year=2000)
    for point in app.market.price_history(offer.id, begun, now):
        yield "price since", f"{point.at:%Y-%m-%d}  {point.unit_price}"
