"""The version of Stripe's API that the client asks for and the stand-in speaks."""

# `translate` and `standin.shapes` are written for this version: change all three together.
API_VERSION = "2026-10-28.endive"
