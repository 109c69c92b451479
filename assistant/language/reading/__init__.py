"""How templates match a text, exactly or with words misheard; which reading is best, and what it means."""
