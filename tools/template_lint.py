"""Every template compiles and keeps to the content security policy that all pages are served with.

    template_lint.py SETTINGS_MODULE

Checked in every `*.html`: no inline <script>, <style>, style= or on…= attribute (the policy would
drop them), nothing loaded from another origin, a {% csrf_token %} in every form that posts.
`{# lint: REASON #}` on the line excuses it. Mail templates are only compiled: mail has no policy.
"""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.apps import apps
from django.template import TemplateSyntaxError, engines

ROOT = Path(__file__).resolve().parents[1]
SUFFIXES = {".html", ".txt", ".mjml"}
EXCUSED = re.compile(r"\{#\s*lint:\s*\w.*?#\}")
COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
TAG = re.compile(r"<[a-zA-Z][^<>]*(?:<[^<>]*>[^<>]*)*>")
RULES = (
    (
        re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=.application/json)[^>]*>", re.IGNORECASE),
        "inline script: the policy drops it; use a static .js file, pass values as data-*",
    ),
    (re.compile(r"<style\b", re.IGNORECASE), "inline style sheet: use a class of our tokens"),
    (re.compile(r"\sstyle\s*=", re.IGNORECASE), "style attribute: use a class of our tokens"),
    (re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE), "on… attribute: listen in a .js file"),
    (
        re.compile(
            r"<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\ssrc\s*=\s*[\"']?(?:https?:)?//",
            re.IGNORECASE,
        ),
        "loads from another origin: vendor it under static/",
    ),
    (
        re.compile(r"<link\b[^>]*\shref\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE),
        "loads from another origin: vendor it under static/",
    ),
)
POST_FORM = re.compile(
    r"<form\b[^>]*method\s*=\s*[\"']?post[\"']?[^>]*>(.*?)</form>", re.IGNORECASE | re.DOTALL
)


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = sys.argv[1]
    django.setup()
    problems = [problem for path in templates() for problem in lint(path)]
    print("\n".join(problems) if problems else "all templates are good")
    return 1 if problems else 0


def templates() -> Iterator[Path]:
    """The templates of our own apps."""
    for config in apps.get_app_configs():
        folder = Path(config.path) / "templates"
        if ROOT / "src" in folder.parents and folder.is_dir():
            yield from sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)


def lint(path: Path) -> Iterator[str]:
    """What is wrong with one template, each with its place."""
    name = path.relative_to(ROOT)
    text = path.read_text(encoding="utf-8")
    try:
        engines["django"].from_string(text)
    except TemplateSyntaxError as error:
        yield f"{name}: does not compile: {error}"
        return
    if path.suffix != ".html" or "mail" in path.parts or "email" in path.parts:
        return
    excused = {number for number, line in enumerate(text.splitlines(), 1) if EXCUSED.search(line)}
    bare = COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    for place, message in findings(bare):
        if place not in excused:
            yield f"{name}:{place}: {message}"


def findings(text: str) -> Iterator[tuple[int, str]]:
    for tag in TAG.finditer(text):
        for pattern, message in RULES:
            if pattern.search(tag[0]):
                yield line_of(text, tag.start()), message
    for form in POST_FORM.finditer(text):
        if "csrf_token" not in form[1]:
            yield line_of(text, form.start()), "a form that posts without {% csrf_token %}"


def line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


if __name__ == "__main__":
    sys.exit(main())
