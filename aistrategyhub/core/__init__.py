"""The words of the trade: pure Python, no I/O, no Reflex, no SQL."""
