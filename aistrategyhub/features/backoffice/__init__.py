"""The owner's dashboard: reads many rooms, owns no table."""
