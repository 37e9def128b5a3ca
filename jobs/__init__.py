"""The second process: does the work that rows ask for, and keeps the clock."""
