"""The migrations of an empty database in a fifth of the time.

Between two operations Django renders the models anew, and with each one all that hang together by
foreign keys; here these are nearly all, as everything belongs to an account. A hundred migrations
so computed for half a minute what PostgreSQL does in one second. Almost every operation needs no
more than its own table's model, so here only that one is rendered. What does need the others (a
field that foreign keys point at, a new name) renders everything anew, before and after it.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.utils import field_is_referenced
from django.db.models import Field


class QuickState(ProjectState):
    """The models at one point of the migrations; of the rendered ones, others may be older."""

    _copy: QuickState | None = None
    """As it was before the operation that runs."""

    def clone(self) -> QuickState:
        """The state before an operation."""
        plain = super().clone()
        copy = QuickState(models=plain.models, real_apps=plain.real_apps)
        copy.is_delayed = plain.is_delayed
        if "apps" in plain.__dict__:
            copy.__dict__["apps"] = plain.apps
        self._copy = copy
        return copy

    def add_model(self, model_state: ModelState) -> None:
        """A new model: nothing points at it yet."""
        rendered = self.__dict__.pop("apps", None)
        super().add_model(model_state)
        if rendered is not None:
            self.__dict__["apps"] = rendered
            rendered.render_multiple([model_state])

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """Render this model alone; who needs all of them fresh asks by `is_delayed`."""
        del delay
        if "apps" in self.__dict__:
            self.is_delayed = True
            self._reload({(app_label, model_name)})  # type: ignore[attr-defined]

    def reload_models(self, models: Any, delay: bool = True) -> None:
        """A model has another name or place: everything anew."""
        del models, delay
        self._render_all_anew()

    def alter_field(
        self,
        app_label: str,
        model_name: str,
        name: str,
        field: Field[Any, Any],
        preserve_default: bool,
    ) -> None:
        """Columns of other tables follow a field that they point at."""
        super().alter_field(app_label, model_name, name, field, preserve_default)
        if field_is_referenced(self, (app_label, model_name), (name, field)):
            self._render_all_anew()

    def rename_field(self, app_label: str, model_name: str, old_name: str, new_name: str) -> None:
        """Others may point at it by name."""
        super().rename_field(app_label, model_name, old_name, new_name)
        self._render_all_anew()

    def _render_all_anew(self) -> None:
        for state in (self, self._copy):
            if state is not None:
                state.__dict__.pop("apps", None)


class QuickExecutor(MigrationExecutor):
    """Django's executor over such states."""

    def _create_project_state(self, with_applied_migrations: bool = False) -> ProjectState:
        plain: ProjectState = super()._create_project_state(  # type: ignore[misc]
            with_applied_migrations=with_applied_migrations
        )
        return QuickState(models=plain.models, real_apps=plain.real_apps)
