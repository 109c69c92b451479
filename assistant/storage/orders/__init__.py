"""The order store: orders, their books and the outbox, in SQLite or PostgreSQL."""
