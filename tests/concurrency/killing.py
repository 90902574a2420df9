"""Where and when to kill: every stored state beside every victim, the least hit first."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.concurrency.installation import VICTIMS
from tests.concurrency.payers import PATIENCE_SECONDS, STORIES, Payer
from vezne.payments.models import AttemptState

JANITOR = "janitor"
"""Not a payer's step: the clock has moved and the worker settles what was left open."""
END = "end"
"""A payer has done everything."""
WAYS: dict[str, tuple[tuple[str, str], ...]] = {
    AttemptState.CREATED: (("good", "start"), ("review", "start"), ("refund", "start")),
    AttemptState.REQUIRES_ACTION: (("good", "card"), ("good", "code"), ("gives_up", "card")),
    AttemptState.PENDING: (("review", "return"), ("review", "result"), ("review", "cleared")),
    AttemptState.UNKNOWN: (("stored", "start"),),
    AttemptState.CAPTURED: (("good", "return"), ("good", "result"), ("stored", "result")),
    AttemptState.FAILED: (("declined", "return"), ("declined", "result")),
    AttemptState.CANCELLED: (("gives_up", JANITOR), ("good", "start")),
    AttemptState.REFUNDED: (("refund", "refund"), ("refund", END)),
}
"""By which story and step a state is met; what is hit there is still a matter of milliseconds."""


@dataclass(frozen=True)
class Aim:
    """One kill: whom, in whose story, at which step, hoping for which stored state."""

    state: str
    victim: str
    story: str
    step: str


@dataclass
class Aimer:
    """Chooses the next kill and counts what each one hit."""

    rng: random.Random
    ways: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=lambda: WAYS)
    hits: Counter[tuple[str, str]] = field(default_factory=Counter)  # state, victim
    refunds: Counter[str] = field(default_factory=Counter)
    kills: Counter[tuple[str, str]] = field(default_factory=Counter)  # victim, step
    tried: Counter[tuple[str, str]] = field(default_factory=Counter)  # state, victim

    def next(self) -> Aim:
        """The state with the fewest hits, killed by the victim that has met it least."""
        by_state = {state: sum(self.hits[state, v] for v in VICTIMS) for state in self.ways}
        state = self._least(list(self.ways), lambda one: (by_state[one], self._tries(one)))
        victim = self._least(
            list(VICTIMS), lambda one: (self.hits[state, one], self.tried[state, one])
        )
        self.tried[state, victim] += 1
        story, step = self.rng.choice(self.ways[state])
        return Aim(state, victim, story, step)

    def count(self, aim: Aim, states: list[str], refunds: list[str]) -> None:
        """What stood in the database at this kill."""
        self.kills[aim.victim, aim.step] += 1
        for state in states:
            self.hits[state, aim.victim] += 1
        self.refunds.update(refunds)

    def missed(self) -> list[str]:
        """States that no kill met."""
        return [state for state in self.ways if not any(self.hits[state, v] for v in VICTIMS)]

    def table(self) -> str:
        """Kills and hits."""
        steps = sorted({step for _victim, step in self.kills})
        lines = [f"{self.kills.total()} kills", "", _row("stored state at the kill", VICTIMS)]
        lines += [_row(state, [self.hits[state, v] for v in VICTIMS]) for state in self.ways]
        lines += ["", _row("step at the kill", VICTIMS)]
        lines += [_row(step, [self.kills[v, step] for v in VICTIMS]) for step in steps]
        lines += ["", "refunds at the kill: " + (str(dict(self.refunds)) if self.refunds else "-")]
        return "\n".join(lines)

    def _tries(self, state: str) -> int:
        return sum(self.tried[state, victim] for victim in VICTIMS)

    def _least(self, names: list[str], key: object) -> str:
        self.rng.shuffle(names)
        return min(names, key=key)  # type: ignore[call-overload,no-any-return]


def _row(name: str, cells: object) -> str:
    return f"{name:<26}" + "".join(f"{cell:>10}" for cell in cells)  # type: ignore[attr-defined]


class Trigger:
    """Lets the killer wait for one payer's step, then for a random part of its usual length."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.lengths: dict[str, float] = {}
        self._reached = threading.Event()
        self._wanted = ("", "")
        self._began: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def arm(self, invoice_id: str, step: str) -> None:
        """Wait for this step of this payer."""
        self._began.clear()
        self._wanted = (invoice_id, step)
        self._reached.clear()

    def note(self, payer: Payer, step: str) -> None:
        """A payer begins a step; the one before took so long."""
        with self._lock:
            before = self._began.get(payer.invoice_id)
            if before is not None and not payer.recovered.is_set():
                self.learn(f"{payer.story} {before[0]}", time.monotonic() - before[1])
            self._began[payer.invoice_id] = (step, time.monotonic())
        if (payer.invoice_id, step) == self._wanted:
            self._reached.set()

    def learn(self, step: str, seconds: float) -> None:
        """How long a step takes, the newest counting most."""
        self.lengths[step] = 0.6 * self.lengths.get(step, seconds) + 0.4 * seconds

    def wait(self, payer: Payer) -> None:
        """Until a random instant of the wanted step, or a little after it."""
        self._reached.wait(PATIENCE_SECONDS)
        self.pause(f"{payer.story} {self._wanted[1]}")

    def pause(self, step: str) -> None:
        """A random part of the step's usual length."""
        time.sleep(self.rng.uniform(0, 1.15 * self.lengths.get(step, 0.15)))


assert all(
    step in (*STORIES[story], JANITOR, END) for ways in WAYS.values() for story, step in ways
), "every way is a step of its story"
