"""What visitors write to the firm through the site's forms."""
