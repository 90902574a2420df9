"""The REST API for programs: entitlements, portal sessions, usage, the clock, incoming webhooks.

Every call but the clock, the health and a provider's webhook carries an API key as a bearer token.
Errors have one shape: `{"code": …, "message": …, "details": {…}}` with the HTTP status of the rule.
"""
