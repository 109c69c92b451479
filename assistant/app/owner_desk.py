"""What the owner asks of the household's orders: over the bus, or at the store where none runs."""

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path

from assistant.app.owner import OwnerLine
from assistant.bus.running import OWN_BROKERS, find_running
from assistant.core.errors import AssistantError, BadInputError
from assistant.core.messages import Answer, AnyRequest, utc_now
from assistant.core.settings import Settings
from assistant.order_service.start import furnished
from assistant.storage.orders import backup
from assistant.storage.orders.owner_books import EXPORTS
from assistant.storage.orders.sqlite_store import ORDERS_FILE, is_made


def ask_as_owner(settings: Settings, request: AnyRequest) -> Answer:
    """The answer to what the owner asks.

    Raises:
        AssistantError: no answer came, or there is no store yet.
    """
    if settings.broker.address not in OWN_BROKERS or find_running(settings.data_dir):
        with OwnerLine(settings) as owner:
            return owner.ask(request)
    if not settings.orders.database and not is_made(settings.data_dir / ORDERS_FILE):
        raise AssistantError("no order service has run here yet; start `assistant run` once")
    open_store, shop = furnished(settings)
    with contextlib.closing(open_store()) as store:
        return store.handle_batch([request], shop.decide, utc_now())[0]


def back_up(settings: Settings, target: Path) -> None:
    """Copy the orders while they are in use; `BadInputError` where that is not our part."""
    backup.back_up(_file(settings, f"pg_dump --format=custom --file={target}"), target)


def restore_backup(
    settings: Settings, source: Path, agreed: Callable[[], object]
) -> backup.Restored:
    """Put a backup in place, if it is right and `agreed` raises nothing; what was there is kept."""
    file = _file(settings, f"pg_restore --clean --if-exists --dbname=… {source}")
    return backup.restore(source, file, utc_now(), agreed)


def exports() -> Iterable[str]:
    """The tables that can be exported."""
    return EXPORTS


def _file(settings: Settings, instead: str) -> Path:
    if settings.orders.database:
        raise BadInputError(f"orders are kept in PostgreSQL, whose own tool does this: {instead}")
    return settings.data_dir / ORDERS_FILE
