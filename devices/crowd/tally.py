"""What the devices of a crowd were answered, and whether the answers were right."""

from array import array
from collections import Counter
from collections.abc import Mapping

from assistant.core.messages import Answer, PressSlot, ReportLevel


class Tally:
    """Counts answers and checks each against its request.

    Attributes:
        statuses: answers by status.
        refusals: refusals by the code of their reason.
        wrong: answers that contradict their request, by what is wrong.
        orders: ids of the orders that were placed.
    """

    def __init__(self) -> None:
        self.statuses: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        self.orders: set[str] = set()
        self._seconds = array("d")

    def add(self, request: PressSlot | ReportLevel, answer: Answer, seconds: float) -> None:
        """Count one answer that took so long."""
        self.statuses[answer.status] += 1
        self._seconds.append(seconds)
        if answer.status == "refused":
            self.refusals[(answer.reason or "?").partition(":")[0]] += 1
        elif mistake := self._mistake(request, answer):
            self.wrong[mistake] += 1

    def milliseconds(self) -> Mapping[str, float]:
        """From asking to the answer: the median and the 99th percentile."""
        ordered = sorted(self._seconds)
        if not ordered:
            return {}
        middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
        return {"p50_ms": round(1000 * middle, 1), "p99_ms": round(1000 * late, 1)}

    def _mistake(self, request: PressSlot | ReportLevel, answer: Answer) -> str | None:
        order = answer.order
        if answer.status == "noted":
            return "a press was only noted" if isinstance(request, PressSlot) else None
        if answer.status not in {"placed", "held", "in_progress"}:
            return f"{answer.status} answers no press"
        if order is None:
            return f"{answer.status} without an order"
        if (order.device_id, order.slot) != (request.device_id, request.slot):
            return "another slot's order"
        if answer.status == "placed":
            if order.order_id in self.orders:
                return "one order for two requests"
            self.orders.add(order.order_id)
        return None
