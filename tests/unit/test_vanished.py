"""An offer that is gone between the choice and the order: said, and never replaced in silence."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from assistant.app import App
from assistant.core.settings import Language, load, override
from assistant.dialog.session import Session
from assistant.scripting.cast import CastHands
from assistant.scripting.clock import ScriptClock
from assistant.scripting.counter import direct_counter
from assistant.scripting.script import START
from assistant.storage.sqlite_file import writing
from assistant.turns import Conversation, Saying

RINSE = "finish-jet-dry-rinse-aid-23-ounces"


class Shopper:
    """Somebody who talks to a real store while sellers change their minds."""

    def __init__(self, app: App, conversation: Conversation, session: Session) -> None:
        self._app, self._conversation, self._session = app, conversation, session

    def __call__(self, text: str) -> str:
        turn = self._conversation.take(self._session, Saying(text, "text"))
        assert turn.reply is not None
        return turn.reply.text

    def ends(self, *sellers: str) -> None:
        """These do not offer it any more."""
        market = self._app.catalog.market
        for offer in self._app.market.offers_of(RINSE, START):
            if offer.seller_id in sellers:
                ended = msgspec.structs.replace(offer, valid_until=START)
                with writing(market.connection):
                    market.offers.keep(ended, START)
        self._app.catalog.written()


@pytest.fixture
def shopper(tmp_path: Path) -> Iterator[Callable[[Language], Shopper]]:
    settings = override(load({}), [f"paths.data={tmp_path}"])
    clock = ScriptClock(START)
    with contextlib.ExitStack() as stack:
        counter = stack.enter_context(direct_counter(settings, clock))
        app = App(settings)

        def speaking(language: Language) -> Shopper:
            conversation = Conversation(
                app.matcher(language),
                app.replies(language),
                lambda *scene: app.scene(*scene, player=None),
                CastHands(counter),
                app.notebook,
                question_s=20,
                zone=app.time_zone,
                clock=clock,
                observers=[],
            )
            return Shopper(app, conversation, Session("assistant", language))

        yield speaking


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
