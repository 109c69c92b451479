"""SQL: the catalog file, orders, the outbox."""
