"""What the headers of other people's tables mean, in several languages.

A header is compared without case, accents, spaces and signs. Of the names of a meaning the first
that is there is taken; what a table means otherwise is said with ``--map HEADER=MEANING``.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from trackrecord.errors import Refused
from trackrecord.language import say

# Meanings that several columns may have: their texts are joined, in the order of the columns.
JOINED = ("title", "period", "note", "topic", "criterion", "quote", "url")
_HEADER_WORDS: Mapping[str, str] = {
    "title": (
        "questiontitle title question prediction statement description metric indicator variable "
        "series event what subject claimtext "
        "frage fragestellung titel kennzahl indikator ereignis titre indicateur enonce pregunta "
        "titulo indicador domanda titolo indicatore pergunta vraag 问题 标题 题目 指标 预测问题"
    ),
    "period": (
        "period targetperiod horizon quarter targetquarter year fiscalyear month week season "
        "location place country region state city district market zeitraum periode quartal jahr "
        "monat woche ort land trimestre annee mois lieu pays periodo ano mes lugar pais anno mese "
        "期间 时期 季度 年份 地区 国家"
    ),
    "id": "questionid marketid contractid qid questionslug marketslug slug id 问题编号 编号",
    "forecaster": (
        "forecastcreatedby forecaster forecastername forecasterusername analyst who author "
        "username user creatorlabel bank institution institute house firm broker organization "
        "organisation panelist pollster expert predictor speaker person modelid model team by "
        "creatorname creator name prognostiker prognostikerin wer autor autorin institut "
        "previsionniste auteur qui banque quien banco analista autore chi banca instituicao "
        "预测者 谁 机构 分析师 作者 银行 source quelle fuente"
    ),
    "issued": (
        "forecastcreatedat fcreatedat issued issuedon issueddate published publishedon "
        "publicationdate forecastdate forecastedon predictiondate calldate surveydate dateissued "
        "datepublished dateofforecast madeat madeon createdat created createdtime starttime when "
        "date day timestamp asof stand origindate referencedate said "
        "datum prognosedatum veroffentlicht veroffentlichtam ausgegebenam publiele "
        "datedeprevision emisle fecha fechadepronostico publicado data pubblicato gepubliceerd "
        "日期 发布日期 预测日期 发布时间 预测时间"
    ),
    "asked": "questioncreatedat qcreatedat askedon asked",
    "resolves": (
        "questionresolveby resolveby resolves resolveson deadline due duedate resolutiondate "
        "scheduledclosetime scheduledresolvetime closetime closedate closes targetdate "
        "targetenddate enddate endtime expiry expires knownby until frist fallig falligam "
        "falligkeit stichtag echeance datelimite plazo fechalimite vencimiento scadenza prazo "
        "vervaldatum 截止日期 到期日 截止 揭晓日期"
    ),
    "wording": (
        "wording claim forecast prediction said estimate pointforecast forecastvalue "
        "predictedvalue predicted point value prognose vorhersage schatzung aussage wert "
        "prevision estimation valeur pronostico estimacion valor previsione stima previsao "
        "预测 预测值 说法 估计 数值"
    ),
    "share": "forecastscale01 probabilityyes",
    "percent": "percent percentage pct prozent pourcentage porcentaje percentuale 百分比",
    "probability": (
        "probability prob confidence meanconfidence credence chance likelihood "
        "forecastprobability wahrscheinlichkeit konfidenz probabilite confiance probabilidad "
        "confianza probabilita 概率 可能性 信心"
    ),
    "outcome": (
        "resolution outcome judgement judgment result actual actualvalue verdict observed "
        "observation realized realised truth answer ergebnis ausgang eingetroffen tatsachlich "
        "istwert ist resultat reel realise resultado real risultato esito uitkomst 结果 实际值 "
        "实际 结局"
    ),
    "known": (
        "resolvedat known knownon knownsince resolutionknowntime resolutiontime judgedat "
        "resolvedon lastjudgementat actualresolvetime resultout resultdate releasedate "
        "releasedon outcomedate actualdate bekannt bekanntam ergebnisdatum connule "
        "dateduresultat conocido fechadelresultado 公布日期 结果日期 公布时间"
    ),
    "unit": "unit units einheit unite unidad unidade unita eenheid 单位",
    "criterion": "criterion criteria resolutioncriteria kriterium critere criterio 标准 判定标准",
    "low": (
        "low lower lowerbound min minimum from lo untergrenze unten von bas basse mini minimo "
        "inferior 下限 最低"
    ),
    "high": (
        "high upper upperbound max maximum to hi obergrenze oben bis haut haute maxi maximo "
        "superior 上限 最高"
    ),
    "best": "best mostlikely mode 最可能",
    "level": (
        "level coverage intervallevel confidencelevel statedlevel konfidenzniveau niveau nivel "
        "置信水平"
    ),
    "quote": "quote quotation text zitat citation cita 引文 原文",
    "url": (
        "url link sourceurl questionurl reporturl links source sources quelle lien enlace fuente "
        "链接 来源"
    ),
    "note": (
        "questionnotes notes note comment comments remark remarks notiz bemerkung kommentar "
        "remarque nota comentario 备注 说明"
    ),
    "topic": (
        "topic topics questiontags tags tag category categories theme thema kategorie tema "
        "categoria 主题 类别 标签"
    ),
    "kind": "kind forecasterkind",
    "event": "eventid event",
    "option": "multiplechoiceoption",
    "withdrawn": "withdrawn",
}
HEADER_NAMES: Mapping[str, tuple[str, ...]] = {
    meaning: tuple(names.split()) for meaning, names in _HEADER_WORDS.items()
}
MEANINGS = tuple(HEADER_NAMES)
VALUES = ("wording", "share", "percent", "probability", "low", "high", "best")
CHANCES = ("share", "percent", "probability")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_LONGEST_IN_BRACKETS = 12  # characters of a unit
_QUANTILE = re.compile(
    r"(?:p|q|quantile|percentile|pctl?)?(?P<n>\d{1,2}(?:\.\d+)?)(?:th|st|nd|rd)?"
    r"(?:p|percentile|quantile|%)?"
)
_KNOWN_HEADERS = frozenset(name for names in HEADER_NAMES.values() for name in names)


@cache
def bare(header: str) -> str:
    """A header as it is compared: letters and digits alone, small, without accents.

    >>> bare(" Forecast (scale = 0-1)"), bare("Prévision")
    ('forecastscale01', 'prevision')
    """
    apart = unicodedata.normalize("NFKD", header).casefold()
    return "".join(sign for sign in apart if sign.isalnum())


def is_known(header: str) -> bool:
    """Is it a header that means something, or one that means a quantile?"""
    return _compared_header(header) in _KNOWN_HEADERS or quantile(header) is not None


def quantile(header: str) -> float | None:
    """The level of the quantile that a header names, from 0 to 1; None where it names none.

    >>> quantile("P10"), quantile("97.5th percentile"), quantile("2024")
    (0.1, 0.975, None)
    """
    small = re.sub(r"[\s_]", "", header.lower())
    found = _QUANTILE.fullmatch(small)
    if found is None or small == found["n"]:
        return None
    return float(found["n"]) / 100 or None


def guessed(headers: Sequence[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """The meaning of each header that has one, in the order of the headers.

    `chosen` says what is meant otherwise: header to meaning, "" for none. Refused where it names
    a meaning that is none, or one of a single column twice.
    """
    found = {_like(header, headers): meaning for header, meaning in chosen.items()}
    for header, meaning in found.items():
        if meaning and meaning not in HEADER_NAMES:
            raise Refused(
                say(
                    "--map {header}: '{meaning}' is none of the meanings: {meanings}",
                    header=header,
                    meaning=meaning,
                    meanings=", ".join(MEANINGS),
                )
            )
    _each_once(found)
    taken = set(found.values())
    of = {header: _compared_header(header) for header in headers if header not in found}
    for meaning, names in HEADER_NAMES.items():
        if meaning in taken and meaning not in ("period", "topic"):
            continue
        if meaning in CHANCES and set(CHANCES) & set(found.values()):
            continue  # one probability is enough; a second is passed over, and said
        fits = [header for name in names for header, small in of.items() if small == name]
        fits = [header for header in fits if header not in found]
        if fits:
            many = fits if meaning == "period" else fits[:1]
            found |= dict.fromkeys(many, meaning)
    if not {"low", "high"} & set(found.values()):
        found |= _outer_quantiles([header for header in headers if header not in found])
    return {header: found[header] for header in headers if found.get(header)}


def _compared_header(header: str) -> str:
    """A header as it is compared; without a unit in brackets, where it is not known with it."""
    whole = bare(header)
    return whole if whole in _KNOWN_HEADERS else bare(_BRACKETS.sub("", header)) or whole


def unit_in(header: str) -> str:
    """The unit in brackets behind a header: "Forecast ($M)"; "" where there is none.

    >>> unit_in("Forecast (%)"), unit_in("Forecast (scale = 0-1)"), unit_in("Forecast")
    ('%', '', '')
    """
    found = _BRACKETS.search(header)
    whole = bare(header)
    if found is None or (whole in _KNOWN_HEADERS and whole != bare(_BRACKETS.sub("", header))):
        return ""
    unit = found[0][1:-1].strip()
    return unit if len(unit) <= _LONGEST_IN_BRACKETS else ""


def _like(header: str, headers: Sequence[str]) -> str:
    """A header of the table as somebody typed it; itself where there is none, or several."""
    alike = [other for other in headers if bare(other) == bare(header)]
    return alike[0] if len(alike) == 1 and header not in headers else header


def _each_once(chosen: Mapping[str, str]) -> None:
    """Refused if a meaning that one column has is given to two."""
    first: dict[str, str] = {}
    for header, said in chosen.items():
        if not said or said in JOINED:
            continue
        meaning = "probability" if said in CHANCES else said
        if meaning in first:
            raise Refused(
                say(
                    "--map: '{one}' and '{other}' cannot both be {meaning}; only {joined} are "
                    "joined of several columns",
                    one=first[meaning],
                    other=header,
                    meaning=meaning,
                    joined=", ".join(JOINED),
                )
            )
        first[meaning] = header


def _outer_quantiles(headers: Iterable[str]) -> dict[str, str]:
    """Low and High where a pair of columns holds quantiles that lie opposite: the widest pair."""
    levels = {header: level for header in headers if (level := quantile(header)) is not None}
    middle = [header for header, level in levels.items() if level == 0.5]
    for low, level in sorted(levels.items(), key=lambda of: of[1]):
        high = next((h for h, other in levels.items() if abs(level + other - 1) < 1e-9), None)
        if high is not None and level < 0.5:
            return {low: "low", high: "high"} | dict.fromkeys(middle[:1], "best")
    return {}
