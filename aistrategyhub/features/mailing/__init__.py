"""Every mail that leaves: composed, queued, sent once, remembered."""
