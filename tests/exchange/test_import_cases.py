"""What went wrong with other people's tables once, said in words; each fault in several forms."""

import re
from datetime import date
from pathlib import Path

import pytest
from support.import_tables import PREDICTIONBOOK, TWO_COLUMNS, WEEKLY, plain_sheet
from support.imports import TODAY, Book

from trackrecord.actions.reading import check_place
from trackrecord.core.model import Void
from trackrecord.errors import Refused


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path)


RECURRING = {
    "asked on different days": (WEEKLY, ("2024-03-08", "2024-03-15")),
    "with a deadline each": (
        (
            "title,percent,date,due,outcome\nWe win,70,2024-09-08,2024-09-09,yes\n"
            "We win,60,2024-09-15,2024-09-16,no\n"
        ),
        ("2024-09-09", "2024-09-16"),
    ),
    "numbered by a column": (
        (
            "question,match,percent,date,deadline,outcome\n"
            "Home win,A-B,70,2024-09-08,2024-09-30,yes\nHome win,C-D,60,2024-09-08,2024-09-30,no\n"
            "Home win,A-B,80,2024-09-09,2024-09-30,yes\nHome win,C-D,50,2024-09-09,2024-09-30,no\n"
        ),
        ("A-B", "C-D"),
    ),
    "with an id": (
        (
            "question id,question,percent,date,deadline,outcome\n"
            "7,Home win,70,2024-09-08,2024-09-30,yes\n8,Home win,60,2024-09-08,2024-09-30,no\n"
        ),
        ("7", "8"),
    ),
}


@pytest.mark.parametrize("name", RECURRING)
def test_questions_with_one_title_stay_apart(name: str, book: Book) -> None:
    text, marks = RECURRING[name]
    book.take(text)
    assert len(book.titles) == len(set(book.titles)) == 2
    for title, mark in zip(book.titles, marks, strict=True):
        assert title.endswith(f"({mark})")
    assert [row.value for row in book.record.outcomes] == [True, False]
    assert book.rows["taken"] == text.count("\n") - 1
    assert "told apart by" in book.asked


CONTRADICTING = {
    "outcomes": ("Falcons win,70,2024-09-08,yes\nFalcons win,60,2024-09-15,no\n", 2, 3),
    "outcomes far apart": (
        (
            "A,70,2024-09-08,yes\nFalcons win,60,2024-09-15,no\nB,1,2024-09-15,no\n"
            "FALCONS  win,60,2024-09-16,yes\n"
        ),
        3,
        5,
    ),
    "outcomes, one of them void": ("A,70,2024-09-08,annulled\nA,60,2024-09-15,no\n", 2, 3),
}


@pytest.mark.parametrize("name", CONTRADICTING)
def test_contradicting_outcomes_are_told_with_both_lines(name: str, book: Book) -> None:
    rows, first, other = CONTRADICTING[name]
    before = book.path.read_bytes()
    with pytest.raises(Refused, match="nothing was added") as refused:
        book.take("title,percent,date,outcome\n" + rows, resolves=date(2024, 10, 1))
    assert f"in table.csv line {first} and" in str(refused.value)
    assert f"in table.csv line {other};" in str(refused.value)
    assert book.path.read_bytes() == before


def test_every_row_may_be_a_question_of_its_own(book: Book) -> None:
    redacted = (
        "question,confidence,date,deadline,outcome\n[redacted],50,2020-04-29,2020-12-31,yes\n"
        "[redacted],90,2020-04-29,2020-12-31,no\n[redacted],10,2020-04-29,2020-12-31,no\n"
    )
    with pytest.raises(Refused, match="--id line: every row is a question of its own"):
        book.take(redacted)
    book.take(redacted, identity=("line",))
    assert len(book.record.questions) == 3
    book.take(redacted, identity=("line",))
    assert book.rows == {"rows": 3, "taken": 0, "same": 3, "skipped": 0, "passed_over": 0}


PROBABILITIES = {
    "shares": (["0.9", "0.05"], [0.9, 0.05]),
    "a share and certainty": (["0.9", "1", "0"], [0.9, 1, 0]),
    "percent": (["90", "5", "1"], [0.9, 0.05, 0.01]),
    "percent signs": (["90%", "5 %"], [0.9, 0.05]),
    "decimal commas": (["0,9", "0,05"], [0.9, 0.05]),
    "exponents": (["1e-05", "0.5"], [0.00001, 0.5]),
    "words": (["90%", "likely"], [0.9, 0.675]),
}


@pytest.mark.parametrize("header", ["probability", "confidence", "Chance", "Wahrscheinlichkeit"])
@pytest.mark.parametrize("name", PROBABILITIES)
def test_a_column_says_whether_it_counts_to_1_or_to_100(name: str, header: str, book: Book) -> None:
    cells, wanted = PROBABILITIES[name]
    rows = "".join(f"Q{n};{cell};2024-03-04;2024-03-11\n" for n, cell in enumerate(cells))
    book.take(f"question;{header};date;deadline\n{rows}")
    assert [row.low for row in book.forecasts] == pytest.approx(wanted, abs=1e-15)


@pytest.mark.parametrize("cells", [["90%", "0.55"], ["70", "0.5"], ["1", "0"], ["99", "0.9", "1"]])
def test_what_may_be_shares_or_percent_is_asked(cells: list[str], book: Book) -> None:
    rows = "".join(f"Q{n},{cell},2024-03-04,2024-03-11\n" for n, cell in enumerate(cells))
    text = f"question,probability,date,deadline\n{rows}"
    with pytest.raises(Refused, match="--map HEADER=share"):
        book.take(text)
    book.take(text, meanings={"probability": "percent"})
    plain = [float(cell.rstrip("%")) / 100 for cell in cells]
    assert [row.low for row in book.forecasts] == pytest.approx(plain)


@pytest.mark.parametrize(
    "digits", ["0.0182404279889056", "0.30000000000000004", "0.123456789012345", "1e-07"]
)
def test_wordings_keep_their_digits(digits: str, book: Book) -> None:
    book.take(
        "question,forecaster,probability,date,deadline\n"
        f"Rain?,ann,{digits},2024-05-01,2024-06-01\nSnow?,ann,0.5,2024-05-01,2024-06-01\n"
    )
    assert book.forecasts[0].low == float(digits)
    assert check_place(book.path, TODAY)[1] == []


@pytest.mark.parametrize("value", ["3.14159265358979", "-0.00012345678901", "123456789.123456"])
def test_numbers_keep_their_digits_too(value: str, book: Book) -> None:
    book.take(
        "question,forecaster,forecast,low,high,unit,date,deadline\n"
        f"How many?,ann,{value},,,cars,2024-05-01,2024-06-01\n"
        f"How much?,ann,,{value},1e12,cars,2024-05-01,2024-06-01\n"
    )
    assert [row.low for row in book.forecasts] == [float(value)] * 2
    assert check_place(book.path, TODAY)[1] == []


@pytest.mark.parametrize("about", ["Period", "Zeitraum", "horizon", "Trimestre", "季度"])
def test_a_title_and_a_period_are_one_question(about: str, book: Book) -> None:
    book.take(TWO_COLUMNS.format(about=about))
    assert book.titles == ["GDP, 2025 Q1", "GDP, 2025 Q2", "CPI, 2025 Q1"]


def test_columns_that_are_mapped_to_one_meaning_are_joined_or_refused(book: Book) -> None:
    text = TWO_COLUMNS.format(about="When it is")
    book.take(text, meanings={"Indicator": "title", "When it is": "title"})
    assert book.titles == ["GDP, 2025 Q1", "GDP, 2025 Q2", "CPI, 2025 Q1"]
    with pytest.raises(Refused, match="'issued' and 'known' cannot both be issued"):
        book.take(text, meanings={"issued": "issued", "known": "issued"})


RESOLVES = {
    "when it was known": ("outcome,known,", "2.7,2025-04-10,", date(2025, 4, 10), "How many?"),
    "by the wording": ("unit,", "date,", date(2020, 12, 31), "When?"),
    "by the period in the title": ("", "", date(2026, 6, 30), "Funds rate, 2026 Q2"),
}


@pytest.mark.parametrize("name", RESOLVES)
def test_the_day_a_question_resolves_is_found_elsewhere(name: str, book: Book) -> None:
    headers, cells, day, title = RESOLVES[name]
    wording = "by end of 2020" if "date" in cells else "2.9 %" if "2.7" in cells else "70 %"
    unit = "" if "date" in cells else "unit,"
    of = "" if not unit else "%," if "2.7" in cells else "yes/no,"
    book.take(
        f"title,forecaster,issued,{headers}{unit}wording\n"
        f'"{title}",Northern,2019-12-12,{cells}{of}{wording}\n'
    )
    assert book.record.questions[0].resolves == day
    assert "no day they resolve" in book.asked


def test_where_nothing_says_it_the_day_is_asked_for(book: Book) -> None:
    text = "question,forecaster,probability,date\nRain?,ann,70,2024-03-04\n"
    with pytest.raises(Refused, match="line 2: no day from which the outcome of “Rain"):
        book.take(text)
    book.take(text, resolves=date(2024, 4, 1))
    assert book.record.questions[0].resolves == date(2024, 4, 1)


@pytest.mark.parametrize(
    "header", ["Institution", "Bank", "Analyst", "Model", "team", "user", "House", "机构"]
)
def test_five_banks_stay_five(header: str, book: Book) -> None:
    banks = ["One", "Two", "Three", "Four", "X"]
    rows = "".join(f"GDP 2025,{who},2024-12-12,{n}.5,%\n" for n, who in enumerate(banks))
    book.take(f"title,{header},published,forecast,unit\n{rows}")
    assert len(book.record.forecasters) == len(book.forecasts) == 5


@pytest.mark.parametrize("name", ["Consensus", "Crowd forecast", "4-week ensemble", "median"])
def test_crowds_are_aggregates(name: str, book: Book) -> None:
    book.take(
        "title,analyst,published,forecast,unit\n"
        f"GDP 2025,{name},2024-12-12,1,%\nGDP 2025,Average Joe,2024-12-12,2,%\n"
    )
    assert [row.kind for row in book.record.forecasters] == ["aggregate", ""]


LEVELS = {
    "confidence in percent": ("low,high,Confidence", "2.1,3.7,80%", 0.8),
    "confidence without a sign": ("low,high,confidence", "2.1,3.7,80", 0.8),
    "level": ("low,high,level", "2.1,3.7,0.8", 0.8),
    "deciles": ("P10,P90", "2.1,3.7", 0.8),
    "percentiles in words": ("5th percentile,95th percentile", "2.1,3.7", 0.9),
}


@pytest.mark.parametrize("name", LEVELS)
def test_an_interval_has_its_level_and_the_value_beside_it_is_best(name: str, book: Book) -> None:
    headers, cells, level = LEVELS[name]
    book.take(
        f"title,analyst,issued,forecast,{headers},unit\nCPI 2025 Q1,N,2024-12-12,2.9,{cells},%\n"
    )
    row = book.forecasts[0]
    assert (row.low, row.best, row.high, row.level) == (2.1, 2.9, 3.7, pytest.approx(level))
    assert check_place(book.path, TODAY)[1] == []


def test_confidence_beside_a_single_value_is_counted_and_not_carried(book: Book) -> None:
    book.take(
        "title,forecaster,issued,wording,low,high,Confidence,unit\n"
        "CPI 2025,N,2024-12-12,2.9,2.1,3.7,80%,%\nCPI 2025,M,2024-12-12,2.4,,,70%,%\n"
    )
    assert [row.level for row in book.forecasts] == [0.8, None]
    assert book.shown["not_carried"] == {"levels beside a single value": 1}


FRACTIONS = ["0.5", "0.25", "MKT", "~", "50%", "mixed"]


@pytest.mark.parametrize("said", FRACTIONS)
def test_an_outcome_between_yes_and_no_is_void_with_a_note(said: str, book: Book) -> None:
    book.take(
        "question,percent,date,deadline,outcome\n"
        f"Match won?,70,2024-09-08,2024-09-09,{said}\nRain?,10,2024-09-08,2024-09-09,no\n"
    )
    first = book.record.outcomes[0]
    assert first.value is Void.AMBIGUOUS
    assert said.lower() in first.note
    assert check_place(book.path, TODAY)[1] == []


@pytest.mark.parametrize("said", ["-1.0", "2", "perhaps", "2024-01-01"])
def test_an_outcome_that_does_not_fit_is_told_by_its_line(said: str, book: Book) -> None:
    with pytest.raises(Refused, match=r"table\.csv line 3: "):
        book.take(
            "question,percent,date,deadline,outcome\nRain?,10,2024-09-08,2024-09-09,no\n"
            f"Published?,70,2024-09-08,2024-09-09,{said}\n"
        )


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("✓ (100%)", True),
        ("✗ (15%; wrong one)", False),
        ("✓✓ strong", True),
        ("~ (weak)", Void.AMBIGUOUS),
    ],
)
def test_signs_are_outcomes_and_what_stands_beside_is_a_note(
    said: str, value: object, book: Book
) -> None:
    book.take(f'question,percent,date,due,outcome\nP,90,2026-06-10,2026-07-01,"{said}"\n')
    outcome = book.record.outcomes[0]
    assert outcome.value == value
    assert outcome.note in said


def test_no_outcome_yet_is_none(book: Book) -> None:
    for n, word in enumerate(["", "-", "TBD", "NA", "unresolved", "null", "未定"]):
        book.take(f"question,percent,date,due,outcome\nQ{n},9,2026-06-10,2027-07-01,{word}\n")
    assert book.record.outcomes == ()


def test_predictionbooks_own_download(book: Book) -> None:
    book.take(PREDICTIONBOOK)
    assert [(row.low, row.issued) for row in book.forecasts] == [
        (0.8, date(2020, 1, 2)),
        (0.05, date(2020, 1, 3)),
    ]
    assert [(row.value, row.known) for row in book.record.outcomes] == [
        (True, date(2020, 6, 2)),
        (Void.ANNULLED, date(2020, 7, 2)),
    ]


def test_rows_said_twice_are_counted(book: Book) -> None:
    row = "Rain?,ann,70,2024-03-04,2024-03-11\n"
    book.take("question,who,percent,date,deadline\n" + row * 3)
    assert len(book.forecasts) == 1
    assert book.rows == {"rows": 3, "taken": 1, "same": 2, "skipped": 0, "passed_over": 0}


def test_answers_of_one_day_stand_in_the_order_of_their_moments(book: Book) -> None:
    book.take(
        "question,who,percent,date,deadline\n"
        "Rain?,ann,70,2024-03-04 18:00:00,2024-03-11\nRain?,ann,60,2024-03-04 09:00:00,2024-03-11\n"
        "Rain?,bob,10,2024-03-04 09:00:00,2024-03-11\n"
    )
    assert [row.low for row in book.forecasts] == [0.6, 0.7, 0.1]


@pytest.mark.parametrize("name", ["questions.csv", "forecasts.csv", "outcomes.csv"])
def test_a_file_is_known_by_its_headers_not_by_its_name(name: str, book: Book) -> None:
    text = "title,probability,date,deadline,outcome\nRain?,70,2024-03-04,2024-03-11,yes\n"
    book.take(book.file(text, f"theirs/{name}"))
    assert book.titles == ["Rain?"]


def test_lines_are_those_of_the_file(book: Book) -> None:
    text = (
        'question,percent,date,deadline\n"A title\nwith a break",70,2024-05-01,2024-06-01\n'
        "\nSnow?,10,0139-01-01,2024-06-01\n"
    )
    with pytest.raises(Refused, match=r"table\.csv line 5: 0139-01-01 is before 1900"):
        book.take(text)


DAYS = {
    "american": (["12/15/2024", "1/2/2025"], "2024-12-15"),
    "german": (["15.12.2024", "2.1.2025"], "2024-12-15"),
    "in words": (["Dec 16, 2024", "January 2, 2025"], "2024-12-16"),
    "two figures": (["9/15/24", "1/2/25"], "2024-09-15"),
    "with a time": (["12/15/2024 10:30", "1/2/2025 9:05 PM"], "2024-12-15"),
    "since 1970, in thousandths": (["1734220800000", "1735776000000"], "2024-12-15"),
    "with a zone": (["2024-12-15T10:00:00Z", "2025-01-02 10:00:00 -0500"], "2024-12-15"),
}


@pytest.mark.parametrize("name", DAYS)
def test_days_are_read_where_one_order_fits_the_column(name: str, book: Book) -> None:
    cells, first = DAYS[name]
    rows = "".join(f'Q{n};ann;70;"{cell}";2026-01-02\n' for n, cell in enumerate(cells))
    book.take("question;who;percent;date;deadline\n" + rows)
    assert [str(row.issued) for row in book.forecasts] == [first, "2025-01-02"]


def test_a_sheet_without_a_table(book: Book) -> None:
    book.take(plain_sheet(book.place / "calls.xlsx"))
    assert book.titles == ["GDP, 2025 Q1"]
    first, crowd = book.forecasts
    assert (first.low, first.best, first.high, first.level) == (-0.84, -0.04, 0.76, 0.8)
    assert (crowd.low, crowd.high, crowd.issued) == (-0.43, -0.43, date(2024, 11, 15))
    assert book.rows == {"rows": 3, "taken": 2, "same": 0, "skipped": 0, "passed_over": 1}
    for said in (
        "headers are those of line 3",
        "rows of totals",
        ", Notes, which says of no question",
    ):
        assert said in book.asked


def test_headers_below_a_title_in_a_csv_file_too(book: Book) -> None:
    book.take(
        "My calls;;;\n\nQuestion;Who;Percent;Date;Due\nRain?;ann;70;2024-03-04;2024-03-11\n"
        "Total;;70;;\n"
    )
    assert book.rows == {"rows": 2, "taken": 1, "same": 0, "skipped": 0, "passed_over": 1}


def test_what_is_taken_is_shown_before(book: Book) -> None:
    """Each column with five values as they are read, what is passed over, every meaning."""
    rows = "".join(f"Q{n},ann,{70 + n},{n + 1}/20/2024,2024-12-31,red\n" for n in range(7))
    book.take("question,who,confidence,date,deadline,mood\n" + rows)
    assert "confidence: probability, from 0 to 100 (70 → 0.7 | 71 → 0.71 |" in book.asked
    assert "date: issued (1/20/2024 → 2024-01-20 |" in book.asked
    assert "mood: passed over (red)" in book.asked
    assert re.search(r"A column can mean: title, period, id, .*withdrawn\.", book.asked)
    assert book.asked.count("→ 0.7") == 5
