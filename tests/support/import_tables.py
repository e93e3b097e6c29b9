"""Tables as other people and tools make them; personal details are invented."""

from datetime import date
from pathlib import Path

import xlsxwriter

OLDER_FATEBOOK = (
    "Question title,Forecast created by,Forecast (scale = 0-1),Forecast created at,"
    "Question created by,Question created at,Question resolve by,Resolution,Resolved at,"
    "Your Brier score for this question\n"
    "Rain?,Ann,0.25,2023-04-01 10:20:30,Ann,2023-04-01 10:20:30,2023-06-01 00:00:00,NO,"
    "2023-05-20 08:00:00,0.12\n"
)


GAMES = (
    "season,date,team1,team2,prob1,prob1_outcome,prob2,prob2_outcome\n"
    "2021,2022-02-13,Bengals,Rams,0.31506042899461806,0,0.6849395710053819,1\n"
    "2021,2022-01-30,Rams,49ers,0.6360927506267418,1,0.36390724937325825,0\n"
    "2020,2021-01-30,Rams,49ers,0.55,,0.45,\n"
)
CUP = (
    "season,league,date,team1,team2,prob1,prob1_outcome,probtie,probtie_outcome,prob2,"
    "prob2_outcome\n2018,Cup,2018-06-14,Russia,Saudi Arabia,0.66,1,0.22,0,0.12,0\n"
)
SEASON = (
    "season,forecast_date,team,win_division,win_division_outcome,make_playoffs,"
    "make_playoffs_outcome\n2022,2022-11-05,Yankees,1.0,1.0,1.0,1.0\n"
    "2022,2022-10-05,Yankees,0.8,1.0,,1.0\n2021,2021-10-05,Yankees,0.1,0.0,0.2,0.0\n"
)
ELECTION = (
    "year,office,state,special,election_date,forecast_date,forecast_type,party,candidate,"
    "projected_voteshare,actual_voteshare,probwin,probwin_outcome\n"
    "2022,Governor,WY,false,2022-11-08,2022-11-01,lite,D,Ann A,27.4737,15.8,.00025,0\n"
    "2022,Governor,WY,false,2022-11-08,2022-11-01,classic,D,Ann A,28.5,15.8,.0003,0\n"
)


HUB_HEAD = (
    "location,reference_date,horizon,target_end_date,target,output_type,output_type_id,value\n"
)
HUB_ROWS = (
    "US,2022-10-22,1,2022-10-29,wk inc flu hosp,quantile,0.01,100\n"
    "US,2022-10-22,1,2022-10-29,wk inc flu hosp,quantile,0.1,150\n"
    "US,2022-10-22,1,2022-10-29,wk inc flu hosp,quantile,0.5,200\n"
    "US,2022-10-22,1,2022-10-29,wk inc flu hosp,quantile,0.9,300\n"
    "US,2022-10-22,1,2022-10-29,wk inc flu hosp,quantile,0.99,400\n"
    "US,2022-10-22,1,2022-10-29,wk inc flu hosp,mean,NA,210\n"
    "US,2022-10-22,1,2022-10-29,flu above,pmf,no,0.3\n"
    "US,2022-10-22,1,2022-10-29,flu above,pmf,yes,0.7\n"
    "US,2022-10-22,2,2022-11-05,wk inc flu hosp,mean,NA,220\n"
    "US,2022-10-22,2,2022-11-05,three,pmf,low,0.3\n"
    "US,2022-10-22,2,2022-11-05,three,pmf,mid,0.3\n"
    "US,2022-10-22,2,2022-11-05,three,pmf,high,0.4\n"
    "US,2022-10-22,2,2022-11-05,wk inc flu hosp,sample,1,230\n"
)
TRUTH = (
    "target_end_date,target,location,observation\n2022-10-29,wk inc flu hosp,US,250\n"
    "2022-11-05,wk inc flu hosp,US,NA\n"
)
ORACLE = (
    "location,target_end_date,target,output_type,output_type_id,oracle_value\n"
    "US,2022-10-29,wk inc flu hosp,NA,NA,250\nUS,2022-10-29,flu above,pmf,yes,1\n"
    "US,2022-10-29,flu above,pmf,no,0\n"
)


def survey(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as made:
        for name, value in (("RGDP", 20_000.0), ("CPI", 2.5), ("RECESS", 15.0)):
            sheet = made.add_worksheet(name)
            steps = range(1, 6) if name == "RECESS" else range(1, 7)
            sheet.write_row(
                0, 0, ["YEAR", "QUARTER", "ID", "INDUSTRY", *(f"{name}{n}" for n in steps)]
            )
            for row, who in enumerate((405, 406), 1):
                sheet.write_row(row, 0, [2024, 4, who, 1, *(value + n for n in steps)])
            sheet.write(2, 6, "#N/A")
    return path


MARKETS = [
    {
        "id": "m1",
        "creatorName": "Somebody",
        "question": "Will it rain?",
        "probability": 0.91,
        "createdTime": 1704067200000,
        "closeTime": 1706745600000,
        "lastBetTime": 1706000000000,
        "outcomeType": "BINARY",
        "resolution": "YES",
        "resolutionTime": 1706832000000,
        "groupSlugs": ["weather", "fun"],
        "url": "https://example.org/m1",
    },
    {
        "id": "m2",
        "question": "Which?",
        "createdTime": 1704067200000,
        "outcomeType": "MULTIPLE_CHOICE",
    },
    {
        "id": "m3",
        "question": "Will it snow?",
        "probability": 0.3,
        "createdTime": 1704067200000,
        "closeTime": 1706745600000,
        "outcomeType": "BINARY",
        "resolution": "MKT",
        "resolutionTime": 1706832000000,
    },
]
BETS = [
    {"id": n, "contractId": market, "createdTime": 1704067200000 + n * 86_400_000, "probAfter": p}
    for n, (market, p) in enumerate((("m1", 0.6), ("m1", 0.8), ("gone", 0.8)))
]


REGISTRY = """\
# Predictions

Some words | with a bar.

| Date | Experiment | Prediction | **Confidence** | Due | Outcome |
|------|:----------:|------------|------------|---|---------|
| 2026-06-10 | alpha | P1: detection at least `80%` | 90% | 2026-07-01 | ✓ (100%) |
| 2026-06-10 | alpha | [P2: claim](https://example.org) \\| more | 65% | 2026-07-01 | ✗ (15%) |

More words.

| Date | Experiment | Prediction | **Confidence** | Due | Outcome |
|------|---|---|---|---|---|
| 2026-06-16 | beta | P3: installs | 55% | 2026-07-01 | |
"""


FATEBOOK = (
    "Question title,Multiple choice option,Forecast created by,Forecast (scale = 0-1),"
    "Forecast created at,Question created by,Question created at,Question resolve by,Resolution,"
    "Resolved at,Question notes,Question tags\n"
)
WEEKLY = (
    FATEBOOK
    + '"Report by Friday?",,"Ann",0.9,2024-03-04 08:00:00,"Ann",2024-03-04 08:00:00,'
    + '2024-03-08 17:00:00,"YES",2024-03-08 17:00:00,,"work"\n'
    + '"Report by Friday?",,"Ann",0.9,2024-03-11 08:00:00,"Ann",2024-03-11 08:00:00,'
    + '2024-03-15 17:00:00,"NO",2024-03-15 17:00:00,,"work"\n'
)


TWO_COLUMNS = (
    "Indicator,{about},forecaster,issued,wording,unit,outcome,known\n"
    "GDP,2025 Q1,Northern,2024-12-12,1.9,%,-0.5,2025-04-10\n"
    "GDP,2025 Q2,Northern,2024-12-12,2.9,%,0.5,2025-07-10\n"
    "CPI,2025 Q1,Northern,2024-12-12,2.8,%,2.7,2025-04-10\n"
)


PREDICTIONBOOK = (
    "created_at,creator_id,creator_label,deadline,description_with_group,description,group_id,id,"
    "mean_confidence,outcome,prediction_group_id,last_judgement_at,updated_at,uuid,version,"
    "visibility,withdrawn\n"
    "2020-01-02 10:00:00 UTC,1,ann,2020-06-01 00:00:00 UTC,Rain,Rain,,101,80,true,,"
    "2020-06-02 09:00:00 UTC,2020-06-02 09:00:00 UTC,u-1,1,visible_to_everyone,false\n"
    "2020-01-03 10:00:00 UTC,1,ann,2020-07-01 00:00:00 UTC,Snow,Snow,,102,5,false,,"
    "2020-07-02 09:00:00 UTC,2020-07-02 09:00:00 UTC,u-2,1,visible_to_everyone,true\n"
)


def plain_sheet(path: Path) -> Path:
    """A sheet without a Table: a title above, a row of totals below, a second sheet of notes."""
    rows: list[list[object]] = [
        ["Analyst calls 2025"],
        [],
        ["Metric", "Horizon", "House", "Call date", "Estimate", "P10", "P90", "Unit", "Result"],
        ["GDP", "2025 Q1", "First Bank", date(2024, 11, 15), -0.04, -0.84, 0.76, "%", -0.5],
        ["GDP", "2025 Q1", "Consensus", date(2024, 11, 15), -0.43, None, None, "%", -0.5],
        ["Average", None, None, None, -0.235, None, None, None, -0.5],
    ]
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Calls")
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif cell is not None:
                    sheet.write(number, column, cell)
        notes = made.add_worksheet("Notes")
        notes.write_row(0, 0, ["Where", "this", "is", "from"])
        notes.write_row(1, 0, ["a", "b", "c", "d"])
    return path
