"""What a script's owner decides before it begins, asked of the store like everything else."""

from collections.abc import Iterator
from datetime import datetime

from assistant.app import App
from assistant.core.errors import ScriptError
from assistant.core.messages import AnyRequest, SetCode, SetLock, SetSlot
from assistant.core.money import Money
from assistant.scripting.counter import Counter
from assistant.scripting.script import Owner, device_slot
from assistant.store.household.history import sample_slots

OWNER_ID = "owner"


def prepare(owner: Owner, app: App, counter: Counter, now: datetime) -> None:
    """Set code, child lock and ceilings; `ScriptError` where the store refuses one."""
    for request in _requests(owner, app, now):
        answer = counter.ask(request)
        if answer is None or answer.status != "done":
            reason = answer.reason if answer else "the store does not answer"
            raise ScriptError("owner", str(reason))


def _requests(owner: Owner, app: App, now: datetime) -> Iterator[AnyRequest]:
    if owner.code is not None:
        yield SetCode(request_id="owner-code", device_id=OWNER_ID, at=now, code=owner.code)
    if owner.child_lock:
        yield SetLock(request_id="owner-lock", device_id=OWNER_ID, at=now, on=True)
    currency = app.settings.household.currency
    known = {(s.device_id, s.slot): s for s in sample_slots(app.catalog, currency)}
    for number, (place, ceiling) in enumerate(owner.ceilings.items()):
        slot = known.get(device_slot(place))
        if slot is None:
            raise ScriptError("owner.ceilings", f"the sample household has no slot {place}")
        yield SetSlot(
            request_id=f"owner-slot-{number}",
            device_id=OWNER_ID,
            at=now,
            subject=slot.device_id,
            slot=slot.slot,
            product_id=slot.product_id,
            quantity=slot.quantity,
            threshold_fraction=slot.threshold_fraction,
            ceiling=Money.parse(ceiling, currency),
        )
