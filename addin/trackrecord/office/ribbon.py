"""The buttons, said once: Excel's ribbon, LibreOffice's toolbar, the README and Help read them."""

from dataclasses import dataclass

TAB = "Track Record"


@dataclass(frozen=True, slots=True)
class Button:
    """One button. `action` is the function of `trackrecord.buttons` that it calls."""

    action: str
    group: str
    label: str
    screentip: str  # what it does, in a line
    supertip: str  # what happens, and what to do next
    keytip: str
    image: str  # a built-in icon (imageMso)
    large: bool = False
    always: bool = False  # also where the workbook in front holds no record

    @property
    def id(self) -> str:
        """Its name in the ribbon, unique."""
        return "trackrecord" + "".join(part.capitalize() for part in self.action.split("_"))


BUTTONS = (
    Button(
        "new", "Record", "New", "A new Track Record workbook",
        "Makes a workbook, empty or with the example of 15 November 2023, and opens it.",
        "N", "FileNew", large=True, always=True,
    ),
    Button(
        "import_record", "Record", "Import", "Add the rows of another record",
        "Choose a CSV file of a record folder, or another Track Record workbook. It shows what it "
        "would add, and adds all of it or nothing.",
        "I", "ImportTextFile",
    ),
    Button(
        "add_forecast", "Record", "Add forecast", "A new row in Forecasts, ready to type",
        "Type the claim as it was published in Wording; Compute accuracy reads Low and High from "
        "it. Select a question first to have it filled in.",
        "A", "TableInsertRowsBelow",
    ),
    Button(
        "record_outcome", "Outcomes", "Record outcome",
        "Type what happened to the selected forecast or question",
        "Select a row in Forecasts, Questions or Outcomes and click: the row in Outcomes is "
        "opened at Value.",
        "R", "AcceptInvitation", large=True,
    ),
    Button(
        "void", "Outcomes", "Void", "The selected question can be judged neither right nor wrong",
        "Ambiguous if reality is unclear, annulled if the question was broken. Asks first; say "
        "why in Note.",
        "V", "DeclineInvitation",
    ),
    Button(
        "undo", "Outcomes", "Undo", "Take the last action back",
        "Says what it would take back, and asks first. Click again for the action before. Excel's "
        "own Undo does not know what the buttons did.",
        "U", "Undo",
    ),
    Button(
        "compute_accuracy", "Accuracy", "Compute accuracy", "Check, score, and who called it",
        "Reads wordings, scores every forecast, renews the Leaderboard and the Dashboard, takes "
        "what was typed into the Journal, and says what changed.",
        "C", "Calculator", large=True,
    ),
    Button(
        "due", "Accuracy", "Due", "What waits for its outcome, oldest first",
        "Lists the questions whose day has come, and goes to the oldest.",
        "D", "RecurrenceEdit",
    ),
    Button(
        "check", "Share", "Check", "Every problem, with its place and what to do",
        "Looks at every row and at the Journal's seals, and goes to the first problem.",
        "K", "Spelling",
    ),
    Button(
        "export", "Share", "Export", "The record as a folder of CSV files",
        "Writes the tables beside the workbook, for git, R or pandas.",
        "E", "ExportTextFile",
    ),
    Button(
        "help_", "Share", "Help", "What each button does",
        "Says what each button does, and goes to About.",
        "H", "Help", always=True,
    ),
)


def help_text() -> str:
    """What each button does, a line each."""
    return "\n".join(f"{button.label}: {button.screentip}." for button in BUTTONS)


def readme_table() -> str:
    """The buttons as a table for the README."""
    lines = ["| Group | Button | Does |", "|---|---|---|"]
    lines += [f"| {b.group} | **{b.label}** | {b.screentip}. {b.supertip} |" for b in BUTTONS]
    return "\n".join(lines)
