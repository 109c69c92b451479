"""The order service shell: requests from MQTT to the store, answers and events back."""

from assistant.order_service.service import CLIENT_ID, OrderService
from assistant.order_service.start import run

__all__ = ["CLIENT_ID", "OrderService", "run"]
