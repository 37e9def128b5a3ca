"""Reading what people upload and what the site publishes into blocks."""
