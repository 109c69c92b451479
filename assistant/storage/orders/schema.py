"""The tables of the order store, as its first two versions made them; `schema_changes` has what came since.

Moments are ISO 8601 text in UTC with six decimals, so that they sort; money is a whole number of
minor units beside its currency; a `number` runs on and is never used twice: order 1042 is called A1042, event 7 E7.
"""

FIRST = (
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

OPEN_STATES = "state IN ('held', 'placed', 'confirmed', 'packed', 'shipped')"

SECOND = (
    # Orders get more states, and SQLite cannot change a CHECK: they and what refers to them are
    # made anew.
    """
    CREATE TABLE new_orders (
        number INTEGER PRIMARY KEY,
        state TEXT NOT NULL CHECK (state IN ('held', 'placed', 'confirmed', 'packed', 'shipped',
            'delivered', 'returned', 'refunded', 'cancelled')),
        origin TEXT NOT NULL
            CHECK (origin IN ('voice', 'text', 'press', 'level', 'estimate')),
        device_id TEXT NOT NULL,
        slot TEXT,
        total_minor INTEGER NOT NULL CHECK (total_minor >= 0),
        currency TEXT NOT NULL,
        placed_at TEXT NOT NULL,
        cancel_until TEXT NOT NULL,
        delivery TEXT NOT NULL,    -- a date in the household's time zone
        due_at TEXT,               -- when the courier looks at it; never where its seller does
        test INTEGER NOT NULL DEFAULT 0,
        held_because TEXT          -- code: explanation
    ) STRICT
    """,
    """
    INSERT INTO new_orders (number, state, origin, device_id, slot, total_minor, currency,
        placed_at, cancel_until, delivery, due_at)
    SELECT number, state, origin, device_id, slot, total_minor, currency,
        placed_at, cancel_until, delivery, due_at FROM orders
    """,
    """
    CREATE TABLE new_order_lines (
        order_number INTEGER NOT NULL REFERENCES new_orders (number),
        line INTEGER NOT NULL,
        product_id TEXT NOT NULL,
        names TEXT NOT NULL,       -- by language, JSON
        quantity INTEGER NOT NULL CHECK (quantity > 0),
        unit_price_minor INTEGER NOT NULL CHECK (unit_price_minor >= 0),
        currency TEXT NOT NULL,
        seller_id TEXT NOT NULL DEFAULT '',
        shipped INTEGER NOT NULL DEFAULT 0 CHECK (shipped >= 0 AND shipped <= quantity),
        PRIMARY KEY (order_number, line)
    ) STRICT, WITHOUT ROWID
    """,
    """
    INSERT INTO new_order_lines (order_number, line, product_id, names, quantity,
        unit_price_minor, currency, shipped)
    SELECT order_number, line, product_id, names, quantity, unit_price_minor,
        order_lines.currency, CASE WHEN state IN ('shipped', 'delivered') THEN quantity ELSE 0 END
    FROM order_lines JOIN orders ON orders.number = order_number
    """,
    """
    CREATE TABLE new_order_events (
        number INTEGER PRIMARY KEY,
        order_number INTEGER NOT NULL REFERENCES new_orders (number),
        event TEXT NOT NULL,
        at TEXT NOT NULL,
        cause TEXT NOT NULL        -- device/request, or courier
    ) STRICT
    """,
    "INSERT INTO new_order_events SELECT number, order_number, event, at, cause FROM order_events",
    """
    CREATE TABLE new_outbox (      -- committed, not yet known to be published
        event_number INTEGER PRIMARY KEY,
        payload BLOB NOT NULL      -- the message, JSON
    ) STRICT
    """,
    "INSERT INTO new_outbox SELECT event_number, payload FROM outbox",
    "DROP TABLE outbox",
    "DROP TABLE order_events",
    "DROP TABLE order_lines",
    "DROP TABLE orders",
    "ALTER TABLE new_orders RENAME TO orders",
    "ALTER TABLE new_order_lines RENAME TO order_lines",
    "ALTER TABLE new_order_events RENAME TO order_events",
    "ALTER TABLE new_outbox RENAME TO outbox",
    f"""
    CREATE UNIQUE INDEX one_running_order_per_slot ON orders (device_id, slot, test)
        WHERE slot IS NOT NULL AND {OPEN_STATES}
    """,
    f"CREATE INDEX open_orders ON orders (number) WHERE {OPEN_STATES}",
    "CREATE INDEX due_orders ON orders (due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX orders_by_day ON orders (placed_at)",
    "CREATE INDEX history_of_order ON order_events (order_number)",
    # What the household agreed to buy for a slot, JSON; and when the estimate may order.
    "ALTER TABLE slots ADD COLUMN agreed TEXT",
    "ALTER TABLE slots ADD COLUMN ahead_days REAL NOT NULL DEFAULT 0",
    """
    CREATE TABLE ledger (          -- double entry: the postings of one event add up to nothing
        number INTEGER PRIMARY KEY,
        event_number INTEGER NOT NULL,
        order_number INTEGER NOT NULL REFERENCES orders (number),
        account TEXT NOT NULL,     -- household, escrow, seller:ID
        amount_minor INTEGER NOT NULL,
        currency TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX postings_of_order ON ledger (order_number)",
    # What was paid before there was a ledger; who was paid is not known any more.
    """
    INSERT INTO ledger (event_number, order_number, account, amount_minor, currency)
    SELECT order_events.number, orders.number, account, sign * total_minor, currency
    FROM orders JOIN order_events ON order_number = orders.number AND event = 'OrderPlaced'
    CROSS JOIN (SELECT 'household' AS account, -1 AS sign UNION ALL SELECT 'escrow', 1) AS sides
    WHERE state <> 'cancelled'
    """,
    """
    INSERT INTO ledger (event_number, order_number, account, amount_minor, currency)
    SELECT order_events.number, orders.number, account, sign * total_minor, currency
    FROM orders JOIN order_events ON order_number = orders.number AND event = 'ItemShipped'
    CROSS JOIN (SELECT 'escrow' AS account, -1 AS sign UNION ALL SELECT 'seller:', 1) AS sides
    WHERE state <> 'cancelled'
    """,
    """
    CREATE TABLE stock (           -- of products that are counted; the others never run out
        product_id TEXT PRIMARY KEY,
        available INTEGER NOT NULL CHECK (available >= 0)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE stock_movements ( -- their sum is what is available
        number INTEGER PRIMARY KEY,
        product_id TEXT NOT NULL REFERENCES stock (product_id),
        quantity INTEGER NOT NULL,
        order_number INTEGER REFERENCES orders (number),
        at TEXT NOT NULL,
        cause TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX movements_of_order ON stock_movements (order_number)",
    """
    CREATE TABLE devices (
        device_id TEXT PRIMARY KEY,
        role TEXT NOT NULL CHECK (role IN ('owner', 'assistant', 'appliance', 'seller')),
        since TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE device_events (   -- numbered together with order_events
        number INTEGER PRIMARY KEY,
        event TEXT NOT NULL,
        device_id TEXT NOT NULL,
        slot TEXT,
        product_id TEXT,
        at TEXT NOT NULL,
        cause TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE house_rules (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE levels (          -- every level a device reported in time
        number INTEGER PRIMARY KEY,
        device_id TEXT NOT NULL,
        slot TEXT NOT NULL,
        at TEXT NOT NULL,
        remaining REAL NOT NULL,
        capacity REAL NOT NULL,
        unit TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX levels_of_slot ON levels (device_id, slot, at)",
    # Who was here before: slots stand for appliances, and the house's own programs.
    """
    INSERT INTO devices (device_id, role, since)
    SELECT DISTINCT device_id, 'appliance', '1970-01-01T00:00:00.000000+00:00' FROM slots
    """,
    """
    INSERT INTO devices (device_id, role, since) VALUES
        ('owner', 'owner', '1970-01-01T00:00:00.000000+00:00'),
        ('assistant', 'assistant', '1970-01-01T00:00:00.000000+00:00'),
        ('chat', 'assistant', '1970-01-01T00:00:00.000000+00:00'),
        ('chat-2', 'assistant', '1970-01-01T00:00:00.000000+00:00'),
        ('chat-3', 'assistant', '1970-01-01T00:00:00.000000+00:00')
    """,
)
