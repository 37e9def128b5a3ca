"""Services for sale, their pages and prices."""
