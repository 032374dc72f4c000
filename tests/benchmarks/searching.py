"""The figure of the search: every kind of thing that is typed, among a million patients."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from contextlib import closing
from itertools import accumulate
from pathlib import Path
from statistics import median

import hospital
from figures import Figure, Measurement, Run, ms, p95
from floor import FileDesk

from opd_tui.db.sqlite.name_index import TRIGGERS
from opd_tui.domain.requests.patients import FindPatient
from opd_tui.services.patients import records

SEARCH = "search as a name or number is typed, 1,000,000 patients"
GOAL = 0.050
WORDS = 60_000
"""Different words of names, the commonest a thousand times as common as the rarest (Zipf, exponent 0.7)."""
_SCRIPTS = (
    ("bcdfghjklmnprstvy", "aeiou"),
    ("bcdfghjklmnprstvy", "aeiou"),
    ("कखगचजटडणतदनपबमयरलवशसह", "ािीुूेैो"),
    ("கசடதநபமயரலவளற", "ாிீுூெேை"),
)


def search(run: Run) -> list[Figure]:
    """Through the service, as the desk calls it: ten answers each. The p95 is over all kinds together."""
    count, path, dice = run.times(1_000_000, 100_000), run.folder / "many.db", random.Random(5)
    names = _names(count, dice)
    started = time.perf_counter()
    build(path, names)
    took: dict[str, list[float]] = {}
    with hospital.opened(run.measured(path)):
        print(f"    {count:,} patients in {time.perf_counter() - started:.0f} s", file=sys.stderr)
        for kind, typed in _kinds(names, dice).items():
            times = took.setdefault(kind, [])
            for _ in range(run.times(100, 40)):
                text = typed()
                start = time.perf_counter()
                records.search(FindPatient(text))
                times.append(time.perf_counter() - start)
    for kind, times in took.items():
        print(f"    {kind}: {ms(median(times))} (p95 {ms(p95(times))}, worst {ms(max(times))})", file=sys.stderr)
    every = [each for times in took.values() for each in times]
    kind = max(took, key=lambda kind: p95(took[kind]))
    ours = f"{ms(median(every))} (p95 {ms(p95(every))}; {kind} {ms(p95(took[kind]))})"
    return [Figure(SEARCH, ours, "–", None, f"p95 ≤ {ms(GOAL)}", p95(every) <= GOAL and count == 1_000_000)]


def build(path: Path, names: list[str]) -> None:
    """A hospital of patients of these names, in one transaction; the index is made when it is opened."""
    hospital.build(path, 0)
    with closing(FileDesk(path)) as desk, desk.transaction():
        for trigger in TRIGGERS:  # which is twice as fast as keeping it in step
            desk.connection.execute(f"DROP TRIGGER {trigger}")
        rows = (hospital.patient_row(patient, name) for patient, name in enumerate(names, start=1))
        desk.connection.executemany(hospital.PATIENT, rows)
        desk.connection.executemany(hospital.PHONE, map(hospital.phone_row, range(1, len(names) + 1)))


def _names(count: int, dice: random.Random) -> list[str]:
    known = []
    for number in range(WORDS):
        letters, signs = _SCRIPTS[number % len(_SCRIPTS)]
        known.append("".join(dice.choice(letters) + dice.choice(signs) for _ in range(dice.randint(2, 4))))
    weights = list(accumulate((place + 1) ** -0.7 for place in range(WORDS)))
    words = dice.choices(known, cum_weights=weights, k=2 * count)
    return [f"{given.title()} {family.title()}" for given, family in zip(words[::2], words[1::2], strict=True)]


def _kinds(names: list[str], dice: random.Random) -> dict[str, Callable[[], str]]:
    """What is typed, by kind: each a text that an operator may have in the field."""

    def words() -> list[str]:
        return dice.choice(names).split()

    def slipped(word: str) -> str:
        at = dice.randrange(len(word) - 1)
        return dice.choice((word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at] + "ू" + word[at + 1 :]))

    return {
        "one letter": lambda: dice.choice(words())[:1],
        "beginning of a word": lambda: dice.choice(words())[: dice.randint(2, 5)],
        "a word": lambda: dice.choice(words()),
        "two beginnings": lambda: " ".join(word[: dice.randint(1, 3)] for word in words()),
        "beginnings of two patients": lambda: f"{words()[0][:2]} {words()[1][:2]}",
        "three single letters": lambda: " ".join((*(word[0] for word in words()), words()[0][0])),
        "whole name": lambda: " ".join(reversed(words())),
        "end of a phone": lambda: f"{dice.randrange(100_000):05}",
        "whole phone": lambda: f"098{dice.randrange(len(names)):08}",
        "a slip": lambda: slipped(dice.choice(words())),
        "a slip in one of two words": lambda: f"{words()[0]} {slipped(words()[1])}",
        "nobody": lambda: "zzqx" + words()[0],
    }


MEASUREMENTS: tuple[tuple[tuple[str, ...], Measurement], ...] = (((SEARCH,), search),)
