"""The tables of the order store.

Moments are ISO 8601 text in UTC with six decimals, so that they sort; money is a whole number of
minor units beside its currency; a `number` runs on and is never used twice: order 1042 is called A1042, event 7 E7.
"""

TABLES = (
    """
    CREATE TABLE requests (
        number INTEGER PRIMARY KEY,
        device_id TEXT NOT NULL,
        request_id TEXT NOT NULL,
        digest BLOB NOT NULL,      -- of the whole request, to notice an id that is used again
        answered_at TEXT NOT NULL,
        answer BLOB NOT NULL       -- as it was sent, JSON
    ) STRICT
    """,
    "CREATE UNIQUE INDEX one_answer_each ON requests (device_id, request_id)",
    """
    CREATE TABLE orders (
        number INTEGER PRIMARY KEY,
        state TEXT NOT NULL CHECK (state IN ('placed', 'shipped', 'delivered', 'cancelled')),
        origin TEXT NOT NULL CHECK (origin IN ('voice', 'text', 'press', 'level')),
        device_id TEXT NOT NULL,
        slot TEXT,
        total_minor INTEGER NOT NULL CHECK (total_minor >= 0),
        currency TEXT NOT NULL,
        placed_at TEXT NOT NULL,
        cancel_until TEXT NOT NULL,
        delivery TEXT NOT NULL,    -- a date in the household's time zone
        due_at TEXT                -- when it moves on by itself
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX one_running_order_per_slot ON orders (device_id, slot)
        WHERE slot IS NOT NULL AND state IN ('placed', 'shipped')
    """,
    "CREATE INDEX open_orders ON orders (number) WHERE state IN ('placed', 'shipped')",
    "CREATE INDEX due_orders ON orders (due_at) WHERE due_at IS NOT NULL",
    """
    CREATE TABLE order_lines (
        order_number INTEGER NOT NULL REFERENCES orders (number),
        line INTEGER NOT NULL,
        product_id TEXT NOT NULL,
        names TEXT NOT NULL,       -- by language, JSON
        quantity INTEGER NOT NULL CHECK (quantity > 0),
        unit_price_minor INTEGER NOT NULL CHECK (unit_price_minor >= 0),
        currency TEXT NOT NULL,
        PRIMARY KEY (order_number, line)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE order_events (
        number INTEGER PRIMARY KEY,
        order_number INTEGER NOT NULL REFERENCES orders (number),
        event TEXT NOT NULL,
        at TEXT NOT NULL,
        cause TEXT NOT NULL        -- device/request, or courier
    ) STRICT
    """,
    "CREATE INDEX history_of_order ON order_events (order_number)",
    """
    CREATE TABLE outbox (          -- committed, not yet known to be published
        event_number INTEGER PRIMARY KEY REFERENCES order_events (number),
        payload BLOB NOT NULL      -- the message, JSON
    ) STRICT
    """,
    """
    CREATE TABLE slots (
        device_id TEXT NOT NULL,
        slot TEXT NOT NULL,
        product_id TEXT NOT NULL,
        quantity INTEGER NOT NULL CHECK (quantity > 0),
        threshold_fraction REAL NOT NULL,
        ceiling_minor INTEGER,
        ceiling_currency TEXT,
        remaining REAL,            -- the latest level, in the device's own unit
        capacity REAL,
        unit TEXT,
        level_at TEXT,
        PRIMARY KEY (device_id, slot)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE purchases (       -- from before the first order
        number INTEGER PRIMARY KEY,
        product_id TEXT NOT NULL,
        quantity INTEGER NOT NULL CHECK (quantity > 0),
        unit_price_minor INTEGER NOT NULL,
        currency TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT
    """,
)
