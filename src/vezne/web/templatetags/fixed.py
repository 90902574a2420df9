"""Tags for what stays the same while a process lives: addresses of pages and of static files.

They stand in for Django's `{% url %}` and `{% static %}`, which work each out anew: a page asks for
fifty. Asked for in the same words, they remember.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import defaulttags
from django.template.base import Parser, Token
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape

register = template.Library()
MOST_ADDRESSES = 5_000
"""Of these some 150 name no row; the others are of rows that were on a page a short time ago."""


@lru_cache(maxsize=MOST_ADDRESSES)
def _reversed(_urls: str, name: str, arguments: tuple[Any, ...]) -> str:
    return reverse(name, args=arguments)


def address(name: str, *arguments: str | int) -> str:
    """The address of a page, as `reverse` has it. Raises: NoReverseMatch."""
    return _reversed(settings.ROOT_URLCONF, name, arguments)


class AddressNode(defaulttags.URLNode):
    """`{% url name argument … %}`, remembered; with named arguments as Django does it."""

    def render(self, context: template.Context) -> str:
        """The address, or nothing where it goes into a variable."""
        if self.kwargs:
            return str(super().render(context))
        arguments = [argument.resolve(context) for argument in self.args]
        url = ""
        try:
            url = address(self.view_name.resolve(context), *arguments)
        except NoReverseMatch:
            if self.asvar is None:
                raise
        if self.asvar:
            context[self.asvar] = url
            return ""
        return conditional_escape(url) if context.autoescape else url


@register.tag
def url(parser: Parser, token: Token) -> AddressNode:
    """As Django's."""
    node = defaulttags.url(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)


@register.simple_tag
@lru_cache(maxsize=MOST_ADDRESSES)
def static(path: str) -> str:
    """The address of a static file, with its fingerprint where files are collected."""
    return str(StaticNode.handle_simple(path))
