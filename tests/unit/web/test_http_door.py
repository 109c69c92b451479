"""The sellers' HTTP door: who is who, what is taken, and one clear line where something is wrong."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.core.errors import StorageError
from assistant.core.messages import Answer, MoveOrder, Order
from assistant.core.money import Money
from assistant.core.settings import PROJECT
from assistant.storage.catalog.household_catalog import HouseholdCatalog, open_household
from assistant.storage.catalog.seller_secrets import SellerSecrets
from assistant.web.http_door import application
from assistant.web.seller_desk import SellerDesk

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
AT = NOW.isoformat()
PODS = "tide-pods-81-count"
OFFER = {"product_id": PODS, "unit_price": {"minor": 1849, "currency": "USD"}, "stock": 7}


class OrderService:
    """Answers moves as it is told to."""

    def __init__(self) -> None:
        self.moves: list[MoveOrder] = []
        self.refusal: str | None = None
        self.silent = False

    def __call__(self, move: MoveOrder) -> Answer | None:
        self.moves.append(move)
        if self.silent:
            return None
        if self.refusal:
            return Answer(request_id=move.request_id, status="refused", reason=self.refusal)
        order = Order(
            order_id=move.order_id,
            state="shipped",
            origin="voice",
            device_id="kitchen",
            lines=(),
            total=Money(1, "USD"),
            placed_at=NOW,
            cancel_until=NOW,
            delivery=date(2026, 1, 7),
        )
        return Answer(request_id=move.request_id, status="done", order=order)


@pytest.fixture
def catalog(tmp_path: Path) -> HouseholdCatalog:
    return open_household(PROJECT / "catalog.db", tmp_path / "market.db")


@pytest.fixture
def service() -> OrderService:
    return OrderService()


@pytest.fixture
def pet(catalog: HouseholdCatalog, service: OrderService) -> Iterator[TestClient]:
    """The seller `pet`, with its secret."""
    secrets = SellerSecrets(catalog.market)
    app = application(SellerDesk(catalog, lambda: NOW), secrets.seller, service)
    with TestClient(app, headers={"Authorization": f"Bearer {secrets.make('pet')}"}) as client:
        yield client


def publish(client: TestClient, *offers: dict[str, Any]) -> list[dict[str, Any]]:
    response = client.post("/v1/offers", json={"offers": list(offers)})
    assert response.status_code == 200, response.text
    results: list[dict[str, Any]] = response.json()["results"]
    return results


def test_offers_count_at_once_and_told_again_change_nothing(
    pet: TestClient, catalog: HouseholdCatalog
) -> None:
    assert publish(pet, OFFER) == [{"offer_id": PODS, "status": "accepted", "reason": None}]
    offers = {each.seller_id: each for each in catalog.offers_of(PODS)}
    assert (offers["pet"].unit_price, offers["pet"].stock) == (Money(1849, "USD"), 7)
    assert publish(pet, OFFER)[0]["status"] == "same"


def test_each_offer_is_judged_for_itself(pet: TestClient, catalog: HouseholdCatalog) -> None:
    dear = OFFER | {"unit_price": {"minor": 184_900, "currency": "USD"}}
    results = publish(
        pet,
        OFFER,
        dear,
        OFFER | {"product_id": "nothing"},
        OFFER | {"unit_price": {"minor": 0, "currency": "USD"}},
        OFFER | {"unit_price": {"minor": 5, "currency": "EUR"}},
        {"product_id": PODS},
        {"code": "4006381333932", "unit_price": OFFER["unit_price"]},
        {"code": "4006381333931", "unit_price": OFFER["unit_price"]},
        {"unit_price": OFFER["unit_price"]},
    )
    assert [each["status"] for each in results] == ["accepted", "held", *["refused"] * 7]
    assert [each["reason"] for each in results][2:] == [
        "there is no product nothing",
        "0.00 USD is no price",
        "0.05 EUR is not in KRW or USD",
        "unit_price is missing",
        "'4006381333932' has a wrong check digit (2 instead of 1)",
        "no product has the code 4006381333931",
        "product_id or code is needed",
    ]
    assert catalog.market.offers.held()[0].offer.seller_id == "pet"


def test_an_offer_is_withdrawn_once(pet: TestClient) -> None:
    publish(pet, OFFER)
    assert pet.delete(f"/v1/offers/{PODS}").status_code == 200
    assert pet.delete(f"/v1/offers/{PODS}").status_code == 404


def test_a_seller_speaks_for_itself_only(pet: TestClient, catalog: HouseholdCatalog) -> None:
    publish(pet, OFFER | {"offer_id": "home:tide-pods-81-count"})
    assert {each.seller_id for each in catalog.offers_of(PODS)} >= {"pet"}
    main = catalog.product(PODS)
    assert main is not None
    assert main.price("USD") == Money(1999, "USD")


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer guess", "Basic abc", ""])
def test_who_says_no_secret_is_not_let_in(header: str | None, pet: TestClient) -> None:
    headers = {"Authorization": header} if header is not None else {"Authorization": "x"}
    response = pet.post("/v1/offers", json={"offers": [OFFER]}, headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert "assistant catalog secret" in response.json()["error"]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"", 422, "not understood"),
        (b"{", 422, "not understood"),
        (b'{"offers": []}', 422, "Expected `array` of length >= 1 - at `offers`"),
        (b'{"offers": [{"stock": -1}]}', 422, "Expected `int` >= 0 - at `offers[0].stock`"),
        (b"[" * 60_000, 422, "not understood"),
        (b" " * 70_000, 413, "send fewer offers"),
        (b"\xff\xfe", 422, "not understood"),
    ],
)
def test_a_bad_body_is_one_clear_line(body: bytes, status: int, said: str, pet: TestClient) -> None:
    response = pet.post("/v1/offers", content=body)
    assert response.status_code == status
    assert said in response.json()["error"]


def test_an_order_is_moved_on_as_its_seller(pet: TestClient, service: OrderService) -> None:
    move = {"move_id": "m1", "at": AT, "event": "ItemShipped", "shipped": {PODS: 1}}
    response = pet.post("/v1/orders/A1001/moves", json=move)
    assert response.json() == {"status": "done", "reason": None, "state": "shipped"}
    (told,) = service.moves
    assert (told.device_id, told.order_id, told.request_id) == ("pet", "A1001", "pet-m1")
    assert told.shipped == {PODS: 1}


def test_what_the_order_service_refuses_or_has_not_answered_is_said(
    pet: TestClient, service: OrderService
) -> None:
    move = {"move_id": "m1", "at": AT, "event": "OrderPacked"}
    service.refusal = "not_yours: pet does not sell this"
    response = pet.post("/v1/orders/A1001/moves", json=move)
    assert (response.status_code, response.json()["reason"]) == (409, service.refusal)
    service.silent = True
    assert pet.post("/v1/orders/A1001/moves", json=move).status_code == 202


@pytest.mark.parametrize(
    "move",
    [
        {"move_id": "m1", "at": AT, "event": "OrderEaten"},
        {"move_id": "no spaces", "at": AT, "event": "OrderPacked"},
        {"at": AT, "event": "OrderPacked"},
        {"move_id": "m1", "event": "OrderPacked"},
        {"move_id": "m1", "at": AT, "event": "ItemShipped", "shipped": {PODS: 0}},
    ],
)
def test_a_move_that_is_none_is_not_handed_on(
    move: dict[str, Any], pet: TestClient, service: OrderService
) -> None:
    assert pet.post("/v1/orders/A1001/moves", json=move).status_code == 422
    assert pet.post("/v1/orders/not%20an%20id/moves", json=move).status_code == 422
    assert not service.moves


def test_a_full_disk_is_said_and_can_be_tried_again(service: OrderService) -> None:
    class Broken:
        def take(self, seller_id: str, offers: object) -> Any:
            raise StorageError(f"the disk is full: {seller_id} {bool(offers)}")

    app = application(Broken(), lambda _: "pet", service)
    with TestClient(app, headers={"Authorization": "Bearer x"}) as client:
        response = client.post("/v1/offers", json={"offers": [OFFER]})
    assert response.status_code == 503
    assert "try again" in response.json()["error"]


def test_it_says_that_it_lives(pet: TestClient) -> None:
    assert pet.get("/v1/health").json() == {"status": "ok"}
    assert pet.get("/v1/nothing").status_code == 404
    assert pet.get("/v1/offers").status_code == 405


def test_an_offer_is_kept_with_all_that_is_told_of_it(
    pet: TestClient, catalog: HouseholdCatalog
) -> None:
    more = {
        "minimum": 3,
        "condition": "used",
        "delivery_days": 9,
        "valid_from": "2026-01-01T00:00:00Z",
        "valid_until": "2026-02-01T00:00:00Z",
        "url": "https://pet.example/pods",
        "breaks": [{"quantity": 6, "unit_price": {"minor": 1749, "currency": "USD"}}],
    }
    assert publish(pet, OFFER | more)[0]["status"] == "accepted"
    (kept,) = (each for each in catalog.offers_of(PODS) if each.seller_id == "pet")
    assert (kept.minimum, kept.condition, kept.delivery_days) == (3, "used", 9)
    assert (kept.valid_from, kept.valid_until) == (
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 2, 1, tzinfo=UTC),
    )
    assert kept.url == "https://pet.example/pods"
    assert kept.unit_price_for(6) == Money(1749, "USD")
