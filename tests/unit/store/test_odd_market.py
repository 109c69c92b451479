"""A market with a seller that takes weeks, one with a single piece left, and a slow shop outside."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from fnmatch import fnmatch as matches
from pathlib import Path

import pytest

from assistant.app import App
from assistant.core.messages import utc_now
from assistant.core.settings import Language, load, override
from assistant.dialog.session import Session
from assistant.scripting.clock import ScriptClock
from assistant.scripting.counter import direct_counter
from assistant.scripting.script import START
from assistant.storage.catalog.catalog_import import Importer
from assistant.storage.catalog.feed_mapping import FeedMapping
from assistant.turns import Saying
from tests.unit.conversations import conversation

SELLERS = (
    "id,name_en,name_ko,delivery_days,cutoff,works_weekends,shipping_per_order_usd,"
    "shipping_per_item_usd,shipping_free_from_usd,shipping_per_order_krw,shipping_per_item_krw,"
    "shipping_free_from_krw,outside,url\n"
    "seamail,Sea Mail,바다 우편,40,16:00,yes,1.00,0,99,1000,0,99000,no,\n"
    "farshop,Far Shop,먼 가게,30,16:00,yes,1.00,0,99,1000,0,99000,yes,https://far.example\n"
    "empty,Empty Shelf,빈 선반,1,16:00,no,0,0,1,0,0,1,no,\n"
)
OFFERS = (
    "product_id,seller,price_usd,stock\n"
    "tide-pods-81-count,seamail,9.99,50\n"
    "huy-fong-sriracha-17-ounces,farshop,1.20,\n"
    "lavazza-super-crema-coffee-beans-1-kilogram,empty,12.00,1\n"
)
Talk = Callable[..., list[str]]


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    """`talk("ko", "…", "…")`: what is answered to each sentence of one conversation."""
    settings = override(load({}), [f"paths.data={tmp_path}"])
    clock = ScriptClock(START)
    with contextlib.ExitStack() as stack:
        counter = stack.enter_context(direct_counter(settings, clock))
        app = App(settings)
        for name, text in (("sellers.csv", SELLERS), ("offers.csv", OFFERS)):
            (tmp_path / name).write_text(text, encoding="utf-8")
            feed = Importer(app.catalog, tmp_path / name, FeedMapping(), tmp_path, now=utc_now())
            assert not feed.run().tally.rejected

        def run(language: Language, *sentences: str) -> list[str]:
            session = Session("assistant", language)
            talking = conversation(app, counter, clock, language)
            replies = []
            for sentence in sentences:
                turn = talking.take(session, Saying(sentence, "text"))
                replies.append("" if turn.reply is None else turn.reply.text)
                clock.pass_by(timedelta(seconds=1))
            return replies

        yield run


def test_cheaper_elsewhere_tells_how_long_it_takes_and_who_is_cheaper_without_that(
    talk: Talk,
) -> None:
    [slow] = talk("en", "is tide pods 81 cheaper elsewhere")
    assert "less than Homewell, but it takes 40 days. Harbor Wholesale has it for $19.49" in slow
    [slow] = talk("ko", "타이드 팟 81개입 다른 데가 더 싸?")
    assert "다만 받는 데 40일 걸려요. 하버 도매에서는 US$19.49이고" in slow
    assert slow.endswith("요일에 와요.")


@pytest.mark.parametrize(
    ("language", "asked", "told"),
    [
        ("en", "is sriracha cheaper elsewhere", "but it takes 30 days. I cannot order there."),
        ("ko", "스리라차 다른 데가 더 싸?", "다만 받는 데 30일 걸려요. 거기서는 주문할 수 없어요."),
        ("en", "who sells tide pods 81", "Sea Mail for $9.99 plus $1.00 shipping in 40 days,"),
        ("ko", "타이드 팟 81개입 누가 팔아?", "40일 걸리는 바다 우편"),
    ],
)
def test_a_price_that_takes_weeks_is_never_told_without_them(
    talk: Talk, language: Language, asked: str, told: str
) -> None:
    assert told in talk(language, asked)[0]


def test_who_does_not_want_one_seller_does_not_wait_for_weeks_unless_it_is_to_be_cheap(
    talk: Talk,
) -> None:
    said = ("reorder detergent not from homewell", "as cheap as possible", "yes")
    first, cheap, changed = talk("en", *said)
    assert "from Harbor Wholesale" in first
    assert "Sea Mail can bring it" in cheap
    assert "but not before Saturday, April 11" in cheap
    assert "from Sea Mail" in changed


@pytest.mark.parametrize(
    ("language", "sentences", "told"),
    [
        (
            "en",
            ("order two lavazza coffee from empty shelf", "why", "just one then"),
            (
                "Empty Shelf has only one Lavazza*Shall I order it from somebody else?",
                "More than one of Lavazza*cannot be had from Empty Shelf.*?",
                "That is one Lavazza*from Empty Shelf. Shall I order it?",
            ),
        ),
        (
            "ko",
            ("빈 선반에서 라바짜 커피 두 개 주문해 줘", "왜", "그럼 한 개만"),
            (
                "빈 선반에는 라바짜*1개밖에 없어요. 다른 데서 주문할까요?",
                "빈 선반에서는 라바짜*1개보다 많이 살 수 없어요.*?",
                "라바짜*1개를*빈 선반에서 주문했어요*",
            ),
        ),
        (
            "en",
            ("order tide pods 81 and milk by today", "why", "no"),
            ("*tomorrow at the earliest.*?", "Morning Basket is the first*tomorrow.*?", "*order*"),
        ),
        (
            "ko",
            ("타이드 팟 81개입이랑 우유 오늘까지 주문해줘", "왜", "아니"),
            ("*가장 빠르면 내일*?", "*모닝 바스켓에서 가장 먼저 와요.*?", "*주문*"),
        ),
        (
            "en",
            ("order sriracha", "why", "yes"),
            ("*Shall I order it?", "Good Pantry gets $5.98*Shall I order it?", "Ordered one Huy*"),
        ),
        (
            "ko",
            ("스리라차 주문해 줘", "왜", "네"),
            ("*주문할까요?", "굿 팬트리 US$5.98*주문할까요?", "*주문했어요*"),
        ),
    ],
)
def test_why_is_answered_before_the_order_and_the_question_stays_open(
    talk: Talk, language: Language, sentences: tuple[str, ...], told: tuple[str, ...]
) -> None:
    replies = talk(language, *sentences)
    for reply, pattern in zip(replies, told, strict=True):
        assert matches(reply, pattern.replace("?", "[?]")), reply


def test_a_price_is_that_of_all_pieces_though_two_sellers_send_them(talk: Talk) -> None:
    (reply,) = talk("en", "how much are two lavazza coffee beans")
    assert "cost $34.99 from Cup and Kettle and Empty Shelf, $38.48 with shipping" in reply
