"""Microsoft Graph: mail that leaves from a mailbox of the firm."""
