"""An offer that is gone between the choice and the order: said, and never replaced in silence."""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec
import pytest

from assistant.app import App
from assistant.core.messages import ListOrders, SetStock
from assistant.core.settings import Language, load, override
from assistant.dialog.session import Session
from assistant.scripting.clock import ScriptClock
from assistant.scripting.counter import DirectCounter, direct_counter
from assistant.scripting.script import START
from assistant.skills.scene import Scene, Shelf
from assistant.storage.catalog.market_desk import MarketDesk
from assistant.storage.sqlite_file import writing
from assistant.store.choosing.purchase import Fit
from assistant.store.goods.catalog import Category, Product
from assistant.turns import Saying
from tests.unit.conversations import conversation

RINSE = "finish-jet-dry-rinse-aid-23-ounces"


class Without:
    """The shelf, from which a product is taken."""

    def __init__(self, shelf: Shelf, product_id: str) -> None:
        self._shelf, self._gone = shelf, product_id

    def find(self, phrase: str, most: int = 8) -> Sequence[Fit]:
        return [fit for fit in self._shelf.find(phrase, most) if fit.product.id != self._gone]

    def product(self, product_id: str) -> Product:
        if product_id == self._gone:
            raise KeyError(product_id)
        return self._shelf.product(product_id)

    def aisle(self, phrase: str) -> Sequence[Sequence[Product]]:
        return self._shelf.aisle(phrase)

    def aisles(self) -> Sequence[Category]:
        return self._shelf.aisles()


class Shopper:
    """Somebody who talks to a real store while sellers change their minds."""

    def __init__(
        self, app: App, counter: DirectCounter, clock: ScriptClock, language: Language
    ) -> None:
        self._app, self._counter, self._clock = app, counter, clock
        self._session = Session("assistant", language)
        self.gone = ""
        self._conversation = conversation(app, counter, clock, language, scenes=self._scene)

    def __call__(self, text: str) -> str:
        turn = self._conversation.take(self._session, Saying(text, "text"))
        assert turn.reply is not None
        return turn.reply.text

    def _scene(
        self, session: Session, id_: str, origin: Literal["voice", "text"], now: datetime
    ) -> Scene:
        scene = self._app.scene(session, id_, origin, now, player=None)
        return replace(scene, shelf=Without(scene.shelf, self.gone)) if self.gone else scene

    def orders(self) -> list[dict[str, int]]:
        """What is in the orders that can still be changed, the latest first."""
        request = ListOrders(
            request_id="list", device_id="owner", at=self._clock(), open_only=True, limit=9
        )
        answer = self._counter.ask(request)
        assert answer is not None
        return [{line.product_id: line.quantity for line in each.lines} for each in answer.orders]

    def ends(self, *sellers: str) -> None:
        """These do not offer it any more."""
        market = self._app.catalog.market
        for offer in self._app.market.offers_of(RINSE, START):
            if offer.seller_id in sellers:
                ended = msgspec.structs.replace(offer, valid_until=START)
                with writing(market.connection):
                    market.offers.keep(ended, START)
        self._app.catalog.written()

    def has(self, seller: str, stock: int) -> None:
        """A seller publishes how many it has."""
        offers = self._app.market.offers_of(RINSE, START)
        offer = next(each for each in offers if each.seller_id == seller)
        told = msgspec.structs.replace(offer, stock=stock)
        MarketDesk(self._app.catalog).take(told, self._clock())

    def counted(self, seller: str, available: int) -> None:
        """The owner has counted what a seller has."""
        request = SetStock(
            request_id=f"count{available}",
            device_id="owner",
            at=self._clock(),
            product_id=RINSE,
            seller_id=seller,
            available=available,
        )
        answer = self._counter.ask(request)
        assert answer is not None
        assert answer.status == "done"

    def later(self) -> None:
        """An hour passes."""
        self._clock.pass_by(timedelta(hours=1))


@pytest.fixture
def shopper(tmp_path: Path) -> Iterator[Callable[[Language], Shopper]]:
    settings = override(load({}), [f"paths.data={tmp_path}"])
    clock = ScriptClock(START)
    with contextlib.ExitStack() as stack:
        counter = stack.enter_context(direct_counter(settings, clock))
        app = App(settings)
        yield lambda language: Shopper(app, counter, clock, language)


@pytest.mark.parametrize(
    ("language", "talk", "asked", "done"),
    [
        (
            "en",
            ("order rinse aid", "yes"),
            (
                "Homewell has no Finish Jet-Dry Rinse Aid 23 ounces any more. Bright Cart has it for"
                " $14.08 with shipping. Shall I take that?"
            ),
            "Ordered one Finish Jet-Dry Rinse Aid 23 ounces",
        ),
        (
            "ko",
            ("식기세척기 린스 주문해 줘", "네"),
            (
                "홈웰에는 이제 피니시 식기세척기 린스 680밀리리터가 없어요. 브라이트 카트에는 배송비"
                " 포함 US$14.08에 있어요. 그걸로 할까요?"
            ),
            "주문했어요",
        ),
    ],
)
def test_another_seller_is_named_and_asked_about(
    shopper: Callable[[Language], Shopper],
    language: Language,
    talk: tuple[str, str],
    asked: str,
    done: str,
) -> None:
    say = shopper(language)
    order, yes = talk
    say(order)
    say.ends("home")
    assert say(yes) == asked
    assert done in say(yes)


def test_a_no_leaves_it_at_that(shopper: Callable[[Language], Shopper]) -> None:
    say = shopper("en")
    say("order rinse aid")
    say.ends("home")
    say("yes")
    assert "ordered" in say("no")
    assert say("order status") == "You have no open orders."


def test_where_nobody_else_has_it_that_is_all_that_is_said(
    shopper: Callable[[Language], Shopper],
) -> None:
    say = shopper("en")
    say("order rinse aid")
    say.ends("home", "brightcart")
    assert say("yes") == "Finish Jet-Dry Rinse Aid 23 ounces is not sold any more."


class Words(NamedTuple):
    """What is said and heard in a language."""

    order: str
    yes: str
    other: str
    short: str


WORDS: Mapping[Language, Words] = {
    "en": Words(
        "order two rinse aid",
        "yes",
        "Bright Cart",
        "Homewell has only one Finish Jet-Dry Rinse Aid 23 ounces left. Bright Cart has two for",
    ),
    "ko": Words(
        "식기세척기 린스 두 개 주문해 줘",
        "네",
        "브라이트 카트",
        "홈웰에는 이제 피니시 식기세척기 린스 680밀리리터가 1개밖에 안 남았어요. 브라이트 카트에는",
    ),
}


@pytest.mark.parametrize("language", WORDS)
def test_what_we_bought_of_a_seller_is_not_offered_again_until_it_tells_of_more(
    shopper: Callable[[Language], Shopper], language: Language
) -> None:
    say, words = shopper(language), WORDS[language]
    say.has("home", 3)
    say.later()
    say(words.order)
    assert words.other not in say(words.yes)
    say.later()
    assert words.other in say(words.order)  # one is left
    say.later()
    say.has("home", 3)
    assert words.other not in say(words.order)


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("counted", [True, False], ids=["counted", "told"])
def test_a_stock_that_runs_short_meanwhile_is_told_and_another_seller_named(
    shopper: Callable[[Language], Shopper], language: Language, *, counted: bool
) -> None:
    say, words = shopper(language), WORDS[language]
    assert words.other not in say(words.order)
    if counted:
        say.counted("home", 1)
    else:
        say.has("home", 1)
    assert words.short in say(words.yes)
    assert words.other in say(words.yes)  # ordered of it


@pytest.mark.parametrize("language", WORDS)
def test_what_the_order_service_counted_is_known_before_it_is_ordered(
    shopper: Callable[[Language], Shopper], language: Language
) -> None:
    say, words = shopper(language), WORDS[language]
    say.counted("home", 1)
    assert words.other in say(words.order)


DETERGENT, MILK = "tide-pods-81-count", "house-choice-whole-milk-1-gallon"
BOTH = {"en": "order detergent and milk", "ko": "세제랑 우유 주문해 줘"}
ONE = {"en": "order milk", "ko": "우유 주문해 줘"}


CHANGES: Mapping[Language, Sequence[str]] = {
    "en": (
        *("make the milk two", "make the detergent two", "by friday", "add eggs to my order"),
        *("as cheap as possible", "why that one", "what do you recommend", "forget that choice"),
    ),
    "ko": ("세제는 두 개로 바꿔 줘", "주문에 계란 추가해 줘", "제일 싸게", "추천해 줘"),
}
FOLLOWING: Mapping[Language, Sequence[str]] = {
    "en": (
        *("make it two", "three", "one more", "a bigger one", "by friday", "reorder", "no"),
        *("the usual", "no", "tide instead", "no", "my favourite is that one"),
    ),
    "ko": ("두 개로 바꿔 줘", "셋", "하나 더", "더 큰 걸로", "제일 싸게", "또 주문해 줘", "아니"),
}


@pytest.mark.parametrize("language", CHANGES)
def test_an_order_with_something_that_has_left_the_shop_stays_as_it_is(
    shopper: Callable[[Language], Shopper], language: Language
) -> None:
    say = shopper(language)
    say(BOTH[language])
    say.gone = DETERGENT
    for said in CHANGES[language]:
        say(said)
        assert say.orders() == [{DETERGENT: 1, MILK: 1}], said


@pytest.mark.parametrize("language", FOLLOWING)
def test_nothing_fails_on_what_has_left_the_shop(
    shopper: Callable[[Language], Shopper], language: Language
) -> None:
    say = shopper(language)
    say(ONE[language])
    say.gone = MILK
    for said in FOLLOWING[language]:
        say(said)
        assert say.orders() == [{MILK: 1}], said


def test_what_stays_is_still_sold(shopper: Callable[[Language], Shopper]) -> None:
    say = shopper("en")
    say(BOTH["en"])
    say.gone = MILK
    say("without the detergent")
    assert say.orders() == [{DETERGENT: 1, MILK: 1}]
    say.gone = ""
    say("without the detergent")
    assert say.orders() == [{MILK: 1}]


def test_it_is_said_that_it_is_not_sold_any_more(shopper: Callable[[Language], Shopper]) -> None:
    say = shopper("en")
    say("order milk")
    say.gone = MILK
    for said in ("make it two", "one more"):
        assert say(said) == (
            "House Choice Whole Milk 1 gallon is not sold any more, so I cannot order it anew. Your"
            " order stays as it is."
        )


def test_and_in_korean(shopper: Callable[[Language], Shopper]) -> None:
    say = shopper("ko")
    say("우유 주문해 줘")
    say.gone = MILK
    assert say("두 개로 바꿔 줘") == (
        "하우스 초이스 우유 3.8리터는 이제 팔지 않아서 다시 주문할 수 없어요. 주문은 그대로 둘게요."
    )
