"""Which language a message is in, and the signs that must not be missed in any."""

from __future__ import annotations

import pytest

from bot.answers.declining import decline
from bot.lexicon import load_lexicon
from bot.questions.queries import understand
from bot.settings import Settings
from bot.triage.findings import triage
from bot.triage.languages import Language, languages, tongue_of
from bot.types import Outcome, Reason

MOST_SPOKEN = set("zh hi es fr ar bn pt ru ur id de ja mr te tr ta vi ko".split())
SETTINGS = Settings(emergency_phone="112 here", crisis_phone="116 123 here")


def told(question: str) -> str:
    """Return all that a reader of a message in another language is shown."""
    lexicon = load_lexicon(SETTINGS.corpus / "lexicon.toml")
    ending = decline(triage(question, max_chars=2_000), understand(question, lexicon), SETTINGS, lexicon)
    return " ".join((*ending.opening, ending.urgent.action if ending.urgent else ""))


def test_the_most_spoken_languages_are_there() -> None:
    """A reply in each of them, and none passes as reviewed that nobody has reviewed."""
    assert languages().keys() >= MOST_SPOKEN
    assert [code for code, language in languages().items() if language.reviewed] == []


@pytest.mark.parametrize("language", languages().values(), ids=lambda language: language.code)
def test_every_text_names_the_numbers(language: Language) -> None:
    """A reply without the emergency number would be a silent bad answer."""
    assert "{phone}" in language.reply
    assert "{phone}" in language.emergency
    assert "{crisis}" in language.crisis
    assert "{phone}" in language.crisis


@pytest.mark.parametrize("language", languages().values(), ids=lambda language: language.code)
def test_every_reply_is_seen_to_be_in_its_language(language: Language) -> None:
    """The reply of each language is text in that language, so the words of the list must know it."""
    tongue = tongue_of(language.reply.replace("{phone}", ""))
    assert tongue is not None
    assert tongue.code == language.code


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("¿Puede el upadacitinib curar el vitiligo?", "es"),
        ("Hilft Upadacitinib bei Vitiligo wirklich gut?", "de"),
        ("Est-ce que le dupilumab fait tomber les cheveux ?", "fr"),
        ("O dupilumabe tem efeitos colaterais?", "pt"),
        ("Dupilumab saç döker mi, ne kadar sürer?", "tr"),
        ("Apakah obat ini aman untuk anak?", "id"),
        ("乌帕替尼能治白癜风吗", "zh"),
        ("ウパダシチニブは効きますか", "ja"),
        ("هل يعالج دوبيلوماب تساقط الشعر", "ar"),
        ("Поможет ли упадацитиниб от витилиго", "ru"),
        ("क्या यह दवा सुरक्षित है?", "hi"),
    ],
)
def test_a_question_gets_its_reply_and_the_number(question: str, code: str) -> None:
    """The reply is in the reader's language, with the clinic's number."""
    finding = triage(question, max_chars=2_000)

    assert (finding.rule, finding.outcome, finding.language) == ("language", Outcome.DECLINED, code)
    assert languages()[code].reply.format(phone="112 here") in told(question)


@pytest.mark.parametrize(
    ("question", "code", "reason"),
    [
        ("Mi padre tiene un infarto", "es", Reason.EMERGENCY),
        ("mi hijo no puede respirar", "es", Reason.EMERGENCY),
        ("me quiero morir", "es", Reason.CRISIS),
        ("Mon mari a une douleur dans la poitrine", "fr", Reason.EMERGENCY),
        ("je veux mourir", "fr", Reason.CRISIS),
        ("Meine Frau hat einen Schlaganfall", "de", Reason.EMERGENCY),
        ("ich will nicht mehr leben", "de", Reason.CRISIS),
        ("minha filha engoliu os comprimidos", "pt", Reason.EMERGENCY),
        ("il bambino ha ingoiato le pastiglie", "it", Reason.EMERGENCY),
        ("moje dziecko połknęło tabletki", "pl", Reason.EMERGENCY),
        ("babam nefes alamıyor", "tr", Reason.EMERGENCY),
        ("intihar etmek istiyorum", "tr", Reason.CRISIS),
        ("anak saya kejang", "id", Reason.EMERGENCY),
        ("tôi muốn chết", "vi", Reason.CRISIS),
        ("у меня сильная боль в груди", "ru", Reason.EMERGENCY),
        ("я хочу умереть", "ru", Reason.CRISIS),
        ("у мого тата інсульт", "uk", Reason.EMERGENCY),
        ("أبي لا يستطيع التنفس", "ar", Reason.EMERGENCY),
        ("أريد أن أموت", "ar", Reason.CRISIS),
        ("पिताजी के सीने में बहुत तेज दर्द है", "hi", Reason.EMERGENCY),
        ("আমি মরতে চাই", "bn", Reason.CRISIS),
        ("胸口很痛，喘不过气", "zh", Reason.EMERGENCY),
        ("我不想活了", "zh", Reason.CRISIS),
        ("胸がすごく痛いです", "ja", Reason.EMERGENCY),
        ("숨을 못 쉬겠어요", "ko", Reason.EMERGENCY),
        ("My father 胸口很痛 please help", "zh", Reason.EMERGENCY),
    ],
)
def test_an_emergency_in_another_language_is_told_in_it(question: str, code: str, reason: Reason) -> None:
    """The urgent text comes in the reader's language, before the English one."""
    finding = triage(question, max_chars=2_000)

    assert (finding.outcome, finding.reason, finding.language) == (Outcome.URGENT, reason, code)
    language = languages()[code]
    text = language.crisis if reason is Reason.CRISIS else language.emergency
    assert text.format(phone="112 here", crisis="116 123 here") in told(question)


@pytest.mark.parametrize(
    "question",
    [
        "Does dupilumab work for eczema?",
        "no worries, my amigo says dupixent is bueno",
        "is it the creme de la creme of JAKs?",
        "dupixent vs rinvoq",
        "wat dose rinvok for me",
        "dose ubadacitinib hlep viteligo",
        "Level Up EASI 90",
        "TNF-α levels in psoriasis",
        "Dr. Müller from Zürich wrote the study, is it good?",
        "suicide dupilumab reports",
        "anaphylaxis rate dupilumab",
    ],
)
def test_english_with_foreign_or_misspelt_words_stays_english(question: str) -> None:
    """A foreign name or a slip of the finger is no other language."""
    assert tongue_of(question) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Upadacitinib funziona per l'alopecia areata?", "it"),
        ("Är Rinvoq godkänt för vitiligo?", "sv"),
        ("Onko Olumiant hyväksytty alopesiaan?", "fi"),
        ("rinvoq yan etkileri", "tr"),
        ("dupixent dose eyes", None),
        ("duz dupixnt hlp ekzma", None),
        ("cn i tk rinvoq wth ibprfn", None),
        ("hairloss rinvoq regroth", None),
    ],
)
def test_a_language_without_small_words_is_told_by_its_letters(text: str, code: str | None) -> None:
    """Misspelt English and names of medicines are no other language."""
    tongue = tongue_of(text)
    assert (tongue.code if tongue else None) == code


@pytest.mark.parametrize(
    "text",
    ["Mam dość, nie chcę już żyć", "Ze zegt dat ze niet meer wil leven door haar eczeem", "Не хочу больше так жить"],
)
def test_a_word_more_in_a_phrase_hides_no_crisis(text: str) -> None:
    tongue = tongue_of(text)
    assert tongue is not None
    assert tongue.sign is Reason.CRISIS
