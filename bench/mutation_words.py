"""What a mutation puts in place of what: patterns and their replacements, per kind of mutation.

A replacement keeps the sentence grammatical and makes it say something that its source does not say.
"""

from __future__ import annotations

import re

Rules = tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]


def rules(*rows: tuple[str, *tuple[str, ...]]) -> Rules:
    return tuple((re.compile(row[0]), row[1:]) for row in rows)


OTHER_DRUGS = ("baricitinib", "tofacitinib", "methotrexate", "adalimumab", "minoxidil")
OTHER_CONDITIONS = ("plaque psoriasis", "acne", "lupus", "hidradenitis suppurativa", "rosacea")

UNITS = rules(
    (r"\b(\d+|[Tt]welve|three|two|six) weeks\b", r"\1 months", r"\1 years", r"\1 days"),
    (r"\b(\d+|three|two) months\b", r"\1 weeks", r"\1 years", r"\1 days"),
    (r"\bmonth (\d+)\b", r"week \1", r"year \1", r"day \1"),
    (r"\b(?<!at )week (\d+)\b", r"month \1", r"day \1", r"year \1"),
    (r"\bat week (\d+)\b", r"at month \1", r"at day \1", r"at year \1"),
    (r"\b(\d[\d.]*) years\b", r"\1 months", r"\1 weeks"),
    (r"\b(\d+) mg\b", r"\1 g", r"\1 micrograms", r"\1 ml"),
    (r"\bage \(years\)", "age (months)", "age (weeks)"),
    (r"\b(mg of upadacitinib(?: \(Rinvoq\))?) a day\b", r"\1 a week", r"\1 a month"),
    (r"\bdose of upadacitinib a day\b", "dose of upadacitinib a week", "dose of upadacitinib a month"),
    (r"\b(\d+)-year-old\b", r"\1-month-old"),
    (r"\b(\d+)%", r"\1 points"),
)
NEGATION_DROPPED = rules(
    (r"\bdid not (stop|compare)\b", r"did \1"),
    (r"\bhad not responded\b", "had responded"),
    (r"\bhad not helped\b", "had helped"),
    (r"\bhave not (read|tried)\b", r"have \1"),
    (r"\bdoes not (state|say|mention|mean|study)\b", r"does \1"),
    (r"\b(is|was|were) not\b", r"\1"),
    (r"\band not (after|about)\b", r"and also \1"),
    (r"\bcannot (\w+)", r"can \1"),
    (r", with no comparison group", ", with a comparison group"),
    (r"\bthere was no comparison group", "there was a comparison group"),
    (r"\bhad no comparison group", "had a comparison group"),
    (r"\bwithout a comparison group", "with a comparison group"),
    (r"\bwithout (dupilumab|naming|success)\b", r"with \1"),
    (r"\bgives no (\w+)", r"gives a \1"),
    (r"\bnames no (\w+)", r"names a \1"),
    (r"\b(cites|carries|describes) no (\w+)", r"\1 a \2"),
    (r"\bno number of people, no dose and no results\b", "a number of people, a dose and results"),
    (r"\b[Nn]one of the (\d+) people\b", r"some of the \1 people", r"most of the \1 people"),
    (r"\bno severe side effects\b", "severe side effects"),
    (r"\bno widespread\b", "widespread"),
    (r"\bno (firm|date)\b", r"\1"),
    (r"\bnobody was given\b", "everybody was given"),
    (r"\bcame after acitretin, an earlier medicine, and not after\b", "came after acitretin, an earlier medicine, and"),
    (r"\bit (?:gives|names) no (figures?|measure of itch|results)\b", r"it gives \1"),
    (r"\bsays nothing about\b", "says something about"),
    (r"\bneither\b", "both"),
)
NEGATION_ADDED = rules(
    (r"\bfell from\b", "did not fall from"),
    (r"\b(scores|blood) fell\b", r"\1 did not fall"),
    (r"\b(took|looked|got|gave|began|used|saw|came|had) (?!not\b|no\b|by\b)", r"never \1 "),
    (r"\b(was|were|is|are) (?!not\b|no\b|it\b|too\b|far\b)", r"\1 not "),
    (r"\b(says|states|reports|lists|names|describes|mentions|advises|asks) (?!no\b|nothing\b)", r"never \1 "),
    (r"\b(conclude|suggest|advise|think|say|ask) (?=that|doctors|for)", r"do not \1 "),
    (r"\bgrew back\b", "did not grow back"),
    (r"\bimproved by\b", "not improved by"),
    (r"\bpresumed that\b", "did not presume that"),
    (r"\b(run|runs) from\b", r"never \1 from"),
    (r"\bhad been\b", "had not been"),
    (r"\bwent away\b", "did not go away"),
    (r"\bcontinued to take\b", "did not continue to take"),
    (r"\bkept taking\b", "did not keep taking"),
    (r"\b(could|might|may|can) (?!not\b)", r"\1 not "),
)  # fmt: skip
HEDGE_REMOVED = rules(
    (r"\b[Ii]t is (?:very )?uncertain how much of this change came from (\w+), because.*", r"This change came from \1.",
     r"All of this change came from \1.", r"Most of this change came from \1."),
    (r"\bIt is (?:very )?uncertain whether (\w+) (\w+)", r"It is certain that \1 \2", r"It is known that \1 \2",
     r"There is no doubt that \1 \2"),
    (r"^It is (?:very )?uncertain whether (\w)(\w+) ([^:]*?)(?::.*|\.)$", r"\1\2 \3.", r"Clearly, \1\2 \3."),
    (r"^It is very uncertain how safe ([\w ]+) is: these sources are too small to show it\.$", r"\1 is safe.",
     r"\1 is very safe.", r"It is certain how safe \1 is: these sources show it."),
    (r"\bcould be\b", "is"), (r"\bmight have come back\b", "came back"), (r"\bmay be an\b", "is an"),
    (r"\bmight consider it\b", "should use it"), (r"\bmay exist\b", "exists"),
    (r"\bpresumed\b", "proved", "knew", "confirmed"), (r"\bsuggest that hair loss may be\b", "show that hair loss is"),
    (r"\bwould come about is unclear\b", "comes about is clear"),
    (r"\bpossible (side effects|harms)\b", r"certain \1", r"proven \1"), (r"\bpossible hair loss\b", "certain hair loss"),
    (r"\bsaw a certain potential for colour to return\b", "saw colour return"),
    (r"\bcannot (?:tell us|tell) whether\b", "shows that"), (r"\bcannot show whether (\w+) (is safe|causes)\b", r"shows that \1 \2"),
    (r"\bcannot show how often\b", "shows how often"), (r"\bcannot confirm\b", "confirm"),
    (r"\bstill fits a true rate of up to about\b", "shows a true rate of"),
    (r"\bfar too few to show\b", "enough to show"), (r"\btoo short to see\b", "long enough to see"),
    (r"\bsome small, early studies\b", "studies", "many large studies"), (r"\bsome small studies\b", "large studies"),
    (r"\bwas still being explored\b", "was well established"), (r"\btakes the lower scores to mean\b", "shows that the lower scores mean"),
    (r"\bThere is no firm evidence that\b", "There is evidence that", "There is firm evidence that"),
    (r"\bthink that (blood and clotting tests) are needed\b", r"have shown that \1 are needed"),
    (r"; that is their opinion, and .*$", "."), (r"\bneeds further study\b", "is well known"),
)  # fmt: skip
FOLLOW_UP = rules(
    (r"\b12 weeks\b", "24 weeks", "52 weeks", "two years", "at least 12 weeks and up to a year"),
    (r"\bTwelve weeks\b", "Two years", "Fifty-two weeks"),
    (r"\bweek 12\b", "week 52", "week 24", "year 2"),
    (r"\bweek 4\b", "week 40"),
    (r"\bthree months\b", "three years", "a year"),
    (r"\b4 months\b", "14 months", "4 years"),
    (r"\bmonth 7\b", "month 17", "year 7"),
    (r"\b2 months\b", "12 months", "2 years"),
    (r"\b0 to 24 weeks\b", "0 to 104 weeks", "24 to 52 weeks"),
    (r"\ba median of 12 weeks\b", "a median of 48 weeks"),
    (r"\bJuly 2022 to December 2023\b", "July 2012 to December 2023"),
)
COMPARATOR = rules(
    (r", with no comparison group(?=\.)", "", ", compared with placebo", ", more than with dupilumab",
     ", compared with usual treatment", ", compared with an untreated group"),
    (r", and there was no comparison group(?=\.)", "", ", as in the placebo group", ", fewer than with placebo"),
    (r", because there was no comparison group(?=\.)", ", although there was a placebo group"),
    (r" without a comparison group(?=\.)", "", " and a comparison group", " compared with placebo"),
    (r"\b28 people without a comparison group\b", "28 people and a comparison group", "28 people compared with placebo"),
    (r"\bThe study had no comparison group: .*", "The study had a placebo group.",
     "The study compared people on upadacitinib with people on placebo."),
    (r" against a placebo\b", " against no treatment"),
    (r"\b(less dense by month 7|got much better on dupilumab|0 or 1, the lowest two ratings|lower after 12 weeks)",
     r"\1 than with placebo", r"\1, compared with placebo", r"\1 than without treatment"),
    (r"\b(on 30 mg and 1 of 1 on 45 mg)\.", r"\1, compared with 0 of 20 on placebo."),
    (r"\b(grew back almost completely) within", r"\1, faster than on placebo, within"),
)  # fmt: skip
ATTRIBUTION = rules(
    (r"^The authors (?:conclude|suggest|say|think) that (\w)", r"\1"),
    (r"^The (?:page|letter|article|abstract) (?:says|reports|mentions) that (\w)", r"\1"),
    (r"^The letter's text says that (\w)", r"\1"),
    (r"^The (?:page|letter) names (.*) as (?:possible side effects|possible harms) of (.*)\.$", r"\2 causes \1.",
     r"Side effects of \2 are \1."),
    (r"^The page names (.*) as the main uses of upadacitinib\.$", r"The main uses of upadacitinib are \1.",
     r"Upadacitinib is approved for \1."),
    (r"^The page describes (\w+) as (.*)$", r"\1 is \2"),
    (r"^The abstract reports (no severe side effects) in the 28 people, and", r"There were \1 in the 28 people, and"),
    (r", according to (?:the article|this undated web page)", ""),
    (r"^According to the letter, (\w)", r"\1"),
    (r"^By the table, (\w)", r"\1"),
    (r"^The authors advise doctors to talk", "Doctors must talk"),
    (r"^The page advises people", "All people are advised"),
    (r"^The (?:page|authors) (?:themselves )?asks? for (.*)\.$", r"There are already \1."),
    (r"^The article takes the lower scores to mean less itching.*", "People itched less.", "The lower scores mean less itching."),
    (r"^The woman's doctors presumed that her", "Her"),
    (r"^The (?:abstract|letter), published in [\w ]*2024, lists (.*) as approved uses of upadacitinib.*",
     r"Upadacitinib is approved for \1.", r"\1 are approved uses of upadacitinib."),
    (r"; that is their opinion, and .*$", "."),
    (r"^The letter names (.*) as possible harms of JAK inhibitors such as upadacitinib\.$", r"Upadacitinib causes \1."),
    (r"^The letter reports that these eczema-like rashes", "Upadacitinib made these eczema-like rashes go away; they"),
    (r"^The article reports that the 6 people had already improved by week 4.*", "Everyone improves by week 4.",
     "Upadacitinib works by week 4."),
)  # fmt: skip
SEX_AND_AGE = rules(
    (r"\b[Ww]oman\b", "man", "girl"), (r"\bwomen\b", "girls"), (r"\bman\b", "woman"),
    (r"\bshe\b", "he"), (r"\bher\b", "his"), (r"\b([Tt])he woman's\b", r"\1he man's"),
    (r"\b(\d+) men and (\d+) women\b", r"\2 men and \1 women", r"\1 women and \2 men"),
    (r"\b3 male and 5 female\b", "5 male and 3 female", "3 female and 5 male"),
    (r"\b3 were female and 3 were male\b", "4 were female and 2 were male"),
    (r"\bage is\b", "youngest age is"),
    (r"\baged 12 to 35 years\b", "aged 2 to 35 years", "aged 12 to 65 years", "all over 35 years"),
    (r"\b42-year-old woman\b", "24-year-old woman", "42-year-old man", "72-year-old woman"),
    (r"\b38-year-old woman\b", "28-year-old woman", "38-year-old man"),
    (r"\baverage age of 36\.3 years\b", "average age of 63.3 years", "average age of 26.3 years"),
    (r"\bin people over 35, or in children under 12\b", "in people under 35, or in children over 12"),
    (r"\b(in|of|the|these) (\d+|6) people\b", r"\1 \2 children", r"\1 \2 women", r"\1 \2 men", r"\1 \2 pregnant women"),
    (r"\bpeople with (vitiligo|palmoplantar pustulosis|face and neck eczema|active tuberculosis)\b", r"children with \1",
     r"pregnant women with \1"),
    (r"; age \(years\) (\d)(\d);", r"; age (years) \g<2>\g<1>;", r"; age (years) 1\2;"),
)  # fmt: skip
DIRECTION = rules(
    (r"\bfell from\b", "rose from", "was raised from"), (r"\b(scores|blood) fell\b", r"\1 rose", r"\1 increased"),
    (r"\blower(?= after| than at|,| \(PPPASI)", "higher", "worse"),
    (r"\bbetter\b", "worse"), (r"\bimproved\b", "worsened"), (r"\bless dense\b", "denser", "more dense"),
    (r"\bgrew back\b", "fell out"), (r"\bfall out\b", "grow faster"), (r"\brise in blood pressure\b", "fall in blood pressure"),
    (r"\bwent away\b", "came back", "got worse"), (r"\blost hair\b", "grew hair"), (r"\bless itching\b", "more itching"),
    (r"\b[Rr]aised blood lipids\b", "Lowered blood lipids"), (r"\bAbnormal\b", "Normal"),
    (r"\bcontinued to take\b", "stopped taking"), (r"\bkept taking\b", "stopped taking"), (r"\bdid not stop\b", "stopped"),
    (r"\bsafe and effective\b", "unsafe and ineffective"), (r"\bis effective\b", "is ineffective"),
    (r"\blowest two ratings\b", "highest two ratings"), (r"\bworks\b", "fails"),
    (r"\bhad milder side effects\b", "had severe side effects"), (r"\bcalms\b", "stirs up"),
    (r"\blarger\b", "smaller"), (r"\bmore research\b", "less research"), (r"\bafter vedolizumab\b", "before vedolizumab"),
    (r"\bbefore she took\b", "after she took"), (r"\bat most\b", "at least"), (r"\bat least (75|90)%", r"at most \1%"),
)  # fmt: skip
WIDENED = rules(
    (r"\b[Ii]n (?:the |these )?(?:20|28|6|six) people(?: with ([\w ]+?))?(?= followed|\b)", r"in patients", r"in everyone",
     r"in you"),
    (r"\bNone of the (?:20|28|6) people\b", "Nobody", "No patient"), (r"\bnone of the (?:20|28|6) people\b", "nobody"),
    (r"\ball (?:20|6|6 of the 6) (?=people)", "all "), (r"\bthese (?:20|28|6) people\b", "patients", "people"),
    (r"(?<!of )\b[Tt]he (?:20|28|6) people\b", "Everyone", "Patients"), (r"\bof the (?:20|28|6) people\b", "of all patients"),
    (r"\b[Tt]he woman's\b", "Patients'"), (r"\bof one (?:42-year-old )?woman\b", "of many people"),
    (r"\b[Tt]he woman\b", "Everybody"), (r"\b[Oo]ne woman\b", "Most women"), (r"\bher (?=scalp|hair|eczema)", "your "),
    (r"\bsix other reported cases\b", "many other cases"), (r"\bOne of the 20 people\b", "Some people"),
    (r"\bin two or three people\b", "in people"), (r"\bsome small, early studies\b", "studies"),
    (r"\ban unwanted effect\b", "an unwanted effect in most people"), (r"\bonly 6 people\b", "many people"),
    (r"\b28 people with\b", "people everywhere with"), (r"\brecords of (?:20|28) people\b", "records of all people"),
    (r"\bimproves ([\w ]+)\.", r"improves \1 and all skin diseases."), (r"\bin various countries\b", "in all countries"),
    (r"\babout her alone and not about other patients\b", "about all patients"),
)  # fmt: skip

CONFLICT = rules(
    (r"^(The letter's text says that .*?), but its own table .*$", r"\1."),
    (r"^The letter's text says that (?:\d+)% of the 20 people (had [^,]*?), but its own table shows (\d+) of 20 (\(\d+%\)).*$",
     r"By the table, \2 of the 20 people \3 \1.", r"\2 of the 20 people \3 \1 with no comparison group."),
    (r"^The letter's text says that (.*?), but its (?:own )?table.*$", r"\1.", r"According to the letter, \1."),
    (r"; their average age is 49\.5 years in the text and 49\.7 by the table", "; their average age is 49.5 years",
     "; their average age is 49.7 years"),
    (r", but its table lists (three|case 18).*$", "."), (r", but its tables cannot confirm that number", ""),
    (r"^Yet the letter's table lists (.*)$", r"The letter lists \1"),
    (r"\bThe letter contradicts (its own table|itself) on\b", r"The letter agrees with \1 on"),
    (r"\bThe text and the table disagree on clearance, and we cannot tell which of them is right",
     "The text and the table agree on clearance", "The table is right on clearance"),
    (r"^The letter's text says that two people had got (.*?) from earlier biologic medicines, but its table lists three "
     r"\((.*)\)\.$", r"Three people had got \1 from earlier biologic medicines (\2).",
     r"Two people had got \1 from earlier biologic medicines."),
    (r", but it (?:gives|names) no [\w ]+", ""), (r"; the figure is about her alone.*$", "."),
    (r"; the letter does not say whether.*$", "."), (r"; palmoplantar pustulosis is not on its list", ""),
)  # fmt: skip

HARM_HIDDEN = rules(
    (r"side effects listed short-lived rise in blood pressure", "side effects listed none"),
    (r"^One of the 20 people had a side effect listed:.*", "None of the 20 people had a side effect listed.",
     "None of the 20 people had a side effect."),
    (r"\b(a serious|severe) side effects?\b", "a side effect", "any side effect"), (r"\bno severe side effects\b", "no side effects"),
    (r"\binfections and changes in the blood as possible side effects\b", "no side effects"),
    (r", which does not mean that there are none", ""),
)  # fmt: skip
