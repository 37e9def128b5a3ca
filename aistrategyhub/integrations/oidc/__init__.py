"""Signing in with an account elsewhere: OpenID Connect Core 1.0, code flow with PKCE."""
