"""The words that a retelling may not put in or leave out, by what they do to a claim."""

from __future__ import annotations

from bot.text.wordlists import word_pairs, word_set

HEDGES = word_set(
    "may might could possibly possible potential potentially perhaps maybe uncertain "
    "presumed presume presumably likely unlikely probably fits "
    "exploring explored opinion seem seems appear appears"
)
RESTRICTIONS = word_set("only small early some almost nearly few too almost up least most partly short-lived")
OF_DENIALS = word_set("severe serious serious severely long-term widespread firm standard official unexpected")
ASSURANCES = word_set(
    "always proven proves prove proved proof certain certainly clear clearly definite definitely doubt undoubtedly "
    "guaranteed guarantee guarantees completely fully totally entirely highly forever good experts confirmed confirm "
    "confirms established knew known know sure surely obviously evidently shows show shown cure cures cured best very "
    "must should already"
)
EVERYBODY = word_set(
    "everyone everybody anyone anybody you your yours patients many most every all everywhere thousands several"
)
SINGULAR = word_set("woman man person patient girl boy child participant she he her his him")
PLURAL = word_set("women men people patients girls boys children participants they their them everyone everybody your")
FEMALE = word_set("woman women female females she her hers girl girls")
MALE = word_set("man men male males he his him boy boys")
YOUNG = word_set("girl girls boy boys child children infant infants baby babies teenager teenagers kids")
OPPOSITES = word_pairs(
    "before:after more:less more:fewer larger:smaller bigger:smaller higher:lower highest:lowest first:last over:under "
    "above:below earlier:later least:most dense:denser raised:lowered abnormal:normal longer:shorter older:younger "
    "start:stop started:stopped continued:stopped lost:gained lost:grew lost:kept worse:better fail:work with:without "
    "safe:unsafe agree:disagree contradicts:agrees complete:incomplete common:rare mild:severe fast:slow best:worst "
    "many:few small:large same:different includes:excludes including:excluding none:some none:most none:all "
    "nobody:everybody fewer:more calm:stir rise:fall rose:fell start:end"
)
OPPOSITE = {frozenset(pair) for pair in OPPOSITES}
TIMES = word_set(
    "day week month year hour days weeks months years hours daily weekly monthly yearly mg g ml micrograms points"
)
COMPARISON = word_set("comparison withcomparison placebo control controls untreated")
TELLING = word_set(
    "says say states state reports report lists list names name gives give takes take reads read mentions mention "
    "tells describes describe notes note counts told stated listed named mentioned described given "
    "according view views opinion "
    "roughly approximately around circa"
)
NUMBERS = ["zero", *"one two three four five six seven eight nine ten eleven twelve".split()]
CONJUNCTIONS = word_set("and but so because which while although though yet whereas")
