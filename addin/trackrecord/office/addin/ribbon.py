"""The buttons, said once: Excel's ribbon, LibreOffice's toolbar, the README and Help read them."""

from dataclasses import dataclass
from html import escape

from trackrecord.language import say

TAB = "Track Record"
KEYTIP = "Y"  # of the tab
CALLBACKS = "TrackRecordButtons"  # the VBA module
ENTRY = "trackrecord.buttons"  # the Python module
NAMESPACES = {
    "customUI/customUI14.xml": "http://schemas.microsoft.com/office/2009/07/customui",
    "customUI/customUI.xml": "http://schemas.microsoft.com/office/2006/01/customui",
}


@dataclass(frozen=True, slots=True)
class Button:
    """One button. `action` is its entry point in `trackrecord.buttons`.

    `runs` names the function of `trackrecord.actions` behind it, as ``module:function``.
    """

    action: str
    runs: str
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
        "new",
        "building:new_on_screen",
        "Record",
        "New",
        "A new Track Record workbook",
        "Makes a workbook, empty or with the example of 15 November 2023, and opens it.",
        "N",
        "FileNew",
        large=True,
        always=True,
    ),
    Button(
        "import_record",
        "importing.on_screen:import_on_screen",
        "Record",
        "Import",
        "Add the rows of another record or tool",
        "Choose a record, any CSV file or table of forecasts, what Fatebook, PredictionBook or "
        "Metaculus export, or the text of an article: its forecasts are laid out to be ticked. Of "
        "the rest it shows what it would add.",
        "I",
        "ImportTextFile",
    ),
    Button(
        "add_forecast",
        "entering.open_row:open_forecast",
        "Record",
        "Add forecast",
        "A new row in Forecasts, ready to type",
        "Type the claim as it was published in Wording; Compute accuracy reads Low and High from "
        "it. Select a question first to have it filled in.",
        "A",
        "TableInsert",
    ),
    Button(
        "record_outcome",
        "outcomes:open_outcome",
        "Outcomes",
        "Record outcome",
        "Type what happened to the selected forecast or question",
        "Select a row in Forecasts, Questions or Outcomes and click: the row in Outcomes is "
        "opened at Value.",
        "R",
        "AcceptInvitation",
        large=True,
    ),
    Button(
        "void",
        "outcomes:void_selected",
        "Outcomes",
        "Void",
        "The selected question can be judged neither right nor wrong",
        "Ambiguous if reality is unclear, annulled if the question was broken. Asks first; say "
        "why in Note.",
        "V",
        "DeclineInvitation",
    ),
    Button(
        "undo",
        "undo:undo_on_screen",
        "Outcomes",
        "Undo",
        "Take the last action back",
        "Says what it would take back, and asks first. Click again for the action before. Excel's "
        "own Undo does not know what the buttons did.",
        "U",
        "Undo",
    ),
    Button(
        "compute_accuracy",
        "accuracy:compute_on_screen",
        "Accuracy",
        "Compute accuracy",
        "Check, score, and who called it",
        "Reads wordings, scores every forecast, renews the Leaderboard and the Dashboard, takes "
        "what was typed into the Journal, and says what changed.",
        "C",
        "Calculator",
        large=True,
    ),
    Button(
        "due",
        "checking:due_on_screen",
        "Accuracy",
        "Due",
        "What waits for its outcome, oldest first",
        "Lists the questions whose day has come, and goes to the oldest.",
        "D",
        "RecurrenceEdit",
    ),
    Button(
        "check",
        "checking:check_on_screen",
        "Share",
        "Check",
        "Every problem, with its place and what to do",
        "Looks at every row and at the Journal's seals, and goes to the first problem.",
        "K",
        "AccessibilityChecker",
    ),
    Button(
        "export",
        "exporting:export_on_screen",
        "Share",
        "Export",
        "The record as a folder of CSV files",
        "Writes the tables beside the workbook, for git, R or pandas.",
        "E",
        "ExportTextFile",
    ),
    Button(
        "help_",
        "helping:show_help",
        "Share",
        "Help",
        "What each button does",
        "Says what each button does, and goes to About.",
        "H",
        "Help",
        always=True,
    ),
)


def help_text() -> str:
    """What each button does, a line each."""
    return "\n".join(
        say("{label}: {does}.", label=say(button.label), does=say(button.screentip))
        for button in BUTTONS
    )


def help_lines() -> list[tuple[str, str]]:
    """Each button, and all that is said of it."""
    return [
        (
            say(button.label),
            say("{does}. {more}", does=say(button.screentip), more=say(button.supertip)),
        )
        for button in BUTTONS
    ]


def readme_table() -> str:
    """The buttons as a table for the README, which is English."""
    lines = ["| Group | Button | Does |", "|---|---|---|"]
    lines += [
        f"| {button.group} | **{button.label}** | {button.screentip}. {button.supertip} |"
        for button in BUTTONS
    ]
    return "\n".join(lines)


def custom_ui(namespace: str) -> str:
    """The tab as ribbon XML, in the language in force; Excel has known all of it since 2007."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<customUI xmlns="{namespace}" onLoad="{CALLBACKS}.RibbonLoaded">',
        "<ribbon><tabs>",
        f'<tab id="trackrecordTab" label="{escape(TAB)}" keytip="{KEYTIP}">',
    ]
    for group in dict.fromkeys(button.group for button in BUTTONS):
        lines.append(f'<group id="trackrecordGroup{group}" label="{escape(say(group))}">')
        lines += [_button(button) for button in BUTTONS if button.group == group]
        lines.append("</group>")
    return "\n".join([*lines, "</tab>", "</tabs></ribbon>", "</customUI>", ""])


def _button(button: Button) -> str:
    attributes = {
        "id": button.id,
        "label": say(button.label),
        "size": "large" if button.large else "normal",
        "imageMso": button.image,
        "screentip": say(button.screentip),
        "supertip": say(button.supertip),
        "keytip": button.keytip,
        "onAction": f"{CALLBACKS}.{_procedure(button)}",
    }
    if not button.always:
        attributes["getEnabled"] = f"{CALLBACKS}.IsEnabled"
    inner = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
    return f"<button {inner}/>"


def _procedure(button: Button) -> str:
    return "Press" + button.id.removeprefix("trackrecord")


def callbacks() -> str:
    """The VBA module behind the tab: each button names itself, and nothing else."""
    lines = [
        f'Attribute VB_Name = "{CALLBACKS}"',
        "' Generated from the list of buttons in ribbon.py; do not edit.",
        "Option Explicit",
        "",
        "Private ribbon As IRibbonUI",
        "Private watcher As TrackRecordWatcher",
        "",
        "Public Sub RibbonLoaded(loaded As IRibbonUI)",
        "    Set ribbon = loaded",
        "    Set watcher = New TrackRecordWatcher",
        "    watcher.Watch Application",
        "End Sub",
        "",
        "' Called when another workbook comes to the front.",
        "Public Sub RenewRibbon()",
        "    If Not ribbon Is Nothing Then ribbon.Invalidate",
        "End Sub",
        "",
        "' Greyed out where the workbook in front holds no record.",
        "Public Sub IsEnabled(control As IRibbonControl, ByRef returnedVal)",
        "    returnedVal = HoldsRecord()",
        "End Sub",
        "",
        "Private Function HoldsRecord() As Boolean",
        "    Dim sheet As Object, table As Object",
        "    If ActiveWorkbook Is Nothing Then Exit Function",
        "    For Each sheet In ActiveWorkbook.Worksheets",
        "        For Each table In sheet.ListObjects",
        '            If table.Name = "Forecasts" Or table.Name = "Outcomes" Then',
        "                HoldsRecord = True",
        "                Exit Function",
        "            End If",
        "        Next",
        "    Next",
        "End Function",
    ]
    for button in BUTTONS:
        guard = (
            "    If ActiveWorkbook Is Nothing Then Workbooks.Add"
            if button.always
            else "    If ActiveWorkbook Is Nothing Then Exit Sub"
        )
        lines += [
            "",
            f"Public Sub {_procedure(button)}(control As IRibbonControl)",
            guard,
            f'    RunButton control, "{button.action}"',
            "End Sub",
        ]
    return "\n".join([*lines, ""])


def watcher() -> str:
    """The VBA class that renews the ribbon when another workbook comes to the front."""
    return "\n".join(
        [
            'Attribute VB_Name = "TrackRecordWatcher"',
            "Option Explicit",
            "",
            "Private WithEvents excelApp As Application",
            "",
            "Public Sub Watch(toWatch As Application)",
            "    Set excelApp = toWatch",
            "End Sub",
            "",
            "Private Sub excelApp_WorkbookActivate(ByVal Wb As Workbook)",
            f"    {CALLBACKS}.RenewRibbon",
            "End Sub",
            "",
            "Private Sub excelApp_WorkbookDeactivate(ByVal Wb As Workbook)",
            f"    {CALLBACKS}.RenewRibbon",
            "End Sub",
            "",
        ]
    )


if __name__ == "__main__":
    print(callbacks(), end="")
