"""The proposals on the article of the bundled record, each judged: would a person keep it, and why.

The article itself (National Business Daily, 15 November 2023) is not ours to carry; who has it runs

    uv run --group dev python tests/finding_report.py --judged ARTICLE.txt
"""

# How the quote begins: is it kept, and the reason.
JUDGED = {
    "Xiaomi would begin mass production in December 2023": (True, "the source's first claim"),
    "launch its first car in February 2024": (True, "its second, of the same sentence"),
    "the first Xiaomi car would be mass-produced": (True, "Lei Jun's own date"),
    "the only information that can be disclosed": (True, "the official date, said again"),
    "The second phase of construction is scheduled": (True, "a plan; the article names nobody"),
    "be completed in 2025": (True, "its second half"),
    "The factory will start mass production": (True, "the source again, in other words"),
    "It may adopt the popular hidden door handles": (True, "the reporter's guess, with a chance"),
    "the key selling points of Mi Car": (False, "four things at once: no outcome can be told"),
    "The price is expected to be less than 300,000 yuan": (True, "Kuo on the price"),
    "After Mi Car's first model is launched": (True, "Kuo on the year of the launch"),
    "the estimated sales volume is 50,000 to 60,000": (True, "Kuo on the number"),
    "Mi Car will definitely use its own production": (True, "the suppliers on the licence"),
    "does not need other companies": (True, "no partner is needed"),
    "BAIC BluePark's Zhenjiang factory will produce four": (True, "a number with a year"),
    "its cooperative model with Huawei also needs": (True, "where the other car is built"),
    "it is highly likely that Mi Car will cooperate": (True, "a chance in words"),
    "will use its own production qualifications": (True, "the second half of that sentence"),
    "a sales target of 100,000 units in 2024": (True, "Lei Jun's goal as another tells it"),
    "It is difficult for the new factory": (True, "a doubt; asked back, it has no chance"),
    "for an annual sales target of 100,000 units": (True, "the goal again, in the report's words"),
    "a cumulative delivery target of 900,000 units": (True, "the goal for three years"),
    "becoming a first-level player in 2024": (False, "nobody could say what that is"),
    "This means that Mi Car will need to produce": (True, "the reporter's own sum"),
}
