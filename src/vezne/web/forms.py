"""The base of all forms of panel and desk: Tabler's classes, and errors told to screen readers.

Draw a form with `components/form_errors.html` above it and `components/field.html` per field.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError

REQUIRED = _("Bu alanı doldurun.")


class VezneForm(forms.Form):
    """A form whose fields look alike and say what is wrong with them."""

    use_required_attribute = False  # the server's words, not the browser's

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dress the widgets."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = REQUIRED
            _dress(field.widget)

    def full_clean(self) -> None:
        """Check, then mark the fields that have errors."""
        super().full_clean()
        for name in self.errors:
            if name in self.fields:
                attrs = self.fields[name].widget.attrs
                attrs["class"] = f"{attrs.get('class', '')} is-invalid".strip()

    def refuse(self, error: DomainError, field: str | None = None) -> None:
        """Show a rule's no at the field that it is about, or above the form."""
        self.add_error(field if field in self.fields else None, str(error))
        if field in self.fields:
            attrs = self.fields[field].widget.attrs
            attrs["class"] = f"{attrs.get('class', '')} is-invalid".strip()


def _dress(widget: forms.Widget) -> None:
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect | forms.HiddenInput):
        return
    if isinstance(widget, forms.CheckboxInput):
        css = "form-check-input"
    elif isinstance(widget, forms.Select):
        css = "form-select"
    else:
        css = "form-control"
    widget.attrs["class"] = f"{css} {widget.attrs.get('class', '')}".strip()
