"""Turns the switches and asks them; an endpoint wraps itself in ``disturbed``."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from vezne_sandbox.traffic.models import Switch, SwitchName

_DEFAULT_WAIT_MS = {SwitchName.SLOW: 3_000, SwitchName.TIMEOUT_AFTER: 30_000}


class SwitchError(ValueError):
    """A switch that does not exist, or figures that make no sense."""


@dataclass
class Disturbances:
    """The switches used while one request is answered; the log names them."""

    endpoint: str
    used: list[str] = field(default_factory=list)

    def take(self, name: SwitchName) -> Switch | None:
        """Use the switch once, if it is on for this endpoint."""
        switch = switch_take(name, endpoint=self.endpoint)
        if switch is not None:
            self.used.append(name.value)
        return switch


def switch_take(name: SwitchName, *, endpoint: str) -> Switch | None:
    """The switch, counted down by one use, if it is on for the endpoint or for all of them.

    One for the endpoint itself goes before one for all.
    """
    with transaction.atomic():
        switch = (
            Switch.objects.select_for_update()
            .filter(name=name, endpoint__in=["", endpoint])
            .order_by("-endpoint")
            .first()
        )
        if switch is None:
            return None
        if switch.remaining == 1:
            Switch.objects.filter(pk=switch.pk).delete()
        elif switch.remaining is not None:
            Switch.objects.filter(pk=switch.pk).update(remaining=switch.remaining - 1)
    return switch


def switch_set(
    name: str, *, endpoint: str = "", remaining: int | None = None, wait_ms: int | None = None
) -> Switch:
    """Turn one switch on, or change it.

    Raises:
        SwitchError: no such switch, or a figure below one.
    """
    _check(name, remaining, wait_ms)
    switch, _ = Switch.objects.update_or_create(
        name=name, endpoint=endpoint, defaults={"remaining": remaining, "wait_ms": wait_ms}
    )
    return switch


def switches_replace(switches: list[Switch]) -> None:
    """These and no others are on.

    Raises:
        SwitchError: no such switch, or a figure below one; nothing is changed.
    """
    for switch in switches:
        _check(switch.name, switch.remaining, switch.wait_ms)
    with transaction.atomic():
        Switch.objects.all().delete()
        Switch.objects.bulk_create(switches)


def _check(name: str, remaining: int | None, wait_ms: int | None) -> None:
    if name not in SwitchName.values:
        raise SwitchError(f"unknown switch {name!r}; there are {', '.join(SwitchName.values)}")
    if (remaining is not None and remaining < 1) or (wait_ms is not None and wait_ms < 0):
        raise SwitchError(f"{name}: remaining counts from 1, wait from 0")


def switches_clear() -> None:
    """Everything works again."""
    Switch.objects.all().delete()


def list_switches() -> list[Switch]:
    """What is on."""
    return list(Switch.objects.order_by("name", "endpoint"))


def disturbed(
    request: HttpRequest, endpoint: str, work: Callable[[Disturbances], HttpResponse]
) -> HttpResponseBase:
    """Answer with ``work``, disturbed as the switches for this endpoint say.

    ``work`` commits by itself, so what a switch does afterwards cannot undo it. The middleware
    finds the endpoint and the used switches on the request.
    """
    disturbances = Disturbances(endpoint)
    request.META["sandbox.disturbances"] = disturbances
    if slow := disturbances.take(SwitchName.SLOW):
        _wait(slow)
    if disturbances.take(SwitchName.ERROR_BEFORE):
        return HttpResponse("Internal Server Error", status=500, content_type="text/plain")
    response = work(disturbances)
    if disturbances.take(SwitchName.ERROR_AFTER):
        return HttpResponse("Internal Server Error", status=500, content_type="text/plain")
    if timeout := disturbances.take(SwitchName.TIMEOUT_AFTER):
        _wait(timeout)
        return HttpResponse("Gateway Timeout", status=504, content_type="text/plain")
    if disturbances.take(SwitchName.DROP_AFTER):
        return _cut_off(response)
    return response


def _wait(switch: Switch) -> None:
    connection.close()  # nobody else waits for this one's database connection
    wait_ms = switch.wait_ms
    if wait_ms is None:
        wait_ms = _DEFAULT_WAIT_MS[SwitchName(switch.name)]
    time.sleep(wait_ms / 1000)


def _cut_off(response: HttpResponse) -> StreamingHttpResponse:
    """The answer's first bytes, then a broken connection."""

    def chunks() -> Iterator[bytes]:
        yield response.content[:10]
        raise ConnectionAbortedError("the switch drop_after cuts the answer off")

    cut = StreamingHttpResponse(chunks(), content_type=response["Content-Type"])
    cut["Content-Length"] = str(max(len(response.content), 20))
    return cut
