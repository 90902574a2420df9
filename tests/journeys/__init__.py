"""Dated films of what people do, in a real Chromium over the real programs.

`world` makes the firms, `stage` runs web, worker and sandbox, `film` is the person at the browser,
`audit` looks at each page: console, requests, width, accessibility in one rotating variant.
Screenshots lie in `build/journeys/<film>/`.
"""
