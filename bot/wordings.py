"""The fixed sentences of an answer, in one place so that a clinician can review them.

Wording of certainty after GRADE guideline 26 (Santesso et al., J Clin Epidemiol 2020;119:126).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from bot.types import Certainty, Design, Facet, Premise, Query, Reason, Urgent

DISCLAIMERS = (
    "Litotes is a computer program, not a doctor. It gives general information from the sources listed and "
    "cannot judge your own case.",
    "Do not start, stop or change a treatment because of this answer. Talk to your doctor or pharmacist first.",
)
APPROVALS_CHANGE = (
    "Approvals differ between countries and change with time: check the current label or ask a pharmacist."
)


def no_region(regions: Sequence[str]) -> str:
    """Say of which regions that were asked about nothing is told."""
    return (
        f"None of the sources here tells whether it is approved in {joined([_in_a_sentence(r) for r in regions])}; "
        "what holds elsewhere does not tell that."
    )


def _in_a_sentence(region: str) -> str:
    return f"the {region}" if region.isupper() else region


SEPARATE_STUDIES = "These are separate studies with different people; their figures cannot be added or averaged."
HARM_NOT_RULED_OUT = "These sources are too few and too small to rule a harm out."
ONE_PERSON = "One person's figures cannot say what would happen to anybody else."
ASK_WHOM = "A dermatologist or pharmacist can tell you what is known about it."
SILENCE = "That the sources do not mention something does not mean that it does not happen."
UNREVIEWED = "Caution: at least one of these sources has not been reviewed by a person yet."

_CERTAINTY = {
    Certainty.HIGH: "We are sure about this: further research is unlikely to change it.",
    Certainty.MODERATE: "We are fairly sure about this: further research may change it.",
    Certainty.LOW: "We are not very sure about this: further research may well change it.",
    Certainty.VERY_LOW: "We are very unsure about this: further research is likely to change it.",
}
_DOCTOR_QUESTIONS = {
    Facet.EFFICACY: (
        "What is known about how well {it} works for people like me?",
        "What other treatments are there, and how well are they studied?",
        "How would we tell whether it works, and when would we decide to stop?",
    ),
    Facet.SAFETY: (
        "Which side effects of {it} matter most for me, with my other illnesses and medicines?",
        "Which tests do I need before and during treatment?",
        "Which signs mean that I should call you, and which mean an emergency?",
    ),
    Facet.APPROVAL: (
        "Is {it} approved for my condition in this country today?",
        "If it would be an off-label use, what does that mean for me?",
    ),
    Facet.COMPARISON: (
        "Is there a randomised trial that compares my options with each other?",
        "How do the side effects of my options differ?",
    ),
}


def joined(names: Sequence[str], last: str = "or") -> str:
    """Return "a", "a or b", "a, b or c"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def very_uncertain(drug: str, conditions: str) -> str:
    return f"It is very uncertain whether {drug} improves {conditions}."


def safety_unknown(drugs: str) -> str:
    it = drugs or "this treatment"
    return f"It is very uncertain how safe it is to take {it}: these sources are too small to show it."


def certainty_sentence(certainty: Certainty) -> str:
    return _CERTAINTY[certainty]


def no_approval(drugs: str, conditions: str, read_on: date) -> str:
    return (
        f"None of the sources here reports an approval of {drugs} for {conditions}; "
        f"the newest was read on {spelled(read_on)}."
    )


def no_comparison(drugs: str) -> str:
    return f"None of the sources here compares {drugs.replace(' or ', ' with ')} directly."


def no_harms_compared(drugs: str) -> str:
    return (
        f"None of the sources here compares the harms of {drugs.replace(' or ', ' and ')} with each other. What is "
        "told of one does not make the other safer."
    )


def no_condition_named(drugs: str, told_of: Sequence[str], others: Sequence[str]) -> str:
    """Say of which diseases an answer tells, to a question that named none."""
    elsewhere = f"{joined(others)}, for which there are sources on {drugs} too" if others else "another"
    return (
        f"You named no disease. What is told here is about {joined(told_of, 'and')}; what was found there does not "
        f"tell what happens in {elsewhere}."
    )


def one_of_a_class(drug: str, drugs: str) -> str:
    return (
        f"The sources here are not on {drug} itself. It is one of the {drugs}, and what is told here is about these; "
        f"other harms of {drug} are not covered."
    )


def of_another_drug(study: str, studied: str, asked: str) -> str:
    """Say of which drug a study is, to a question that names it with another one."""
    return f"{study} is a study of {studied}, not of {asked}. What one medicine did does not tell what another does."


def other_time(asked: str) -> str:
    """Say that the figures which an answer tells are of other points in time than the one asked about."""
    return f"You asked about “{asked}”. The figures that are told here are of other times."


def no_such_number(asked: str, stem: str) -> str:
    """Say that the sources do not tell of one study of several of a name."""
    return f"The sources here tell nothing of {asked}. What is told here is of the other study or studies of {stem}."


def no_such_year(year: int) -> str:
    """Say that no source of an answer is from the year by which a question points at a study."""
    return f"None of the sources told here is from {year}; what follows is from other years."


def other_form(drug: str, form: str, asked: str) -> str:
    """Say how a drug is given, to a question on it in another form."""
    articles = {"tablet": "a tablet", "cream": "a cream", "injection": "an injection"}
    return (
        f"You asked about {articles[asked]}. What is told here is about {drug}, which is {articles[form]}. What one "
        "form does, good or bad, does not tell what another does."
    )


MAY_NOT_SAY = (
    "The sources here may not speak of all that you asked. That they do not mention something does not mean that it "
    "does not happen."
)


def too_young(months: int, youngest: int) -> str:
    """Say that the rules which an answer tells are for older children than the one asked about; ages in months."""
    child = f"a child of {months // 12}" if months >= 24 and not months % 12 else "so young a child"
    least = f"{youngest // 12}" if youngest >= 12 else f"{youngest} months"
    return (
        f"What is told here is for people aged {least} or older. None of it covers {child}; that a younger child is "
        "not mentioned does not make it safe."
    )


NO_RANKING = (
    "No source here compares all the treatments with each other, so none can say which is the best or the safest."
)
ONLY_RECOMMENDED = (
    "The sources here tell of no study that answers this. What is told is what a guideline recommends, not how well it "
    "works."
)
ONLY_APPROVED = (
    "The sources here tell of no study that answers this. What is told is that it was approved, not how well it works."
)
# What a part of a question asked for of which nothing is told.
ASKED_WHETHER = {
    Facet.EFFICACY: "whether it works",
    Facet.SAFETY: "whether it is safe",
    Facet.APPROVAL: "whether it is approved",
    Facet.DOSE: "the dose",
}
NEITHER_YES_NOR_NO = "You asked for a yes or a no. The sources here allow neither."
NO_RATE = (
    "You asked how likely this is. What is told here gives no figure for that, which does not mean that it is rare."
)


def nothing_about(labels: Sequence[str]) -> str:
    return f"The sources here do not answer your question about {joined(labels, 'and')}."


_NOT_GRANTED = {
    Premise.SAFE: "Your question takes it as settled that {it} {be} safe. The sources here do not show that.",
    Premise.WORKS: "Your question takes it as settled that {it} surely work{s}. The sources here do not go that far.",
    Premise.CURES: "Your question takes it as settled that {it} heal{s} for good. The sources here do not show that.",
    Premise.HARMS: "Your question takes it as settled that {it} {do} this harm. The sources here do not go that far.",
    Premise.SMALL: (
        "Your question takes it as settled that this risk is small. How small it is for one person, the sources here "
        "cannot tell."
    ),
}


TELL_A_NEW_SIGN = (
    "If this is new or worse in somebody who takes it now, tell the prescriber today. Get emergency help at once for "
    "chest pain, trouble breathing, or swelling of the face or throat."
)


SIGNS_OF_AN_EMERGENCY = (
    "Whatever the sources say: get emergency help at once for chest pain, trouble breathing, swelling of the face or "
    "throat, one swollen leg, weakness on one side, trouble speaking, confusion, or a high fever."
)
TOO_MUCH = "If somebody has taken too much, call the emergency number or a poison centre now; do not wait for signs."


def harms_unknown(drugs: str) -> str:
    treatment = drugs or "this treatment"
    return (
        f"The sources used here do not say which harms {treatment} can have. That does not mean that there are none: "
        "ask a doctor or pharmacist."
    )


def not_granted(premise: Premise, drugs: str) -> str:
    it = drugs or "the treatment"
    several = it.endswith("s") or " or " in it
    verbs = {"be": "are", "do": "do", "s": ""} if several else {"be": "is", "do": "does", "s": "s"}
    return _NOT_GRANTED[premise].format(it=it, **verbs)


NO_FATHER = (
    "None of the sources used here tells of a father who takes it. What is told is of women who take it; that the "
    "sources are silent does not mean that there is no risk."
)


def disagree(matters: Sequence[str]) -> str:
    return f"The sources disagree about {', and about '.join(matters)}; each side is shown."


def table_row(header: Sequence[str], cells: Sequence[str]) -> str:
    """Return one row of a table as a sentence: "Case 4: sex woman; PPPASI before 6.4; …"."""
    told = "; ".join(f"{name[0].lower() + name[1:] if name[1:2].islower() else name} {cell}"
                     for name, cell in zip(header[1:], cells[1:], strict=True))  # fmt: skip
    return f"{header[0]} {cells[0]}: {told}."


_DESIGN_IN_WORDS = {
    Design.SYSTEMATIC_REVIEW: "a review of randomised trials{people}",
    Design.RANDOMISED_TRIAL: "a randomised trial{people}",
    Design.LABEL: "the official label",
    Design.REGULATOR: "a regulator's notice",
    Design.GUIDELINE: "a guideline",
    Design.COHORT: "a study that followed groups{people}",
    Design.REGISTRY: "a register{people}",
    Design.UNCONTROLLED_RETROSPECTIVE: "a look back at records{people}, no comparison group",
    Design.UNCONTROLLED_SERIES: "a series{people}, no comparison group",
    Design.CASE_SERIES: "a series{people}, no comparison group",
    Design.CASE_REPORT: "a report{people}",
    Design.NEWS_REPORT: "a news report",
    Design.REFERENCE: "a reference text",
}


def design_in_words(design: str, participants: int | None) -> str:
    """Return how a source knows what it says, without the field's terms."""
    people = {None: "", 1: " of one person"}.get(participants, f" of {participants} people")
    known = Design(design)
    return _DESIGN_IN_WORDS.get(known, f"a {known.value}{{people}}").format(people=people)


def spelled(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def doctor_questions(query: Query, drugs: str) -> tuple[str, ...]:
    it = drugs.replace(" or ", " and ") or "this treatment"
    return tuple(line.format(it=it) for line in _DOCTOR_QUESTIONS.get(query.facet, ()))


OPENINGS = {
    Reason.PERSONAL_DECISION: (
        "I cannot decide this for you, and a text on a screen should not. Whether to take, start, stop, change or "
        "combine a treatment, and at which dose, is for you and your prescriber to decide together."
    ),
    Reason.UNSAFE_REQUEST: (
        "I keep to my rules: I answer from the sources listed, with their limits and warnings, and I do not choose "
        "treatments or doses for anybody."
    ),
}
NEW_SYMPTOM = (
    "I cannot judge a sign on a body: please show it to a doctor or pharmacist. If it is new or worse while you take a "
    "medicine, call your prescriber today. Get emergency help at once for chest pain, trouble breathing, "
    "swelling of the face or throat, one swollen leg, weakness on one side, confusion, or a high fever."
)


def if_it_happens(phone: str) -> str:
    """Say what to do if a sign that a question names should come."""
    return f"If what you describe happens, or is happening now, do not wait for an answer here: call {phone} at once."


ASK_BEFORE_CHANGING = (
    "Please contact your prescriber or pharmacist before you change anything; do not stop or start a prescribed "
    "medicine on your own."
)
ILL_NOW = (
    "With a fever or an infection, call your prescriber or pharmacist today, before the next dose. Get emergency help "
    "at once for trouble breathing, confusion, a stiff neck, a rash that does not fade when pressed, or a high fever."
)
PREGNANCY = (
    "If you are pregnant, trying for a baby or breastfeeding, contact your prescriber promptly: today, before your "
    "next dose, if you are already taking the medicine."
)
INTERACTION = (
    "Medicines can affect each other. Show your prescriber or pharmacist a list of everything you take and let them "
    "check it before you take them together."
)


def care(crisis_phone: str) -> str:
    """Say first to somebody whose mood is low where help is, before what they ask is answered."""
    return (
        "I am sorry that this is so hard. Please tell somebody you trust and your doctor how you feel. If you ever "
        f"think of harming yourself, call a crisis line at once ({crisis_phone})."
    )


def low_mood(crisis_phone: str) -> str:
    """Answer somebody whom a skin disease makes sad: heard, and sent to people, with no medicine named."""
    return (
        "I am sorry that this is so hard. I am a computer program, and you deserve a person to talk to: tell somebody "
        "you trust, and tell your doctor how you feel as well as how your skin is. If you ever think of harming "
        f"yourself, call a crisis line at once ({crisis_phone}). If you want, ask me what is known about a treatment."
    )


FORUM = "Forum posts are not used as evidence here: nobody can check who wrote them or what else they took."
_OUT_OF_SCOPE = {
    "buying": (
        "I cannot help with buying medicines or with prices. The treatments covered here are prescription medicines: "
        "a doctor prescribes them and a pharmacy gives them out."
    ),
    "too_long": "This message is too long for me to read safely. Please ask one question in a few sentences.",
    "thanks": "You are welcome. If something is still unclear, ask me again, or ask your doctor or pharmacist.",
    "about": (
        "I am Litotes, a computer program. I answer questions about the treatments that my sources cover, for "
        "example “Does "
        "dupilumab cause hair loss?”, and I show what each answer rests on."
    ),
    "empty": "I could not find a question there. Please ask one in words.",
    "binary": "I could not read this message. Please type your question as plain text.",
    "out_of_scope": (
        "I cannot help with that. I answer questions about the skin treatments that my sources cover, for example "
        "“Does dupilumab cause hair loss?”; I do not judge signs or photos, treat other illnesses, or know prices."
    ),
    "language": (
        "I can only read and answer questions in English so far. Please ask in English, or ask a doctor or pharmacist "
        "in your language."
    ),
}


def out_of_scope(rule: str, emergency_phone: str) -> str:
    """Return why a message is not answered; one that could not be read carries the emergency number."""
    if rule in {"language", "binary", "too_long"}:
        return f"{_OUT_OF_SCOPE[rule]} In an emergency call {emergency_phone}."
    return _OUT_OF_SCOPE[rule]


def told_first(told: str, urgent: Urgent) -> Urgent:
    """Return an urgent text with the same in the reader's own language before it."""
    return urgent.model_copy(update={"action": f"{told} {urgent.action}"})


def emergency(phone: str) -> Urgent:
    return Urgent(
        level="emergency",
        heading="This may be an emergency. Get help now.",
        action=(
            f"Call the emergency number now ({phone}) or go to the nearest emergency department. Do not drive "
            "yourself. Tell them which medicines you take."
        ),
        phone=phone,
    )


def overdose(phone: str, crisis_phone: str | None) -> Urgent:
    """Return what to do about too much of a medicine; whoever may have meant it is told of the crisis line."""
    urgent = emergency(phone)
    more = "Keep the pack at hand: they, or a poison centre, will ask how much was taken and when."
    if crisis_phone:
        more += f" If it was taken to do harm to oneself, a crisis line is there too ({crisis_phone})."
    return urgent.model_copy(update={"action": f"{urgent.action} {more}"})


def crisis(phone: str, emergency_phone: str) -> Urgent:
    return Urgent(
        level="crisis",
        heading="You matter, and help is there right now.",
        action=(
            f"Please call a crisis line now ({phone}). If you or somebody else is in danger, call the emergency number "
            f"({emergency_phone}). Stay with another person if you can. A doctor can help with a medicine that "
            f"makes you feel worse."
        ),
        phone=phone,
    )


def not_covered(asked: str, covered: Sequence[str]) -> str:
    nearest = f" They do cover {joined(covered, 'and')}." if covered else ""
    return f"The sources here do not cover {asked}.{nearest}"


UNCLEAR = (
    "I am not sure which treatment or condition you mean. Please name it, for example “Does dupilumab cause hair loss?”"
)
NO_ANSWER = "The sources here do not answer this question."
MAY_NOT_ANSWER = "The sources here may not answer this question. What follows is the nearest that they say."
GUARD_FAILED = (
    "I could not check my answer to this question, so I will not show one. Please ask again later, or ask a doctor or "
    "pharmacist."
)


def follow_ups(query: Query, plain: Callable[[str], str]) -> tuple[str, ...]:
    """Return questions that a reader may want to ask next, on the same treatment."""
    if not query.drugs:
        return ()
    drug = plain(query.drugs[0])
    condition = f" for {plain(query.conditions[0])}" if query.conditions else ""
    asked = {
        Facet.EFFICACY: f"Does {drug} work{condition}?",
        Facet.SAFETY: f"What side effects of {drug} were reported{condition}?",
        Facet.APPROVAL: f"Is {drug} approved{condition}?",
        Facet.STUDY: f"How was {drug} studied{condition}?",
    }
    return tuple(line for facet, line in asked.items() if facet is not query.facet)
