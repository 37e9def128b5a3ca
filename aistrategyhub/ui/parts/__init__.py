"""The parts that screens are made of. `ui/__init__.py` lists them."""
