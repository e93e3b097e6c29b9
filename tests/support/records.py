"""Records for tests: hypothesis strategies, and one small record with every kind of question."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from trackrecord.core.estimates import Scale
from trackrecord.core.keys import folded, spelled
from trackrecord.core.model import (
    Claim,
    Counts,
    Entry,
    Forecast,
    Forecaster,
    Imputed,
    Never,
    Outcome,
    Question,
    Record,
    Settings,
    Until,
    Void,
)
from trackrecord.tables.kinds import Kind, parse

AS_OF = date(2025, 6, 1)


def is_key(text: str) -> bool:
    try:
        return parse(Kind.KEY, text) == text != ""
    except ValueError:
        return False


# Keys as people write them, and keys that a spreadsheet would take for something else.
NAMES = (
    "Ming-Chi Kuo",
    "launch date",
    "launch-date",
    "When?",
    "Whenx",
    "a*b",
    "a~b",
    "a|b",
    "*",
    "?",
    "<5",
    ">= 3",
    "=1+1",
    "'quoted'",
    '"J.P. Morgan & Co."',
    "10",
    "007",
    "2024-03-28",
    "1-2",
    "TRUE",
    "#N/A",
    "小米汽车",
    "Größe",
    "🚗",
)
keys = st.sampled_from(NAMES) | st.text(min_size=1, max_size=80).map(spelled).filter(is_key)
# Any unicode text, and text that a spreadsheet would love to turn into something else.
tempting = st.sampled_from(
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "'=1",
        "''",
        "'",
        "\t=1",
        "00123",
        "1e5",
        "2024-03-28",
        "TRUE",
        "#N/A",
        "1-2",
        "_x0041_",
        "_x000D_",
        "a\r\nb",
        " padded ",
        "=cmd|'/c calc'!A0",
        "50%",
        "<a&b>",
        "never",
        '"quoted", and more',
        "小米汽车",
        "🚗" * 3,
        "\ufeff",
        "\u2028",
    ]
)
texts = st.one_of(st.text(max_size=40), tempting)
filled = texts.filter(lambda text: text.strip() != "")
units = st.one_of(
    st.sampled_from(["date", "yes/no", "cars", "CNY"]),
    filled.map(str.strip).filter(lambda t: t.lower() not in ("date", "yes/no") and len(t) <= 64),
)


def days(
    first: date = date(1900, 1, 1), last: date = date(9999, 12, 31)
) -> st.SearchStrategy[date]:
    return st.dates(first, last)


_NUMBERS = st.floats(-1e100, 1e100, allow_nan=False, allow_subnormal=False)


@st.composite
def records(draw: st.DrawFn, most: int = 6) -> Record:
    """Any record whose rows can each be read: the checks may still complain."""
    forecasters = draw(st.lists(st.builds(Forecaster, keys, filled, texts), max_size=most))
    questions = draw(
        st.lists(
            st.builds(Question, keys, filled, units, days(), filled, texts, texts, texts),
            max_size=most,
            unique_by=lambda row: folded(row.question),
        )
    )
    unit_of = {row.question: row.unit for row in questions}
    forecasts, outcomes = [], []
    for question, unit in unit_of.items():
        end = days() if unit == "date" else _NUMBERS
        level = st.none() | st.floats(0.001, 0.999)
        forecasts += draw(
            st.lists(
                st.builds(
                    Forecast,
                    keys,
                    st.just(question),
                    keys,
                    st.sampled_from(Claim),
                    days(),
                    filled,
                    st.none() | end,
                    st.none() | end,
                    level,
                    st.just("") | keys,
                    filled,
                    filled,
                    st.none() | end,
                ),
                max_size=2,
            )
        )
        outcomes += draw(
            st.lists(
                st.builds(
                    Outcome,
                    st.just(question),
                    st.none() | outcome_values(unit),
                    st.none() | days(),
                    st.none() | days(),
                    texts,
                    texts,
                    st.none() | st.just(Until.OPEN) | end,
                ),
                max_size=1,
            )
        )
    moments = st.datetimes(datetime(1901, 1, 1), datetime(9999, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0, fold=0)
    )
    journal = draw(
        st.lists(
            st.builds(
                Entry,
                st.integers(0, 10**9),
                moments,
                texts,
                filled,
                filled,
                filled,
                texts,
                texts,
                filled,
            ),
            max_size=2,
        )
    )
    return Record(
        tuple(forecasters), tuple(questions), tuple(forecasts), tuple(outcomes), tuple(journal)
    )


def outcome_values(
    unit: str,
    first: date = date(1900, 1, 1),
    last: date = date(9999, 12, 31),
    numbers: st.SearchStrategy[float] = _NUMBERS,
) -> st.SearchStrategy[object]:
    if unit == "date":
        return st.one_of(days(first, last), st.sampled_from(Never), st.sampled_from(Void))
    if unit == "yes/no":
        return st.one_of(st.booleans(), st.sampled_from(Void))
    return st.one_of(numbers, st.sampled_from(Void))


_FIRST, _LAST = date(2020, 1, 1), date(2030, 12, 31)
_AMOUNTS = st.one_of(
    st.sampled_from([0.0, 1.0, -1.0, 100_000.0, 299_999.99, 1e-9, 1e15, -5e7]),
    st.floats(-1e9, 1e9).map(lambda number: round(number, 3)),
)


@st.composite
def sound_records(draw: st.DrawFn, forecasts: int = 6, questions: int = 4) -> Record:
    """A record of which the workbook can score every row: all shapes, all states."""
    names = draw(st.permutations([name for name in NAMES if name != "#N/A"]))
    asked = [
        Question(
            names[number],
            f"Question {number}",
            draw(st.sampled_from(["date", "yes/no", "cars"])),
            draw(days(_FIRST, _LAST)),
            "What counts.",
            topic=draw(st.sampled_from(["", "cars"])),
            event=draw(st.sampled_from(["", "one"])),
        )
        for number in range(draw(st.integers(1, questions)))
    ]
    who = [Forecaster(name, "analyst") for name in names[questions : questions + 3]]
    made = []
    for number in range(draw(st.integers(0, forecasts))):
        question = draw(st.sampled_from(asked))
        low, high = draw(_ends(question.unit))
        restates = draw(st.sampled_from(["", "", *[row.forecast for row in made][:1]]))
        made.append(
            Forecast(
                names[-number - 1] if number < 8 else f"f{number}",
                question.question,
                draw(st.sampled_from(who)).forecaster,
                draw(st.sampled_from(Claim)),
                draw(days(_FIRST, _LAST)),
                draw(st.sampled_from(["wording", "likely", "Very likely", "?"])),
                low,
                high,
                draw(st.sampled_from([None, 0.5, 0.9])),
                restates,
                "quote",
                "source",
                draw(st.sampled_from([None, low, high])) if None not in (low, high) else None,
            )
        )
    known = [
        Outcome(
            question.question,
            draw(outcome_values(question.unit, _FIRST, _LAST, _AMOUNTS)),
            draw(days(_FIRST, _LAST)),
            draw(days(_FIRST, _LAST)),
            "source",
            "note",
        )
        for question in asked
        if draw(st.booleans())
    ]
    known = [replace(row, until=draw(_others_ends(row.value))) for row in known]
    chosen = Settings(
        interval_level=draw(st.sampled_from([0.8, 0.5, 0.95])),
        bound_level=draw(st.sampled_from([0.9, 0.75])),
        counts=draw(st.sampled_from(Counts)),
        days_ahead=draw(st.sampled_from([30, 400])),
        topic=draw(st.sampled_from(["", "", "Cars"])),
        tolerance=draw(st.sampled_from([None, 0.1])),
        scale=draw(st.sampled_from(Scale)),
        imputed=draw(st.sampled_from(Imputed)),
    )
    return Record(tuple(who), tuple(asked), tuple(made), tuple(known), settings=chosen)


def _others_ends(value: object) -> st.SearchStrategy[object]:
    """Other ends that an outcome may have."""
    if isinstance(value, date):
        return st.sampled_from([None, None, Until.OPEN, value + timedelta(30)])
    if isinstance(value, float):
        return st.sampled_from(
            [None, None, Until.OPEN, value + 10.0 if abs(value) < 1e14 else None]
        )
    return st.none()


@st.composite
def _ends(draw: st.DrawFn, unit: str) -> tuple[date | float | None, date | float | None]:
    if unit == "yes/no":
        p = draw(st.sampled_from([0.0, 0.25, 0.5, 0.875, 1.0]))
        return p, p
    low: date | float
    high: date | float
    if unit == "date":
        low = draw(days(_FIRST, _LAST))
        high = low + timedelta(draw(st.sampled_from([0, 0, 1, 28, 365])))
    else:
        low = draw(_AMOUNTS)
        high = low + abs(draw(st.sampled_from([0.0, 0.0, 1.0, 10_000.0]))) if low < 1e14 else low
    return draw(st.sampled_from([(low, high), (low, high), (None, high), (low, None)]))


def small_record() -> Record:
    """One question of each unit and one void, each with forecasts; nothing recorded yet."""
    first = date(2024, 1, 1)
    return Record(
        (Forecaster("ann", "analyst"), Forecaster("bob", "company")),
        (
            Question("when", "When?", "date", date(2025, 1, 1), "The day."),
            Question("how-many", "How many?", "cars", date(2025, 1, 1), "The count."),
            Question("whether", "Whether?", "yes/no", date(2025, 1, 1), "Yes if so."),
        ),
        (
            Forecast(
                "a-when",
                "when",
                "ann",
                Claim.FORECAST,
                first,
                "February 2024",
                date(2024, 2, 1),
                date(2024, 2, 29),
                None,
                "",
                "in February",
                "S",
            ),
            Forecast(
                "b-when",
                "when",
                "bob",
                Claim.PLAN,
                first,
                "by June 2024",
                None,
                date(2024, 6, 30),
                None,
                "",
                "by June",
                "S",
            ),
            Forecast(
                "a-how-many",
                "how-many",
                "ann",
                Claim.FORECAST,
                first,
                "50-60k",
                50_000.0,
                60_000.0,
                0.8,
                "",
                "50,000 to 60,000",
                "S",
            ),
            Forecast(
                "b-how-many",
                "how-many",
                "bob",
                Claim.GOAL,
                first,
                "at least 100k",
                100_000.0,
                None,
                None,
                "",
                "at least 100,000",
                "S",
            ),
            Forecast(
                "a-whether",
                "whether",
                "ann",
                Claim.FORECAST,
                first,
                "70 %",
                0.7,
                0.7,
                None,
                "",
                "70 %",
                "S",
            ),
            Forecast(
                "b-whether",
                "whether",
                "bob",
                Claim.FORECAST,
                first,
                "no",
                0.0,
                0.0,
                None,
                "",
                "will not",
                "S",
            ),
            Forecast(
                "b-again",
                "whether",
                "bob",
                Claim.FORECAST,
                date(2024, 2, 1),
                "no",
                0.0,
                0.0,
                None,
                "b-whether",
                "still will not",
                "S",
            ),
        ),
    )


def forecast_of(wording: str, question: str, who: str, key: str = "") -> Forecast:
    return Forecast(
        key,
        question,
        who,
        Claim.FORECAST,
        date(2024, 1, 5),
        wording,
        None,
        None,
        quote=wording,
        source="S",
    )
