"""The secrets with which sellers publish offers; only their digests are kept."""

import hashlib
import hmac
import secrets

from assistant.storage.catalog.market_file import MarketFile
from assistant.storage.sqlite_file import explained, writing


class SellerSecrets:
    """One secret for each seller, inside a market's file. Raises `StorageError` where it fails."""

    def __init__(self, market: MarketFile) -> None:
        self._path, self._connection = market.path, market.connection

    def make(self, seller_id: str) -> str:
        """A new secret; the seller's old one is worth nothing from now on."""
        secret = secrets.token_urlsafe(32)
        with explained(self._path), writing(self._connection):
            self._connection.execute(
                "INSERT OR REPLACE INTO secret VALUES (?, ?)", (seller_id, _digest(secret))
            )
        return secret

    def revoke(self, seller_id: str) -> None:
        """Take a seller's secret away."""
        with explained(self._path), writing(self._connection):
            self._connection.execute("DELETE FROM secret WHERE seller = ?", (seller_id,))

    def seller(self, secret: str) -> str | None:
        """Whose secret it is, or None."""
        told = _digest(secret)
        with explained(self._path):
            rows = self._connection.execute("SELECT seller, digest FROM secret").fetchall()
        for row in rows:
            if hmac.compare_digest(row["digest"], told):
                return str(row["seller"])
        return None


def _digest(secret: str) -> bytes:
    """A digest is enough: a secret has 256 random bits, so that nobody can guess it from there."""
    return hashlib.sha256(secret.encode()).digest()
