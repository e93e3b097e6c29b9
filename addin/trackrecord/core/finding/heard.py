"""Who was named so far in a text, and whom "she", "the company" and "the source" stand for."""

import re
from dataclasses import dataclass, field

from trackrecord.core.finding.names import (
    A_NAME,
    PERSON,
    name_before_a_verb,
    person_in,
    without_titles,
)

_OF_NAME = re.compile(r"['’]s? (?:plan|goal|forecast|target|estimate|schedule|outlook|report)\b.*")
_PRONOUN = re.compile(r"(?:he|she|they|his|her|their|him|we|i)$", re.IGNORECASE)
_THE_ORGANISATION = re.compile(
    r"(?:it|the (?:company|firm|bank|group|agency|team|organi[sz]ation|government|ministry|"
    r"manufacturer|maker|startup|start-up|carmaker|party|club|university|committee|department))$",
    re.IGNORECASE,
)
_THE_ROLE = re.compile(
    r"the (?:above-mentioned |same |unnamed |anonymous |\w+ )?(source|person|official|supplier|"
    r"spokesman|"
    r"spokeswoman|spokesperson|executive|insider|employee|worker|trader|banker|diplomat)s?$"
)
_MOST_NAMES = 300  # that are remembered


@dataclass(slots=True)
class Heard:
    """Who was named so far in a text, and who spoke last."""

    person: str = ""
    organisation: str = ""
    speaker: str = ""
    paragraph: int = 0  # in which that was
    whole: dict[str, str] = field(default_factory=dict)  # names by their last word
    recent: list[str] = field(default_factory=list)  # speakers, the last one last

    def enter(self, paragraph: int) -> bool:
        """Go on to a sentence of a paragraph; is it a new one? Speech does not go on into it."""
        if paragraph == self.paragraph:
            return False
        self.paragraph, self.speaker = paragraph, ""
        return True

    def note(self, sentence: str) -> None:
        """Remember the names in a sentence; the person it begins with is who is spoken of."""
        first = A_NAME.match(sentence)
        name = without_titles(first[0]).split(" of ")[0].split(" at ")[0] if first else ""
        name = self.whole.get(name, name)  # a surname stands for the whole name
        if first and PERSON.match(name) and not sentence[first.end() :].startswith(("'", "’")):
            self.person = name
        for found in A_NAME.finditer(sentence):
            whole = without_titles(found[0]).rstrip(".'’")
            for name in dict.fromkeys((whole, whole.split(" of ")[0])):  # "Ann Lee of Sable"
                last = name.rpartition(" ")[2]
                if " " in name and len(last) > 2:
                    self.whole.setdefault(last, name)
        while len(self.whole) > _MOST_NAMES:  # of those named first
            del self.whole[next(iter(self.whole))]

    def knows(self, name: str) -> bool:
        """Was a name of one word said before, as a surname or as somebody who spoke?"""
        return name in self.whole or name in self.recent or name == self.organisation

    def resolved(self, phrase: str) -> str:
        """The speaker that a phrase stands for, as far as that is known."""
        phrase = _OF_NAME.sub("", phrase.strip(" ,'’"))
        if _PRONOUN.match(phrase):
            return self.person or self.speaker
        if _THE_ORGANISATION.match(phrase):
            kind = phrase.split()[-1].lower()
            known = next(
                (one for one in reversed([*self.whole.values()]) if kind in one.lower().split()), ""
            )
            return known or self.organisation or ("" if phrase.lower() == "it" else phrase)
        if role := _THE_ROLE.match(phrase):  # who was said to be one before
            known = next((one for one in reversed(self.recent) if role[1] in one.lower()), "")
            if known:
                return known
        name = person_in(phrase) or name_before_a_verb(phrase)
        if name:
            name = self.whole.get(name, name)
            if PERSON.match(name) or name in self.whole.values():
                self.person = name
            return name
        return phrase

    def speaks(self, who: str) -> str:
        """Note who spoke, and whether that is a person or an organisation."""
        self.speaker = who
        if not who:
            return who
        self.recent = [*self.recent[-20:], who]
        if re.match(r"(?:an?|one|some|several) ", who, re.IGNORECASE):
            self.person = who
        elif who[:1].isupper() and not PERSON.match(who):
            self.organisation = who
        return who
