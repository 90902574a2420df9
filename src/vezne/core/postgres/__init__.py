"""Django's PostgreSQL backend with statements that stay prepared (`base`); `ENGINE` names it."""
