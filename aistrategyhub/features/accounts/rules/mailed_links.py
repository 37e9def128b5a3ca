"""How long a mailed link is good, and how soon the next one may be asked for. Pure: no database, no clock."""

from datetime import timedelta

VERIFY_LASTS = timedelta(days=3)
RESET_LASTS = timedelta(hours=1)
# Two mailboxes have to be opened for it.
EMAIL_CHANGE_LASTS = timedelta(hours=24)

# A stranger who asks again and again fills nobody's mailbox.
MAIL_LOCK = timedelta(minutes=3)
