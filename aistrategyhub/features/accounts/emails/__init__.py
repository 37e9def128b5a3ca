"""The mails of accounts, one module for each subject, with their templates in `accounts/mails`."""
