"""How long what identifies a caller is kept."""

from datetime import timedelta

# The Italian authority wants sign-ins of administrators kept six months at least (provv. 27 novembre 2008, 4.5);
# a year also covers an incident that is found late.
ORIGINS_LAST = timedelta(days=365)
