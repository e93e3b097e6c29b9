"""Records of other people's kinds and sizes, on which every picture and page is tried.

All are made by a seeded generator: the same on every machine and every day.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from trackrecord.core.model import Claim, Forecast, Forecaster, Outcome, Question, Record

START = date(2023, 1, 2)
_BANKS = ("Northern Savings Bank", "J.P. Hargreaves & Co.", "Consensus", "Institute for the Cycle")
_PLACES = ("Lisbon", "Guadalajara", "the Republic of Moldova", "Łódź", "成都", "Nuuk")


def empty() -> Record:
    """Nothing at all."""
    return Record()


def one() -> Record:
    """One forecast of a day, resolved."""
    return replace(dates(1), forecasters=(Forecaster("Ann Smith", "analyst"),))


def dates(n: int = 12) -> Record:
    """Days, forecast as windows and bounds by three people; a third still waits."""
    chooser = random.Random(n)  # noqa: S311 - no secret
    names = ("Ann Smith", "Bertrand de La Fontaine-Meunier", "Ministry of Transport")[: max(1, n)]
    made = []
    for k in range(n):
        when = START + timedelta(90 + 25 * k)
        place = _PLACES[k % len(_PLACES)]
        question = Question(
            f"line {k + 1}",
            f"When does line {k + 1} of the tramway in {place} open to the public?",
            "date",
            when + timedelta(120),
            "The first day on which anybody may board with an ordinary ticket.",
        )
        low = when + timedelta(chooser.randint(-40, 20))
        forecast = Forecast(
            f"{k + 1}",
            question.question,
            names[k % len(names)],
            Claim.FORECAST,
            START + timedelta(k),
            f"between {low} and {low + timedelta(45)}",
            low,
            low + timedelta(45),
            quote=f"The line will open within weeks of {low}, all going well.",
            source=f"https://example.org/trams/{k + 1}",
        )
        came = when if k % 3 < 2 else None
        made.append((question, forecast, came))
    return Record(
        tuple(Forecaster(name, "analyst") for name in names),
        tuple(question for question, _, _ in made),
        tuple(forecast for _, forecast, _ in made),
        tuple(
            Outcome(question.question, came, came, came, "https://example.org/opened")
            for question, _, came in made
            if came is not None
        ),
    )


def numbers(n: int = 60) -> Record:
    """Growth in percent, some below zero: banks answer each quarter several times."""
    chooser = random.Random(n)  # noqa: S311 - no secret
    quarters = max(1, n // 12)
    questions, outcomes, truths = [], [], []
    for k in range(quarters):
        year, quarter = 2023 + k // 4, k % 4 + 1
        closes = date(2023, 1, 1) + timedelta(92 * (k + 1) + 30)
        key = f"GDP {year} Q{quarter}"
        title = f"Real GDP growth of {_PLACES[k % 6]}, annualised, {year} Q{quarter}"
        questions.append(Question(key, title, "%", closes, "First estimate of the office."))
        truths.append(round(chooser.gauss(1.5, 2.5), 1))
        if k < quarters - 1 or quarters == 1:
            outcomes.append(Outcome(key, truths[-1], closes, closes, "Statistical office"))
    forecasts = []
    for i in range(n):
        k, bank = i % quarters, _BANKS[i // quarters % 4]
        answer = i // (quarters * 4)
        said = round(truths[k] + chooser.gauss(0.3, 2.0 / (answer + 1)), 1)
        off = 1.0 if i % 5 == 0 else 0.0
        low, high = round(said - off, 1), round(said + off, 1)
        forecasts.append(
            Forecast(
                f"{i + 1}",
                questions[k].question,
                bank,
                Claim.FORECAST,
                questions[k].resolves - timedelta(200 - 50 * min(3, answer) - i % 7),
                f"{low} to {high} %" if off else f"{said} %",
                low,
                high,
                source="Quarterly outlook",
                quote=f"We expect {said} %.",
            )
        )
    kinds = [Forecaster(b, "aggregate" if b == "Consensus" else "analyst") for b in _BANKS]
    return Record(tuple(kinds), tuple(questions), tuple(forecasts), tuple(outcomes))


def probabilities(n: int = 40, people: int = 2) -> Record:
    """Chances of yes/no questions, resolved but for the last tenth."""
    chooser = random.Random(n)  # noqa: S311 - no secret
    questions, forecasts, outcomes = [], [], []
    for k in range(-(-n // people)):
        key = f"vote {k + 1}"
        closes = START + timedelta(30 + k % 900)
        title = f"Does the council of {_PLACES[k % 6]} adopt motion {k + 1}?"
        questions.append(Question(key, title, "yes/no", closes, "As the minutes say."))
        chance = chooser.random()
        if k < 0.9 * n / people:
            outcomes.append(Outcome(key, chooser.random() < chance, closes, closes, "Minutes"))
        for who in range(people):
            if len(forecasts) == n:
                break
            said = round(min(0.99, max(0.01, chance + chooser.gauss(0, 0.1 + 0.1 * who))), 2)
            forecasts.append(
                Forecast(
                    f"{len(forecasts) + 1}",
                    key,
                    f"Forecaster {who + 1}",
                    Claim.FORECAST,
                    closes - timedelta(chooser.randint(3, 29)),
                    f"{said:.0%}",
                    said,
                    said,
                    source="My notebook",
                )
            )
    kinds = tuple(Forecaster(f"Forecaster {who + 1}", "person") for who in range(people))
    return Record(kinds, tuple(questions), tuple(forecasts), tuple(outcomes))


def mixed(n: int = 100) -> Record:
    """Days, numbers and chances in one record."""
    parts = (("d", dates(n // 4)), ("n", numbers(n // 2)), ("p", probabilities(n - 3 * n // 4)))
    forecasts = tuple(
        replace(row, forecast=f"{sign}{row.forecast}") for sign, x in parts for row in x.forecasts
    )
    return Record(
        tuple(row for _, x in parts for row in x.forecasters),
        tuple(row for _, x in parts for row in x.questions),
        forecasts,
        tuple(row for _, x in parts for row in x.outcomes),
    )


def goals() -> Record:
    """What parties say they will do themselves: nothing is ranked."""
    record = dates(9)
    claims = tuple(replace(row, claim=Claim.GOAL) for row in record.forecasts)
    return replace(record, forecasts=claims)


SMALL: dict[str, Callable[[], Record]] = {
    "empty": empty,
    "one": one,
    "dates": dates,
    "numbers": numbers,
    "probabilities": probabilities,
    "mixed": mixed,
    "goals": goals,
}
