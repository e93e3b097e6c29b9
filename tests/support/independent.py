"""The scores once more, written from the contract alone and computed in another way.

Distributions are integrated numerically, days are walked one by one, signs are flipped by listing
all of them, calibration is the min-max formula, ends of intervals are roots. Nothing of the
package's scoring is used; records go in as the package's rows.
"""

import math
from collections import defaultdict
from datetime import date
from functools import lru_cache
from itertools import pairwise, product
from typing import Any

import numpy as np
from scipy import integrate, special, stats

from trackrecord.core.model import Claim, Never, Record, Until, Void


def day(value: Any) -> Any:
    return value.toordinal() if isinstance(value, date) else value


@lru_cache(maxsize=100_000)
def crps(m: float, left: float, right: float, y: float, pending: bool) -> float:
    """The integral of (F - 1{u >= y})^2, or only of what lies below y."""

    def f(u: float) -> float:
        spread = left if u < m else right
        return float(special.ndtr((u - m) / spread)) if spread else float(u >= m)

    reach = 12 * max(left, right)
    low, high = min(m - reach, y), max(m + reach, y)
    cuts = sorted({low, *(c for c in (m - 6 * left, m, m + 6 * right, y) if low < c < high), high})

    def loss(u: float) -> float:
        if u >= y:
            return 0.0 if pending else (1 - f(u)) ** 2
        return f(u) ** 2

    parts = [
        integrate.quad(loss, a, b, epsabs=1e-12 * (1 + abs(b - a)), epsrel=1e-11, limit=200)[0]
        for a, b in pairwise(cuts)
    ]
    return math.fsum(parts)


class Row:
    """What the sheet Forecasts shows of one forecast."""

    def __init__(self, record: Record, at: int, as_of: date) -> None:
        self.f = f = record.forecasts[at]
        self.at = at
        s = record.settings
        self.q = q = next(q for q in record.questions if q.question == f.question)
        o = next((o for o in record.outcomes if o.question == f.question), None)
        if o is not None and (o.value is None or (o.known is not None and o.known > as_of)):
            o = None
        self.kind = q.unit if q.unit in ("date", "yes/no") else "number"
        low, best, high = day(f.low), day(f.best), day(f.high)
        ends = [e for e in (low, high) if e is not None]
        if self.kind == "yes/no":
            self.shape = "chance" if len(ends) == 2 and low == high else None
        elif len(ends) == 2:
            inside = low <= high and (best is None or low <= best <= high)
            self.shape = "value" if inside else None
        else:
            self.shape = "bound" if len(ends) == 1 and best is None else None
        self.group = {Claim.FORECAST: "forecasts", Claim.PREMISE: None}.get(
            f.claim, "goals and plans"
        )
        self.said = f.issued <= as_of
        value, until = (o.value, o.until) if o else (None, None)
        self.value, self.until = value, until if isinstance(value, (date, float)) else None
        if isinstance(value, bool):
            self.until = None
        never, void = isinstance(value, Never), isinstance(value, Void)
        happened = isinstance(value, (date, float, bool))
        own_end = high if self.kind == "date" and high is not None else None
        self.past = q.resolves <= as_of or (own_end is not None and own_end < as_of.toordinal())
        if not self.said:
            self.status = None
        elif void:
            self.status = "Void"
        elif o is None:
            due = own_end if own_end is not None else q.resolves.toordinal()
            self.status = "Overdue" if due < as_of.toordinal() else "Open"
        else:
            last = self.until if isinstance(self.until, date) else value
            late = self.kind == "date" and isinstance(last, date) and last < f.issued
            late = late and self.until is not Until.OPEN
            known = o.known is not None and o.known < f.issued
            self.status = "Hindsight" if known or late else "Resolved"
        self.live = self.status in ("Open", "Overdue", "Resolved")
        self.words = not any(c.isdigit() for c in f.wording) and low in (0, 1)
        self.imputed = self.shape == "chance" and self.words
        closing = [as_of.toordinal(), q.resolves.toordinal()]
        if o is not None and o.known is not None:
            closing.append(o.known.toordinal())
        if self.kind == "date" and isinstance(value, date):
            closing.append(value.toordinal())
        self.close = min(closing)
        self.hit = self.brier = self.score = self.relative = self.error = self.late = None
        self.at_value: float | None = None
        self.least = False
        if self.shape == "chance":
            if self.status == "Resolved" and isinstance(value, bool):
                self.brier = self.score = (low - value) ** 2
                self.hit = None if low == 0.5 else (low > 0.5) == value
            return
        if self.shape is None or not self.live:
            return
        span = day(self.until) if self.until is not None and self.until is not Until.OPEN else None
        if happened:
            self.at_value = day(value) if span is None else (day(value) + span) / 2
            self.least = self.until is Until.OPEN
        elif self.kind == "date":
            self.at_value, self.least = min(as_of, q.resolves).toordinal(), True
        if self.at_value is None:
            return
        y = self.at_value
        self._hit(low, high, y, span, never, happened, as_of, s.tolerance)
        if self.kind == "date":
            if happened:
                above = y - high if high is not None and y > high else 0
                self.late = above or (y - low if low is not None and y < low else 0)
            elif high is not None:
                waited = as_of.toordinal() - high
                self.late = max(0, waited) if never else waited if waited > 0 else None
        self._scores(low, best, high, y, s)

    def _hit(
        self,
        low: Any,
        high: Any,
        y: float,
        span: Any,
        never: bool,
        happened: bool,
        as_of: date,
        tolerance: float | None,
    ) -> None:
        if never or not happened:
            closed = high is not None and high < as_of.toordinal()
            self.hit = False if (never and high is not None) or closed else None
            return
        if self.kind == "number" and low == high:
            if tolerance is not None and not self.least:
                self.hit = abs(low - y) <= tolerance * abs(y)
            return
        first = day(self.value)
        last = math.inf if self.least else first if span is None else span
        bottom, top = -math.inf if low is None else low, math.inf if high is None else high
        if bottom <= first and last <= top:
            self.hit = True
        elif first > top or last < bottom:
            self.hit = False

    def _scores(self, low: Any, best: Any, high: Any, y: float, s: Any) -> None:
        def bound(q: float, at: float) -> float:
            below = s.bound_level if low is None else 1 - s.bound_level
            gap = at - q
            if gap < 0 and self.least:
                return 0.0
            return 2 * gap * below if gap >= 0 else -2 * gap * (1 - below)

        if self.shape == "bound":
            q = high if low is None else low
            self.score = bound(q, y)
            if self.kind == "number" and q > 0 and y > 0:
                self.relative = bound(math.log(q), math.log(y))
            middle = q
        else:
            z = stats.norm.ppf((1 + (self.f.level or s.interval_level)) / 2)
            middle = (low + high) / 2 if best is None else best
            self.score = crps(middle, (middle - low) / z, (high - middle) / z, y, self.least)
            if self.kind == "number" and low > 0 and y > 0:
                a, b = math.log(low), math.log(high)
                m = (a + b) / 2 if best is None else math.log(best)
                self.relative = crps(m, (m - a) / z, (b - m) / z, math.log(y), self.least)
        self.middle = middle
        if self.kind == "number":
            held = self.shape == "bound" and self.hit is not False
            unknown = self.least and middle >= y
            self.error = None if held or unknown else middle - y


def rows_of(record: Record, as_of: date) -> list[Row]:
    """Every forecast, with the days it stood and whether its hit counts."""
    rows = [Row(record, at, as_of) for at in range(len(record.forecasts))]
    votes: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        row.stood, row.weight, row.counts = None, 0.0, False
        row.vote = None
        if row.shape is not None and not row.f.restates:
            row.vote = (row.f.question, row.f.forecaster, row.group, row.shape)
            votes[row.vote].append(row)
    s = record.settings
    for of in votes.values():
        of.sort(key=lambda row: (row.f.issued, row.at))
        walked: dict[int, int] = defaultdict(int)
        seen: dict[int, int] = {}
        for row in of:
            if not row.said:
                continue
            # Walk the days: who is in force on each?
            for today in range(row.f.issued.toordinal(), row.close):
                in_force = [r for r in of if r.f.issued.toordinal() <= today][-1]
                if in_force is row:
                    walked[row.at] += 1
                    seen[today] = row.at
            row.stood = walked[row.at]
        if not of or of[0].group is None:
            continue
        usable = [r for r in of if r.live or r.status == "Void"]
        usable = [r for r in usable if not (r.imputed and s.imputed == "no")]
        topic = s.topic.strip().lower()
        usable = [r for r in usable if not topic or r.q.topic.strip().lower() == topic]
        stood = [r for r in of if r.stood and r.status != "Hindsight"]
        pick: list[Row] = []
        if s.counts == "all":
            pick = [r for r in of if r.said and r.status != "Hindsight"]
        elif stood and s.counts == "last":
            pick = [stood[-1]]
        elif stood and s.counts == "first":
            pick = [stood[0]] if stood[0].f.issued == of[0].f.issued else []
        elif stood and s.counts == "ahead":
            then = stood[0].close - s.days_ahead
            before = [r for r in of if r.f.issued.toordinal() <= then]
            pick = [before[-1]] if before and before[-1] in stood else []
        elif stood:
            total: dict[Any, int] = defaultdict(int)
            for r in of:
                total[r.f.low, r.f.best, r.f.high, r.f.level] += r.stood or 0

            def long(r: Row, total: Any = total) -> Any:
                whole = total[r.f.low, r.f.best, r.f.high, r.f.level]
                return whole if r.stood else 0, r.f.issued, r.at

            pick = [max(of, key=long)]
        for r in usable:
            if s.counts == "standing":
                r.weight = float(r.stood or 0) if r.live else 0.0
            else:
                r.weight = float(r in pick and r.live)
            r.counts = r in pick and r.past
    return rows


def event(row: Row) -> str:
    return row.q.event.strip().lower() or f"q {row.q.question}"


def contests(rows: list[Row], ratios: set[str]) -> dict[tuple[str, str], dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, list[tuple[float, float]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    about: dict[tuple[str, str], Row] = {}
    for row in rows:
        if not row.weight or (row.kind != "date" and not row.past):
            continue
        relative = row.kind == "number" and row.q.unit in ratios
        loss = row.relative if relative else row.score
        if loss is None:
            continue
        unit = "ratio" if relative else row.q.unit
        key = row.f.question, f"{unit} {'bound' if row.shape == 'bound' else ''}"
        about[key] = row
        found[key][row.f.forecaster].append((loss, row.weight))
    made = {}
    for key, of in found.items():
        losses = {
            who: float(np.average([a for a, _ in p], weights=[w for _, w in p]))
            for who, p in of.items()
        }
        row = about[key]
        if row.least and row.kind == "date":  # less than a tenth of a second of waiting is none
            losses = {who: loss if loss >= 1e-6 else 0.0 for who, loss in losses.items()}
        if row.value is None and not any(losses.values()):
            continue
        made[key] = {"losses": losses, "event": event(about[key]), "kind": key[1]}
    return made


def ratios_of(rows: list[Row]) -> set[str]:
    found = set()
    for unit in {row.q.unit for row in rows if row.kind == "number"}:
        of = [r for r in rows if r.q.unit == unit and r.shape is not None]
        numbers = [
            v
            for r in of
            for v in (r.f.low, r.f.best, r.f.high, r.value)
            if isinstance(v, float) and not isinstance(v, bool)
        ]
        if not numbers or min(numbers) <= 0:
            continue
        sizes: dict[str, list[float]] = defaultdict(list)
        for r in of:
            ends = [e for e in (r.f.low, r.f.high) if e is not None]
            sizes[r.f.question].append(r.f.best if r.f.best is not None else sum(ends) / len(ends))
        usual = [float(np.median(values)) for values in sizes.values()]
        if max(usual) > 10 * min(usual):
            found.add(unit)
    return found


def skills(found: dict[tuple[str, str], dict[str, Any]]) -> dict[str, dict[str, Any]]:
    people = sorted({who for c in found.values() for who in c["losses"]})
    made: dict[str, dict[str, Any]] = {}
    for who in people:
        kinds: dict[str, list[tuple[float, float, str]]] = defaultdict(list)
        questions = set()
        for (question, _), c in found.items():
            others = [loss for name, loss in c["losses"].items() if name != who]
            if who in c["losses"] and others:
                kinds[c["kind"]].append((c["losses"][who], float(np.mean(others)), c["event"]))
                questions.add(question)
        if not kinds:
            continue
        product_, weight, known = 1.0, 0, True
        by_event: dict[str, list[float]] = defaultdict(list)
        for triples in kinds.values():
            own, others = sum(t[0] for t in triples), sum(t[1] for t in triples)
            if others > 1e-300:
                product_ *= (own / others) ** len(triples)
            elif own > 0:
                known = False
            weight += len(triples)
            usual = others / len(triples)
            for mine, theirs, what in triples:
                by_event[what].append((mine - theirs) / usual if usual else float(mine > 0))
        values = np.array([np.mean(of) for of in by_event.values()])
        p = None
        if len(values) >= 6:
            size = np.abs(values).max()
            values = np.where(np.abs(values) <= 1e-9 * size, 0, values)
            signs = np.array(list(product((1, -1), repeat=len(values))))
            sums = np.abs(signs @ values)
            near = abs(values.sum()) - 1e-9 * max(size, 1e-300)
            p = 1.0 if size < 1e-9 else float((sums >= near).mean())
        relative = product_ ** (1 / weight) if known else None
        made[who] = {"skill": relative, "common": len(questions), "p": p, "side": values.sum()}
    tested = sorted((m["p"], who) for who, m in made.items() if m["p"] is not None)
    least = 0.0
    for at, (p, who) in enumerate(tested):
        least = max(least, min(1.0, p * (len(tested) - at)))
        made[who]["holm"] = least
    return made


def median_late(rows: list[Row]) -> tuple[float | None, bool]:
    waits = [(r.late, r.least) for r in rows if r.late is not None]
    if not waits:
        return None, False
    survival, times = 1.0, sorted({t for t, open_ in waits if not open_})
    at: list[tuple[float, float]] = []
    for t in times:
        risk = sum(w >= t for w, _ in waits)
        survival *= 1 - sum(w == t and not open_ for w, open_ in waits) / risk
        at.append((t, survival))
    for n, (t, s) in enumerate(at):
        if abs(s - 0.5) < 1e-12 and n + 1 < len(at):
            return (t + at[n + 1][0]) / 2, False
        if s < 0.5 - 1e-12:
            return t, False
    return float(np.median([w for w, _ in waits])), True


def corp(p: list[float], o: list[float]) -> tuple[float, float, float]:
    """Min-max formula of the fitted shares."""
    levels = sorted(set(p))
    groups = [[y for x, y in zip(p, o, strict=True) if x == level] for level in levels]

    def mean(i: int, j: int) -> float:
        flat = [y for group in groups[i : j + 1] for y in group]
        return sum(flat) / len(flat)

    n = len(levels)
    fit = {
        levels[k]: max(min(mean(i, j) for j in range(k, n)) for i in range(k + 1)) for k in range(n)
    }
    brier = np.mean([(x - y) ** 2 for x, y in zip(p, o, strict=True)])
    left = np.mean([(fit[x] - y) ** 2 for x, y in zip(p, o, strict=True)])
    base = np.mean(o)
    return brier - left, base * (1 - base) - left, base * (1 - base)


def interval(pairs: list[tuple[str, float]]) -> tuple[float, float] | None:
    by_event: dict[str, list[float]] = defaultdict(list)
    for what, value in pairs:
        by_event[what].append(value)
    means = [float(np.mean(of)) for of in by_event.values()]
    if len(means) < 5:
        return None
    if np.std(means) == 0:
        return means[0], means[0]
    found = stats.t.interval(0.95, len(means) - 1, np.mean(means), stats.sem(means))
    return float(found[0]), float(found[1])
