"""Self-assessments: questions that the firm asks, and the report of gaps that whoever answers them gets."""
