"""What somebody found who tried to make `import` lose, merge or invent something."""

import json
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from support.imports import TODAY, Book

from trackrecord.actions.importing.same_questions import is_correction
from trackrecord.actions.reading import check_place
from trackrecord.errors import Refused

HEAD = "question,who,probability,date,deadline\n"
NAMELESS = "question,probability,date,deadline\n"


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path)


def said(book: Book) -> set[tuple[str, str, float]]:
    titles = {row.question: row.title for row in book.record.questions}
    return {(titles[row.question], row.forecaster, float(row.low)) for row in book.forecasts}  # type: ignore[arg-type]  # chances


def test_one_row_without_a_name_takes_no_other_rows_name_away(book: Book) -> None:
    book.take(book.file(HEAD + "R?,Ann,0.7,2024-05-01,2024-06-30\n", "jan.csv"))
    more = (
        "R?,Ann,0.7,2024-05-01,2024-06-30\nR?,Bob,0.7,2024-05-01,2024-06-30\n"
        "T?,Bob,0.9,2024-05-01,2024-06-30\nT?,,0.1,2024-05-01,2024-06-30\n"
    )
    book.take(book.file(HEAD + more, "feb.csv"))
    assert said(book) == {
        ("R?", "Ann", 0.7),
        ("R?", "Bob", 0.7),
        ("T?", "Bob", 0.9),
        ("T?", "feb", 0.1),
    }
    assert "1 row(s) do not say who forecast: they are taken as those of “feb”" in book.asked


def test_two_files_without_names_are_two_people(book: Book) -> None:
    ann = book.file(NAMELESS + "Rain?,0.2,2024-05-01,2024-06-30\n", "ann.csv")
    bob = book.file(
        NAMELESS
        + "Rain?,0.2,2024-05-01,2024-06-30\nRain?,0.3,2024-05-02,2024-06-30\n"
        + "Snow?,0.4,2024-05-02,2024-06-30\n",
        "bob.csv",
    )
    book.take(ann, bob)
    wanted = {
        ("Rain?", "ann", 0.2),
        ("Rain?", "bob", 0.2),
        ("Rain?", "bob", 0.3),
        ("Snow?", "bob", 0.4),
    }
    assert said(book) == wanted
    other = Book(book.file("", "other/x").parent)
    other.take(ann)
    with pytest.raises(Refused, match="1 of 3 rows that do not say who forecast"):
        other.take(bob)
    other.take(bob, forecaster="bob")
    assert said(other) == wanted


def test_rows_that_were_set_aside_are_still_whose_they_were(book: Book) -> None:
    aside = book.place / "bad.csv"
    text = NAMELESS + "A?,0.5,2024-05-01,2024-06-30\nB?,x,2024-05-01,2024-06-30\n"
    book.take(book.file(text, "ann.csv"), skip_bad=aside)
    aside.write_text(aside.read_text().replace(",x,", ",0.3,"))
    book.take(aside)
    assert {row.forecaster for row in book.forecasts} == {"ann"}


def test_what_lies_below_and_beside_an_excel_table_is_read(book: Book) -> None:
    path = book.place / "table.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        rows = [
            ["Question", "Percent", "Date", "Due", "Outcome"],
            ["Rain?", 70, "2024-05-01", "2024-06-01", "yes"],
            ["Snow?", 10, "2024-05-01", "2024-06-01", "no"],
            ["Source: my notes"],
        ]
        sheet.add_table("A1:D2", {"columns": [{"header": name} for name in rows[0][:4]]})
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.take(path)
    assert len(book.forecasts) == len(book.record.outcomes) == 2
    assert book.rows == {"rows": 3, "taken": 2, "same": 0, "skipped": 0, "passed_over": 1}


TEN = "question_id,question,user,probability,date,deadline\n" + "".join(
    f"{n},Q{n}?,Ann,0.{n + 1},2024-05-01,2024-06-30\n" for n in range(9)
)


def test_outcomes_of_some_questions_are_joined(book: Book) -> None:
    outcomes = book.file("question_id,outcome\n1,yes\n2,no\n", "outcomes.csv")
    book.take(book.file(TEN, "f.csv"), outcomes)
    assert [row.value for row in book.record.outcomes] == [True, False]


def test_files_that_contradict_are_refused_with_both_lines(book: Book) -> None:
    main = book.file(TEN, "f.csv")
    twice = book.file("question_id,outcome\n1,yes\n2,no\n1,no\n", "twice.csv")
    with pytest.raises(Refused, match=r"twice.csv line 2 and twice.csv line 4 both are about “1”"):
        book.take(main, twice)
    told = book.file(TEN.replace("deadline\n", "deadline,outcome\n").replace("-30\n", "-30,no\n"))
    other = book.file("question_id,Outcome\n1,yes\n", "other.csv")
    with pytest.raises(Refused, match=r"table.csv line 3 says “no” .* other.csv line 2 says “yes”"):
        book.take(told, other)


def test_questions_are_joined_to_every_file_of_forecasts(book: Book) -> None:
    questions = book.file("id,question,deadline\n1,Rain?,2024-06-30\n", "questions.csv")
    files = [
        book.file(f"question_id,user,probability,date\n1,{who},0.5,2024-05-01\n", f"{who}.csv")
        for who in ("Ann", "Bob")
    ]
    book.take(questions, *files)
    assert {row.forecaster for row in book.forecasts} == {"Ann", "Bob"}
    assert book.rows["rows"] == book.rows["taken"] == 2


def test_one_id_with_two_titles_is_told_with_both_lines(book: Book) -> None:
    text = "question id," + NAMELESS
    text += "1,Rain?,0.2,2024-05-01,2024-06-30\n1,Snow?,0.5,2024-05-02,2024-06-30\n"
    with pytest.raises(Refused, match=r"line 3: .* called “Rain\?” in table.csv line 2"):
        book.take(text)


def test_months_that_are_figures_of_the_title_stay_apart(book: Book) -> None:
    rows = "".join(f"Sales 2021,{n},{n}0,cars,2020-12-01,2022-01-05\n" for n in (1, 2, 3, 20))
    book.take("question,month,forecast,unit,date,deadline\n" + rows)
    assert len(book.record.questions) == 4


@pytest.mark.parametrize(
    ("early", "late"),
    [
        ("5/1/2024 9:00 AM", "5/1/2024 1:30 PM"),
        ("2024-05-01 9:30", "2024-05-01 10:30"),
        ("2024-05-01T10:00:00+08:00", "2024-05-01T09:00:00-08:00"),
        ("1714554000", "1714570200"),
    ],
)
def test_the_later_answer_of_a_day_is_the_later(early: str, late: str, book: Book) -> None:
    book.take(HEAD + f"Rain?,a,0.9,{late},6/30/2024\nRain?,a,0.2,{early},6/30/2024\n")
    assert [row.low for row in book.forecasts] == [0.2, 0.9]


HUB = "model_id,reference_date,target,horizon,location,output_type,output_type_id,value\n"


def test_horizons_stay_apart_where_no_step_is_known(book: Book) -> None:
    rows = "".join(f"m,2024-01-06,inc hosp,{n},US,median,NA,{n}0\n" for n in range(3))
    book.take(HUB + rows, resolves=date(2024, 2, 1))
    assert [row.low for row in book.forecasts] == [0, 10, 20]


def test_hub_rows_that_contradict_are_told(book: Book) -> None:
    rows = "m,2024-01-06,wk hosp,1,US,median,NA,10\nm,2024-01-06,wk hosp,1,US,median,NA,99\n"
    with pytest.raises(Refused, match=r"table.csv line 2 and table.csv line 3 say one quantile"):
        book.take(HUB + rows)
    truth = "target_end_date,target,location,observation,as_of\n2024-01-13,wk hosp,US,{}\n"
    truth += "2024-01-13,wk hosp,US,{}\n"
    files = [
        book.file(HUB + rows.splitlines(keepends=True)[0], "out.csv"),
        book.file(truth.format("500,2024-03-01", "400,2024-01-20"), "truth.csv"),
    ]
    book.take(*files)
    assert book.record.outcomes[0].value == 500
    book.file(truth.format("500,2024-03-01", "400,2024-03-01"), "truth.csv")
    with pytest.raises(Refused, match="say otherwise what was observed"):
        book.take(*files)


def test_notes_of_every_row_are_kept_whatever_their_order(book: Book) -> None:
    rows = [
        "Rain?,a,0.2,2024-05-01,2024-06-30,far,2024-06-02,yes\n",
        "Rain?,a,0.9,2024-05-02,2024-06-30,near,2024-06-01,yes\n",
    ]
    head = HEAD.strip() + ",note,resolved at,outcome\n"
    book.take(head + "".join(rows))
    assert book.record.questions[0].note == "far; near"
    assert book.record.outcomes[0].known == date(2024, 6, 1)
    text = book.take(head + "".join(rows[::-1]), update=True)
    assert "nothing was added" in text


AGAIN = {
    "by id": (
        "id," + HEAD,
        "17,Report?,a,0.7,2024-05-01,2024-06-30\n",
        "18,Report?,a,0.4,2024-05-01,2024-06-30\n",
    ),
    "by the day it was asked": (
        "Question title,Forecast created by,Forecast (scale = 0-1),Issued,qCreatedAt,Due\n",
        "Report?,a,0.7,2024-05-01 10:00:00,2024-05-01 09:00:00,2024-06-30\n",
        "Report?,a,0.4,2024-05-01 10:00:00,2024-04-01 09:00:00,2024-06-30\n",
    ),
    "by the deadline": (
        HEAD,
        "Report?,a,0.7,2024-05-01,2024-06-30\n",
        "Report?,a,0.4,2024-05-01,2024-06-20\n",
    ),
}


@pytest.mark.parametrize("name", AGAIN)
@pytest.mark.parametrize("order", ["one, then both", "both, then one"])
def test_recurring_titles_are_the_same_again(name: str, order: str, book: Book) -> None:
    head, one, other = AGAIN[name]
    texts = [head + one, head + one + other]
    for text in texts if order == "one, then both" else texts[::-1]:
        book.take(book.file(text, f"{len(text)}.csv"))
    assert len(book.forecasts) == len(book.record.questions) == 2
    for text in texts:
        assert "is here already" in book.take(text)


def test_a_later_game_is_a_question_of_its_own(book: Book) -> None:
    book.take(HEAD + "Win?,a,0.7,2024-09-01,2024-09-08\nWin?,a,0.4,2024-09-01,2024-09-15\n")
    book.take(HEAD + "Win?,a,0.6,2024-09-16,2024-09-22\n", update=True)
    assert [row.resolves.day for row in book.record.questions] == [8, 15, 22]
    book.take(HEAD + "Once?,a,0.6,2024-09-01,2024-09-02\n")
    book.take(HEAD + "Once?,a,0.5,2024-09-10,2024-09-22\n")
    assert len([title for title in book.titles if title.startswith("Once?")]) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Will team 3 win?", "Will team 4 win?"),
        ("Will it rain in Ohio?", "Will it rain in Iowa?"),
        ("Will it rain?", "Will it snow?"),
    ],
)
def test_another_question_is_no_correction(one: str, other: str, book: Book) -> None:
    assert not is_correction(one, other)
    book.take(HEAD + f"{one},a,0.5,2024-05-01,2024-06-30\n")
    book.take(HEAD + f"{other},a,0.5,2024-05-01,2024-06-30\n", update=True)
    assert book.titles == [one, other]


def test_chances_without_outcomes_are_chances(book: Book) -> None:
    head = "question,who,{},date,deadline,outcome\n"
    row = "Will it rain?,Ann,70,2024-05-01,2024-06-30,"
    book.take(head.format("forecast") + row + "\nWill it snow?,Ann,5,2024-05-01,2024-06-30,\n")
    assert {row.unit for row in book.record.questions} == {"yes/no"}
    book.take(head.format("Forecast (%)") + row + "yes\n")
    assert len(book.record.questions) == 2
    book.take("question,who,Forecast (%),date\nGDP growth 2025,Ann,1.9,2024-05-01\n")
    assert book.record.questions[-1].unit == "%"


def test_levels_of_two_scales_are_asked(book: Book) -> None:
    head = "question,who,low,high,level,unit,date,deadline\n"
    with pytest.raises(Refused, match=r"line 2: '0\.8' may be 80 % or 0\.8 %"):
        book.take(
            head
            + "A?,a,1,5,0.8,cars,2024-05-01,2024-06-30\nB?,a,1,5,95,cars,2024-05-01,2024-06-30\n"
        )


def test_what_may_happen_is_part_of_the_question(book: Book) -> None:
    head = "question,prediction,confidence,date,deadline\n"
    book.take(
        head
        + "Who wins 2024?,Biden,70,2024-05-01,2024-11-05\n"
        + "Who wins 2024?,Trump,30,2024-05-01,2024-11-05\n"
    )
    assert book.titles == ["Who wins 2024?, Biden", "Who wins 2024?, Trump"]


def test_a_second_probability_is_passed_over_and_said(book: Book) -> None:
    text = "question,probability,percent,date,deadline\nRain?,0.2,70,2024-05-01,2024-06-30\n"
    text += "Snow?,0.4,50,2024-05-01,2024-06-30\n"
    book.take(text)
    assert "olumns passed over: probability" in book.asked
    with pytest.raises(Refused, match="cannot both be"):
        book.take(text, meanings={"probability": "share", "percent": "percent"})


@pytest.mark.parametrize("word", ["n/a", "unknown", "N.A.", "未知"])
def test_not_available_yet_is_no_outcome(word: str, book: Book) -> None:
    book.take(f"question,percent,date,due,outcome\nRain?,9,2026-06-10,2030-07-01,{word}\n")
    assert book.record.outcomes == ()


def test_json_that_is_not_plain_is_counted_and_named(book: Book) -> None:
    entry = {
        "question": "Rain?",
        "probability": 0.7,
        "date": "2024-05-01",
        "deadline": "2024-06-30",
    }
    deep = entry | {"history": [{"p": 1}], "who": {"name": {"first": "Ann"}}, "tags": ["a", "b"]}
    book.take(book.file(json.dumps({"a": [deep, None, entry | {"question": "Snow?"}]}), "x.json"))
    assert len(book.forecasts) == 2
    assert book.rows == {"rows": 3, "taken": 2, "same": 0, "skipped": 0, "passed_over": 1}
    assert "hold lists or too much: history" in book.asked
    with pytest.raises(Refused, match="holds signs that no cell holds"):
        book.take(book.file(json.dumps([entry | {"question": "Rain \ud800?"}]), "y.json"))


def test_what_is_not_read_in_a_folder_is_named(book: Book) -> None:
    book.file(HEAD + "Rain?,a,0.5,2024-05-01,2024-06-30\n", "all/a.csv")
    book.file("{broken", "all/b.json")
    book.file("words", "all/note.md")
    with xlsxwriter.Workbook(book.place / "all" / "z.xlsx") as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEAD.strip().split(","))
        sheet.write_row(1, 0, ["Snow?", "a", 0.25, "2024-05-01", "2024-06-30"])
    book.take(book.place / "all")
    assert book.titles == ["Rain?", "Snow?"]
    assert "iles passed over: b.json, note.md" in book.asked


LONG = {
    "title": "x" * 33_000,
    "url": "y" * 33_000,
    "note": "z" * 33_000,
    "unit": "u" * 90,
    "topic": "a\x07b",
    "question": "Rain\x0b?",
}


@pytest.mark.parametrize("meaning", LONG)
def test_texts_that_no_cell_holds_are_refused_by_their_line(meaning: str, book: Book) -> None:
    cells = {
        "question": "How many?",
        "forecast": "5",
        "unit": "cars",
        "url": "",
        "note": "",
        "topic": "",
    }
    cells["title" if meaning == "title" else meaning] = LONG[meaning]
    if meaning == "title":
        del cells["question"]
    head, row = ",".join(cells), ",".join(cells.values())
    with pytest.raises(Refused, match=r"table\.csv line 2: "):
        book.take(f"{head},date,deadline\n{row},2024-05-01,2024-06-30\n")


def test_long_cells_of_other_letters(book: Book) -> None:
    rows = "".join(f'"{"é" * (7_000 + n)}",Q{n}?,0.5,2024-05-01,2024-06-30\n' for n in range(39))
    book.take("note," + NAMELESS + rows)
    assert len(book.forecasts) == 39


def test_two_markets_with_one_title_and_one_day(book: Book) -> None:
    markets = [
        {"id": key, "question": "R?", "probability": p, "createdTime": 1704067200000}
        | {"closeTime": 1706745600000, "outcomeType": "BINARY", "lastBetTime": 1704067200000}
        for key, p in (("x", 0.25), ("y", 0.5))
    ]
    path = book.file(json.dumps(markets), "m.json")
    book.take(path)
    assert len(book.record.questions) == len(book.forecasts) == 2
    assert "is here already" in book.take(path)


def test_markdown_in_a_cell_and_empty_first_cells(book: Book) -> None:
    text = '"a\n| x | y |\n|---|---|\n",Rain?,0.5,2024-05-01,2024-06-30\n'
    book.take("note," + NAMELESS + text)
    assert book.titles == ["Rain?"]
    book.take(
        book.file(
            "| Mood | Question | Percent | Date | Due |\n|---|---|---|---|---|\n"
            "|| Snow? | 70% | 2024-05-01 | 2024-06-30 |\n",
            "n.md",
        )
    )
    assert book.titles == ["Rain?", "Snow?"]


def test_a_formula_in_a_column_that_nobody_needs(book: Book) -> None:
    path = book.place / "f.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["Question", "Percent", "Date", "Due", "Mine"])
        sheet.write_row(1, 0, ["Rain?", 70, "2024-05-01", "2024-06-01"])
        sheet.write_formula("E2", "=1/0", None, "#DIV/0!")
    book.take(path)
    assert book.titles == ["Rain?"]


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        ("1. Mai 2024", "2024-05-01"),
        ("3 avr. 2025", "2025-04-03"),
        ("5 de marzo de 2024", "2024-03-05"),
    ],
)
def test_days_with_the_months_of_other_languages(day: str, wanted: str, book: Book) -> None:
    book.take(f"question,who,probability,date,deadline\nRain?,a,0.5,{day},2026-06-30\n")
    assert str(book.forecasts[0].issued) == wanted


@pytest.mark.parametrize(
    ("text", "value"), [("100%", True), ("0.00", False), ("eingetroffen", True), ("$1,250", 1250.0)]
)
def test_outcomes_in_other_forms(text: str, value: object, book: Book) -> None:
    unit = "USD" if isinstance(value, float) else "yes/no"
    forecast = "1000" if isinstance(value, float) else "70 %"
    book.take(
        "question,forecast,unit,date,due,outcome\n"
        f'How much?,{forecast},{unit},2024-05-01,2024-06-01,"{text}"\n'
    )
    assert book.record.outcomes[0].value == value


def test_slashes_are_not_read_by_what_points_say(book: Book) -> None:
    text = HEAD + "Rain?,a,0.5,03/04/2024,30.06.2024\nSnow?,a,0.4,05/04/2024,30.06.2024\n"
    with pytest.raises(Refused, match="2024-04-03 or 2024-03-04"):
        book.take(text)


def test_a_row_that_is_longer_than_the_headers_is_told(book: Book) -> None:
    with pytest.raises(Refused, match="line 2: the row has more cells than there are headers"):
        book.take(
            "who,probability,date,deadline,question\na,0.5,2024-05-01,2024-06-30,Will A, B win?\n"
        )


def test_hindsight_is_said_at_once(book: Book) -> None:
    book.take(
        "question,confidence,date,deadline,outcome,resolved at\n"
        "Out?,70,2024-05-01,2024-06-01,yes,2024-05-10\nOut?,99,2024-05-20,2024-06-01,yes,2024-05-10\n"
    )
    assert "1 forecast(s) were issued when the outcome was known" in book.asked
    assert check_place(book.path, TODAY)[1] == []


def test_an_outcome_that_contradicts_ours_may_be_set_aside(book: Book) -> None:
    head = HEAD.strip() + ",outcome\n"
    book.take(head + "Rain?,a,0.5,2024-05-01,2024-06-30,yes\n")
    aside = book.place / "aside.csv"
    text = "Rain?,a,0.5,2024-05-01,2024-06-30,no\nSnow?,a,0.5,2024-05-01,2024-06-30,no\n"
    book.take(head + text, skip_bad=aside)
    assert [row.value for row in book.record.outcomes] == [True, False]
    assert "has the outcome yes in Outcomes row 2 and no here" in aside.read_text()


def test_a_column_that_is_empty_in_places_tells_no_questions_apart(book: Book) -> None:
    head = HEAD.strip() + ",mood,outcome\n"
    rows = "Win?,a,0.5,2024-05-01,2024-06-30,glad,yes\nWin?,a,0.5,2024-05-02,2024-06-30,,no\n"
    with pytest.raises(Refused, match="has the outcome yes"):
        book.take(head + rows + "Win?,b,0.5,2024-05-02,2024-06-30,glad,yes\n")


PLAIN = "question,who,forecast,unit,date,deadline,outcome\n"


def test_brackets_of_a_title_are_its_own(book: Book) -> None:
    book.take(PLAIN + "Inflation (core),a,2.0,%,2024-05-01,2024-12-31,2.5\n")
    book.take(PLAIN + "Inflation,a,2.0,%,2024-05-01,2024-12-31,3.1\n", update=True)
    assert [(row.question, row.value) for row in book.record.outcomes] == [
        ("Inflation (core)", 2.5),
        ("Inflation", 3.1),
    ]


def test_recurring_titles_in_several_files_are_those_of_one(book: Book) -> None:
    head = HEAD.strip() + ",outcome\n"
    files = [
        book.file(head + "Rain in June?,a,0.7,2023-05-01,2023-06-30,yes\n", "2023.csv"),
        book.file(head + "Rain in June?,a,0.4,2024-05-01,2024-06-30,no\n", "2024.csv"),
    ]
    book.take(*files)
    assert [row.resolves.year for row in book.record.questions] == [2023, 2024]
    assert [row.value for row in book.record.outcomes] == [True, False]
    row = "Win?,a,0.5,2024-09-01,2024-09-08\n"
    again = [
        book.file(HEAD + row, "a.csv"),
        book.file(HEAD + row + "Win?,a,0.6,2024-09-02,2024-09-15\n", "b.csv"),
    ]
    book.take(*again)
    assert book.rows == {"rows": 3, "taken": 2, "same": 1, "skipped": 0, "passed_over": 0}


def test_a_recipe_keeps_what_was_needed_and_no_more(book: Book) -> None:
    recipe = book.place / "r.json"
    book.take(HEAD + "A?,a,50%,2024-05-01,2024-06-30\n", keep=recipe)
    book.take(
        HEAD + "C?,a,0.5,2024-05-01,2024-06-30\nD?,a,0.25,2024-05-01,2024-06-30\n", recipe=recipe
    )
    assert [row.low for row in book.forecasts] == [0.5, 0.5, 0.25]
    assert json.loads(recipe.read_text())["id"] == []


OUT = "model_id,reference_date,target,location,output_type,output_type_id,value,target_end_date\n"


def test_targets_that_say_too_little_are_refused(book: Book) -> None:
    rows = "".join(f"m,2024-01-06,{t},US,median,NA,1,2024-01-13\n" for t in ("wk a", "wk b"))
    files = [book.file(OUT + rows, "o.csv")]
    truth = book.file("target_end_date,location,observation\n2024-01-13,US,12\n", "t.csv")
    with pytest.raises(Refused, match="have no column target, of which the forecasts have 2"):
        book.take(*files, truth)
    same = "m,2024-01-06,wk a,US,quantile,{},{},2024-01-13\n"
    rows = "".join(same.format(*pair) for pair in (("0.25", 1), ("0.250", 7), ("0.75", 9)))
    with pytest.raises(Refused, match=r"line 2 and o\.csv line 3 say one quantile"):
        book.take(book.file(OUT + rows, "o.csv"))


def test_chances_of_ranges_are_no_numbers(book: Book) -> None:
    names = ",".join(f"PRGDP{n}" for n in range(1, 21))
    zeros = ",".join("5" for _ in range(20))
    with pytest.raises(Refused):
        book.take(f"YEAR,QUARTER,ID,INDUSTRY,{names}\n2020,1,7,1,{zeros}\n")


def test_blank_keys_join_nothing_and_columns_of_another_sense_fill_nothing(book: Book) -> None:
    main = "question_id,question,user,probability,date,deadline\n"
    main += "1,A?,a,0.2,2024-05-01,2024-06-30\n,C?,a,0.4,2024-05-01,2024-06-30\n"
    outcomes = book.file("question_id,outcome\n1,yes\n,no\n", "o.csv")
    book.take(book.file(main, "f.csv"), outcomes)
    assert [row.question for row in book.record.outcomes] == ["A?"]
    book.take(
        book.file("question_id,user,probability,date\n7,,0.5,2024-05-02\n", "g.csv"),
        book.file("id,title,user,deadline\n7,Who asks?,Zoe,2024-06-30\n", "q.csv"),
    )
    assert book.forecasts[-1].forecaster == "g"


def test_a_title_alone_joins_no_recurring_question(book: Book) -> None:
    rows = "W?,a,0.5,2024-09-01,2024-09-08\nW?,a,0.5,2024-09-01,2024-09-15\n"
    main = book.file(HEAD + rows, "f.csv")
    with pytest.raises(Refused, match="ask one title with two deadlines, and o"):
        book.take(main, book.file("question,outcome\nW?,yes\n", "o.csv"))
    told = "question,deadline,outcome\nw?,2024-09-08,yes\nW?,2024-09-15,no\n"
    book.take(main, book.file(told, "p.csv"))
    assert [row.value for row in book.record.outcomes] == [True, False]


def test_rows_set_aside_twice_are_still_whose_they_were(book: Book) -> None:
    rows = (("A", 0.5), ("B", "x"), ("C", "y"))
    text = NAMELESS + "".join(f"{q}?,{p},2024-05-01,2024-06-30\n" for q, p in rows)
    first, second = book.place / "bad.csv", book.place / "bad2.csv"
    book.take(book.file(text, "ann.csv"), skip_bad=first)
    first.write_text(first.read_text().replace(",x,", ",0.3,"))
    book.take(first, skip_bad=second)
    second.write_text(second.read_text().replace(",y,", ",0.4,"))
    book.take(second)
    assert {row.forecaster for row in book.forecasts} == {"ann"}
    assert "ann.csv,4," in second.read_text()


def test_a_log_without_names_may_grow(book: Book) -> None:
    rows = [f"Q{n}?,0.{n + 1},2024-05-01,2024-06-30\n" for n in range(9)]
    book.take(book.file(NAMELESS + "".join(rows[:2]), "jan.csv"))
    book.take(book.file(NAMELESS + "".join(rows), "feb.csv"))
    assert len(book.forecasts) == 9
    assert {row.forecaster for row in book.forecasts} == {"jan"}


def test_a_slip_in_a_title_is_no_second_question(book: Book) -> None:
    row = "{} it rain?,a,0.2,2024-05-01,2024-06-30\n"
    book.take(HEAD + row.format("Wil"))
    book.take(HEAD + row.format("Will"))
    assert book.titles == ["Wil it rain?"]
    book.take(HEAD + row.format("Will"), update=True)
    assert book.titles == ["Will it rain?"]


@pytest.mark.parametrize(
    "head", ["question id,question,who,probability,date,deadline\n", "id," + HEAD]
)
def test_a_recurring_title_may_move_its_deadline(head: str, book: Book) -> None:
    rows = "2,Ship?,a,0.2,2024-01-10,2024-02-01\n3,Ship?,a,0.2,2024-01-10,2024-02-{}\n"
    book.take(head + rows.format("08"))
    book.take(head + rows.format("18"), update=True)
    assert [row.resolves.day for row in book.record.questions] == [1, 18]
    assert len(book.forecasts) == 2


def test_an_old_title_may_be_used_again(book: Book) -> None:
    head = "id," + HEAD
    book.take(head + "1,Snow?,a,0.5,2024-01-01,2024-01-25\n")
    book.take(
        head
        + "1,Snow in May?,a,0.5,2024-01-01,2024-01-25\n"
        + "2,Snow?,a,0.5,2024-01-10,2024-02-01\n",
        update=True,
    )
    assert len(book.forecasts) == len(book.record.questions) == 2
    assert book.titles[0] == "Snow in May?"


def test_the_order_of_recurring_rows_does_not_matter(book: Book) -> None:
    book.take(HEAD + "Win?,a,0.5,2024-09-01,2024-09-08\n")
    rows = "Win?,a,0.5,2024-09-01,2024-09-15\nWin?,a,0.5,2024-09-01,2024-09-08\n"
    book.take(HEAD + rows)
    assert [row.resolves.day for row in book.record.questions] == [8, 15]


def test_figures_without_a_unit_are_asked_about(book: Book) -> None:
    text = "question,who,forecast,date,due\nRain in Paris,a,70,2024-05-01,2024-06-01\n"
    with pytest.raises(Refused, match="'70' names no unit"):
        book.take(text)
    book.take(text, meanings={"forecast": "percent"})
    assert book.record.questions[0].unit == "yes/no"


def test_units_in_another_case_are_one(book: Book) -> None:
    rows = "Sales?,a,5,USD,2024-05-01,2024-06-01,\nSales?,b,6,usd,2024-05-01,2024-06-01,\n"
    book.take(PLAIN + rows)
    assert len(book.record.questions) == 1


def test_a_chance_that_is_only_said_of_the_other_side(book: Book) -> None:
    book.take(
        "season,date,team1,team2,prob1,prob1_outcome,prob2,prob2_outcome\n"
        "2021,2022-02-13,A,B,0.25,0,0.75,1\n2021,2022-02-14,A,B,,1,0.6,0\n"
    )
    assert [row.low for row in book.forecasts] == [0.25, 0.4]
