"""What the firm knows: posts with their authors, categories, tags and series, their pages and their feeds."""
