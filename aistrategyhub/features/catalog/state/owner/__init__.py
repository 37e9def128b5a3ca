"""What the owner's screens of the catalogue show and do. Each handler is one act in one transaction."""
