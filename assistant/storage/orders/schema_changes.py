"""What later versions changed in the tables of the order store."""

from assistant.storage.orders.schema import OPEN_STATES

THIRD = (
    "ALTER TABLE orders ADD COLUMN shipping_minor INTEGER",  # within the total; none: for nothing
    "ALTER TABLE orders ADD COLUMN promised REAL",  # how likely it comes by `delivery`, 0 to 1
    "ALTER TABLE orders ADD COLUMN deliver_by TEXT",  # a date: when the customer wants it
    """
    CREATE TABLE order_shipping (  -- which seller gets how much for sending
        order_number INTEGER NOT NULL REFERENCES orders (number),
        seller_id TEXT NOT NULL,
        amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
        PRIMARY KEY (order_number, seller_id)
    ) STRICT, WITHOUT ROWID
    """,
)

FOURTH = (
    """
    CREATE TABLE new_stock (       -- of products that are counted; the others never run out
        product_id TEXT NOT NULL,
        seller_id TEXT NOT NULL,   -- empty: of every seller that does not count by itself
        available INTEGER NOT NULL CHECK (available >= 0),
        PRIMARY KEY (product_id, seller_id)
    ) STRICT, WITHOUT ROWID
    """,
    "INSERT INTO new_stock SELECT product_id, '', available FROM stock",
    """
    CREATE TABLE new_stock_movements ( -- their sum is what is available
        number INTEGER PRIMARY KEY,
        product_id TEXT NOT NULL,
        seller_id TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        order_number INTEGER REFERENCES orders (number),
        at TEXT NOT NULL,
        cause TEXT NOT NULL,
        FOREIGN KEY (product_id, seller_id) REFERENCES new_stock (product_id, seller_id)
    ) STRICT
    """,
    """
    INSERT INTO new_stock_movements (product_id, seller_id, quantity, order_number, at, cause)
    SELECT product_id, '', quantity, order_number, at, cause FROM stock_movements ORDER BY number
    """,
    "DROP TABLE stock_movements",
    "DROP TABLE stock",
    "ALTER TABLE new_stock RENAME TO stock",
    "ALTER TABLE new_stock_movements RENAME TO stock_movements",
    """
    CREATE INDEX movements_of_order ON stock_movements (order_number)
        WHERE order_number IS NOT NULL
    """,
    "CREATE INDEX movements_of_stock ON stock_movements (product_id, seller_id)",
    """
    CREATE INDEX orders_of_slot ON orders (device_id, slot, number)
        WHERE slot IS NOT NULL AND test = 0
    """,
)

FIFTH = (
    """
    CREATE TABLE used_numbers (    -- by orders and events that a restored backup does not hold
        kind TEXT PRIMARY KEY CHECK (kind IN ('order', 'event')),
        number INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)

SIXTH = (
    "ALTER TABLE orders ADD COLUMN instead_of INTEGER",  # the number of the order it takes the place of
)

SEVENTH = (
    "ALTER TABLE orders ADD COLUMN came TEXT",  # a date: the day it came, once that is known
)

EIGHTH = (
    # 1: long overdue, and no longer its slot's running order
    "ALTER TABLE orders ADD COLUMN given_up INTEGER NOT NULL DEFAULT 0",
    "DROP INDEX one_running_order_per_slot",
    f"""
    CREATE UNIQUE INDEX one_running_order_per_slot ON orders (device_id, slot, test)
        WHERE slot IS NOT NULL AND given_up = 0 AND {OPEN_STATES}
    """,
)
