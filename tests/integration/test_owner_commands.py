"""What only the owner may do, over the wire, in a running house: child lock, code, limits."""

import secrets
from collections.abc import Callable, Iterator

import pytest
from click.testing import Result

from assistant.app import App, Home, OwnerLine, open_home
from assistant.core import settings as sources
from assistant.core.messages import (
    Answer,
    ConfirmOrder,
    LineRequest,
    ListOrders,
    PlaceOrder,
    RegisterDevice,
    utc_now,
)
from assistant.core.settings import Settings
from assistant.dialog.session import Session

Run = Callable[..., Result]
LIMITS = (
    'limits.code_above={USD="30"}',
    "limits.device_orders_per_day=2",
)


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    return sources.load(environ, LIMITS)


@pytest.fixture
def home(settings: Settings) -> Iterator[Home]:
    with open_home(App(settings)) as home:
        yield home


def order(home: Home, quantity: int) -> Answer:
    """What a program of the house, which is no owner, is answered."""
    with home.conversation(Session("assistant", "en")) as (_, hands):
        answer = hands.ask_store(
            PlaceOrder(
                request_id=secrets.token_hex(8),
                device_id="assistant",
                at=utc_now(),
                lines=(LineRequest(product_id="tide-pods-81-count", quantity=quantity),),
            )
        )
        assert answer is not None
        return answer


def confirm(home: Home, order_id: str, code: str | None) -> Answer:
    with home.conversation(Session("assistant", "en")) as (_, hands):
        answer = hands.ask_store(
            ConfirmOrder(
                request_id=secrets.token_hex(8),
                device_id="assistant",
                at=utc_now(),
                order_id=order_id,
                code=code,
            )
        )
        assert answer is not None
        return answer


def test_what_is_locked_waits_for_the_code(home: Home, run: Run) -> None:
    assert run("code", "set", stdin="4271\n").exit_code == 0
    assert run("lock", "on").stdout == "The child lock is on.\n"
    held = order(home, 1)
    assert held.status == "held"
    assert held.order is not None
    assert (held.reason or "").startswith("locked: ")
    assert (confirm(home, held.order.order_id, "1111").reason or "").startswith("wrong_code: ")
    assert confirm(home, held.order.order_id, "4271").status == "placed"
    assert run("lock", "off").exit_code == 0
    assert order(home, 1).status == "placed"


def test_the_limits_of_the_settings_hold(home: Home) -> None:
    dear = order(home, 2)
    assert dear.status == "held"
    assert (dear.reason or "").startswith("code_needed: it costs ")
    assert [order(home, 1).status for _ in range(2)] == ["placed", "placed"]
    refused = order(home, 1)
    assert refused.status == "refused"
    assert (refused.reason or "").startswith("too_many_orders: this device")


def test_the_owner_is_answered(home: Home, settings: Settings) -> None:
    assert home.address.port
    with OwnerLine(settings) as owner:
        question = ListOrders(request_id="owner-1", device_id="owner", at=utc_now())
        assert owner.ask(question).status == "orders"
        let_in = RegisterDevice(request_id="owner-2", device_id="owner", at=utc_now(), subject="x")
        assert owner.ask(let_in).status == "done"


@pytest.mark.parametrize(
    ("typed", "says"),
    [("12\n", "4 to 8 digits"), ("12a4\n", "4 to 8 digits"), ("\n", "4 to 8 digits"),
     ("7777\n", "guess"), ("3456\n", "guess"), ("٤٢٧١\n", "4 to 8 digits")],
)  # fmt: skip
def test_a_code_that_is_none_is_refused_and_not_repeated(typed: str, says: str, run: Run) -> None:
    result = run("code", "set", stdin=typed)
    assert result.exit_code == 2
    assert says in result.stderr
    assert not typed.strip() or typed.strip() not in result.output


def test_before_the_first_day_it_says_what_to_start(run: Run) -> None:
    result = run("lock", "on")
    assert result.exit_code == 1
    assert "assistant run" in result.stderr


def test_while_nothing_runs_the_owner_decides_all_the_same(settings: Settings, run: Run) -> None:
    with open_home(App(settings)) as home:
        order(home, 1)
    assert "No code is set" in run("lock", "on").stdout
    assert run("code", "set", stdin="4271\n").exit_code == 0
    with open_home(App(settings)) as home:
        held = order(home, 1)
        assert held.order is not None
        assert confirm(home, held.order.order_id, "4271").status == "placed"
