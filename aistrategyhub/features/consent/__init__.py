"""What visitors allowed the site to do in their browser, and the proof of it."""
