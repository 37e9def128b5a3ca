"""Every email sent: queue, retries and record."""
