"""The sellers' HTTP door: offers in, and word of how far an order is.

    POST   /v1/offers                   {"offers": [{"product_id": …, "unit_price": …}]}
    DELETE /v1/offers/{offer_id}
    POST   /v1/orders/{order_id}/moves  {"move_id": …, "at": …, "event": "ItemShipped"}
    GET    /v1/health

Each request carries `Authorization: Bearer SECRET`, by which the seller is known. Bodies are JSON of
at most 64 KB; an error is `{"error": …}` and says what to do.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Annotated, Protocol, TypeVar

import msgspec
from msgspec import Meta
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.core.errors import StorageError
from assistant.core.messages import (
    MAX_MESSAGE_BYTES,
    Answer,
    Count,
    Id,
    Moment,
    MoveOrder,
    OfferTaken,
    OfferTold,
)
from assistant.web.impatient_http import PATIENCE_S

MOST_OFFERS = 200
T = TypeVar("T")


class OffersBody(msgspec.Struct, frozen=True, kw_only=True):
    """The body of `POST /v1/offers`."""

    offers: Annotated[tuple[OfferTold, ...], Meta(min_length=1, max_length=MOST_OFFERS)]


class MoveBody(msgspec.Struct, frozen=True, kw_only=True):
    """The body of `POST /v1/orders/{order_id}/moves`."""

    move_id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,31}$")]
    """Made where the move happened; the same again is answered as before and moves nothing."""
    at: Moment
    """When it happened; a repetition carries the same moment."""
    event: str
    shipped: Annotated[dict[Id, Count], Meta(max_length=50)] = {}


class Takes(Protocol):
    """Who takes offers in."""

    def take(self, seller_id: str, offers: Sequence[OfferTold]) -> Sequence[OfferTaken]:
        """What became of each offer."""


Known = Callable[[str], str | None]
"""Whose secret it is."""
Move = Callable[[MoveOrder], Answer | None]
"""Hands a move to the order service; None where it does not answer in time: it is kept and sent."""


def application(desk: Takes, known: Known, move: Move) -> Starlette:
    """The HTTP application; blocking work is done on threads."""

    async def offers(request: Request) -> Response:
        seller_id = await run_in_threadpool(_seller, request, known)
        body = _decoded(await _body(request), OffersBody)
        results = await run_in_threadpool(desk.take, seller_id, body.offers)
        return _json({"results": results})

    async def withdraw(request: Request) -> Response:
        seller_id = await run_in_threadpool(_seller, request, known)
        told = OfferTold(offer_id=request.path_params["offer_id"], withdrawn=True)
        (result,) = await run_in_threadpool(desk.take, seller_id, (told,))
        return _json(result, 404 if result.reason else 200)

    async def moves(request: Request) -> Response:
        seller_id = await run_in_threadpool(_seller, request, known)
        asked = _move(seller_id, request.path_params["order_id"], await _body(request))
        answer = await run_in_threadpool(move, asked)
        if answer is None:
            return _json({"status": "waiting"}, 202)
        told = {"status": answer.status, "reason": answer.reason}
        told |= {"state": answer.order.state} if answer.order else {}
        return _json(told, 409 if answer.status == "refused" else 200)

    async def health(_: Request) -> Response:
        return _json({"status": "ok"})

    return Starlette(
        routes=[
            Route("/v1/offers", offers, methods=["POST"]),
            Route("/v1/offers/{offer_id}", withdraw, methods=["DELETE"]),
            Route("/v1/orders/{order_id}/moves", moves, methods=["POST"]),
            Route("/v1/health", health, methods=["GET"]),
        ],
        exception_handlers={HTTPException: _refused, StorageError: _broken},
    )


def _move(seller_id: str, order_id: str, body: bytes) -> MoveOrder:
    told = _decoded(body, MoveBody)
    try:
        return msgspec.convert(
            {
                "type": "move",
                "request_id": f"{seller_id[:24]}-{told.move_id}",
                "device_id": seller_id,
                "at": told.at,
                "order_id": order_id,
                "event": told.event,
                "shipped": told.shipped,
            },
            MoveOrder,
        )
    except msgspec.ValidationError as error:
        raise HTTPException(422, str(error)) from error


def _seller(request: Request, known: Known) -> str:
    """The seller whose secret came with a request."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    seller_id = known(secret.strip()) if kind.lower() == "bearer" and secret else None
    if seller_id is None:
        raise HTTPException(
            401,
            "say who you are: Authorization: Bearer SECRET, made by `assistant catalog secret`",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return seller_id


async def _body(request: Request) -> bytes:
    """The body, as far as it is not too large; a larger or a slower one is not read to its end."""
    body = b""
    try:
        async with asyncio.timeout(PATIENCE_S):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_MESSAGE_BYTES:
                    raise HTTPException(
                        413, f"more than {MAX_MESSAGE_BYTES} bytes; send fewer offers"
                    )
    except TimeoutError as error:
        raise HTTPException(408, f"the body took more than {PATIENCE_S:g} s") from error
    return body


def _decoded(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise HTTPException(422, f"not understood: {error}".replace("`$.", "`")) from error


def _json(content: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json")


async def _refused(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):  # pragma: no cover
        raise error
    response = _json({"error": error.detail}, error.status_code)
    response.headers.update(error.headers or {})
    return response


async def _broken(_: Request, error: Exception) -> Response:
    return _json({"error": f"cannot keep it now, try again: {error}"}, 503)
