"""The customer's home: reads many rooms, owns no table."""
