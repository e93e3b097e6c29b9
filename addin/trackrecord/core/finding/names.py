"""Names in a text: of people and organisations, with the titles before them taken off."""

import re

A_NAME = re.compile(
    r"(?:[A-Z][\w’'.-]+|[A-Z]\.)(?: (?:[A-Z][\w’'.-]+|[A-Z]\.|&|d[aei]|van|von|der|den|de|la|le|"
    r"bin|"
    r"al|el|of(?= (?:the )?[A-Z])|for(?= [A-Z])|the(?= [A-Z]))){0,7}"
)
PERSON = re.compile(
    r"[A-Z][\w’'.-]+(?: (?:[A-Z]\.|van|von|de|la|bin|al))*(?: [A-Z][\w’'.-]+){1,3}$"
)
_UNNAMED = re.compile(
    r"(?:analysts|economists|officials|experts|researchers|scientists|forecasters|investors|"
    r"traders|"
    r"an?|one|two|three|some|several|another|many|most|few|other|both|its|their|his|her) ",
    re.IGNORECASE,
)
_TITLE_OF = re.compile(
    r"^(?:(?:The|A|An|In|On|At|As|For|But|And|If|Mr|Mrs|Ms|Dr|Sir|Dame|Lord|Lady|President|"
    r"Governor|"
    r"Senator|Minister|Chancellor|Secretary|General|Professor|Prof|Judge|Justice|King|Queen|Pope|"
    r"Captain|Colonel|Mayor|Chairman|CEO|Chief|Congressman|Representative|Premier|Prime Minister|"
    r"Both|Its|His|Her|Their|This|That|These|Some|Many|Most|Several|One|Two|Three|Now|It|He|She|"
    r"They|We|I|You|There|Here|When|While|After|Before|Since|Although)\.?(?: |$))+"
)
# A role with what it is of, before a name: "Finance Minister", "Bundesbank President".
_ROLE_OF = re.compile(
    r"^(?:[A-Z][\w’'.&-]* ){0,4}?(?:[Mm]inister|[Pp]resident|Councillor|Councilor|Executive|"
    r"Officer|"
    r"Secretary|Chancellor|Governor|Commissioner|Manager|Director|Ambassador|Spokesman|"
    r"Spokeswoman|"
    r"Coach|Analyst|Economist|Strategist|Premier|Chairman|Chairwoman|Mayor|Senator|"
    r"Professor) (?=[A-Z])"
)
_OF_SOMEBODY = re.compile(r"^.*['’]s (?=[A-Z])")
_BEHIND_NAME = re.compile(r"$| of | at | from | in ")
# What may follow a name and belong to it.
_BELONGS = frozenset(
    {"of", "at", "for", "in", "from", "who", "and", "analyst", "economist", "spokesman"}
    | {"spokeswoman", "report"}
)


def person_in(phrase: str) -> str:
    """The name in a phrase without what stands before and behind it; "" without one.

    >>> person_in("TF International Securities analyst Ming-Chi Kuo"), person_in("a supplier")
    ('Ming-Chi Kuo', '')
    """
    if _UNNAMED.match(phrase):
        return ""
    names = [
        (found.start(), without_titles(found[0]), found.end())
        for found in A_NAME.finditer(phrase)
        if not re.match(r"['’]s?\b", phrase[found.end() :]) and not found[0].endswith(("'s", "’s"))
    ]
    whole = phrase.rstrip(" ,")
    for start, name, end in reversed(names):
        before = phrase[:start].strip().lower()
        if (
            name
            and end == len(whole)
            and not before.endswith((" of", " at", " for", " in", " from"))
        ):
            return name
    if names and not names[0][0] and " of " in phrase[: names[0][2] + 4]:
        return names[0][1]
    first = names[0] if names else None
    return (
        first[1]
        if first and first[1] and not first[0] and _BEHIND_NAME.match(phrase[first[2] :])
        else ""
    )


def without_titles(name: str) -> str:
    """A name without what stands before it: a title, a role, whose somebody is.

    >>> without_titles("Finance Minister Christian Lind"), without_titles("Mr Berg")
    ('Christian Lind', 'Berg')
    """
    return _TITLE_OF.sub("", _ROLE_OF.sub("", _OF_SOMEBODY.sub("", name)))


def name_before_a_verb(phrase: str) -> str:
    """The name that a phrase begins with, where more follows than belongs to it."""
    first = A_NAME.match(phrase)
    name = without_titles(first[0]) if first else ""
    rest = phrase[first.end() :].split() if first else []
    return name if name and len(rest) > 1 and rest[0].islower() and rest[0] not in _BELONGS else ""
