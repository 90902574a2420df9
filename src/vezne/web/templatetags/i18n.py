"""Django's `{% load i18n %}` with a `{% translate %}` that remembers what it has said.

A page translates a hundred fixed texts; each takes a look through the catalogue and back into a
template's value. Words of a fixed text are the same while a process lives, by language.
"""

from __future__ import annotations

from django import template
from django.template.base import Parser, Token
from django.templatetags import i18n
from django.utils.translation import get_language

register = template.Library()
register.tags |= i18n.register.tags
register.filters |= i18n.register.filters


class FixedTranslation(i18n.TranslateNode):
    """`{% translate "…" %}` and `{% translate "…" as name %}` of a literal alone."""

    def __init__(self, node: i18n.TranslateNode) -> None:
        """Take over what Django has parsed."""
        vars(self).update(vars(node))
        self.words: dict[str | None, str] = {}

    def render(self, context: template.Context) -> str:
        """The words, or nothing where they go into a variable."""
        language = get_language()
        words = self.words.get(language)
        if words is None:
            said = str(super().render(context))
            words = self.words[language] = context[self.asvar] if self.asvar else said
        if self.asvar:
            context[self.asvar] = words
            return ""
        return words


@register.tag
def translate(parser: Parser, token: Token) -> template.Node:
    """As Django's."""
    node = i18n.do_translate(parser, token)
    text = node.filter_expression
    is_fixed = text.var.literal is not None and not text.filters
    return FixedTranslation(node) if is_fixed and not node.message_context else node
