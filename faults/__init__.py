"""`make faults`: breaks a running product on purpose, and has somebody who believes nobody look at its books."""
