"""Migration operations that several packages share."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations import RunSQL


class AppendOnly(RunSQL):
    """Migration operation: the database refuses UPDATE and DELETE on a table, whoever asks."""

    def __init__(self, table: str) -> None:
        """`table` is the database's name of it."""
        self.table = table
        super().__init__(
            sql=f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change();",
            reverse_sql=f"DROP TRIGGER append_only ON {table};",
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """As it is written in a migration."""
        return (self.__class__.__name__, [self.table], {})
