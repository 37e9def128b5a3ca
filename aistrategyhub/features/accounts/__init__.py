"""People, roles and sessions; finds the Principal."""
