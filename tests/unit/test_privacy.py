"""What identifies a person is masked; what belongs to a question about a treatment stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.triage.privacy import MASKS, masked

IDENTIFIERS = [
    ("My name is Anna Kowalska and I take Rinvoq", "Kowalska", "[name]"),
    ("my name is sarah jones, does dupixent work", "jones", "[name]"),
    ("I'm called Priya. Is vitiligo curable?", "Priya", "[name]"),
    ("Mrs Henderson here, question about Olumiant", "Henderson", "[name]"),
    ("my daughter Emily has eczema", "Emily", "[name]"),
    ("My dermatologist Dr. Alan Brown said yes", "Brown", "[name]"),
    ("my son, Oliver Smith, is 12", "Oliver", "[name]"),
    ("Does it work? Regards, Tom Baker", "Baker", "[name]"),
    ("call me on 07700 900123 please", "900123", "[phone]"),
    ("ring +44 20 7946 0958", "7946", "[phone]"),
    ("my number is (555) 010-9988", "9988", "[phone]"),
    ("+1-202-555-0143 is my mobile", "0143", "[phone]"),
    ("phone 0049 30 1234567", "1234567", "[phone]"),
    ("write to anna.k+skin@example.co.uk", "anna.k", "[email]"),
    ("DOB 12/03/1984, is Rinvoq safe?", "1984", "[date of birth]"),
    ("I was born on 3 March 1979 and have PPP", "1979", "[date of birth]"),
    ("date of birth: 1990-05-17", "1990", "[date of birth]"),
    ("I live at 14 Maple Grove Road, Leeds", "Maple", "[address]"),
    ("221B Baker Street", "Baker", "[address]"),
    ("postcode SW1A 1AA", "1AA", "[address]"),
    ("my zip is 90210-1234", "90210", "[address]"),
    ("NHS number 943 476 5919", "5919", "[record number]"),
    ("MRN: 00482913", "482913", "[record number]"),
    ("my patient ID is AB-1234567", "1234567", "[record number]"),
    ("SSN 078-05-1120", "1120", "[record number]"),
    ("insurance policy number XK 99812377", "99812377", "[record number]"),
]
HARMLESS = [
    "Does upadacitinib work for palmoplantar pustulosis?",
    "PPPASI fell from 13.86 to 5.56 in 28 people",
    "What were case 4's scores in the 20-patient study?",
    "15 mg or 30 mg? I weigh 82 kg and I am 1.75 m",
    "trial NCT05551793 and doi 10.3389/fmed.2024.1476793",
    "51 of 529 against 12 of 517, 10% and 2%",
    "Is it approved since 18 April 2025?",
    "In Measure Up 1, 281, 281 and 285 people",
    "my dermatologist says Rinvoq is fine",
    "my daughter has eczema on her face and neck",
    "My son Is 14. Can he take it?",
    "I'm on Rinvoq since January 2023 and 2024 was fine",
    "Does Heads Up compare Dupixent and Rinvoq?",
    "blood pressure 190/120 and pulse 110",
    "What did Du and colleagues find? And Zheng 2024?",
    "the 23,782 pairs in TriNetX, OR 1.436 (1.066-1.935)",
    "5 to 10 percent, 1 in 20, 2 or 3 weeks, 40-50 years old",
    "my friend swears by it",
    "1.8% on 15 mg, 2.5% on 30 mg and 2.9% on placebo",
    "70% / 80% / 16% at week 16",
]


@pytest.mark.parametrize(("text", "secret", "mask"), IDENTIFIERS)
def test_an_identifier_is_masked(text: str, secret: str, mask: str) -> None:
    """Names, phones, addresses, dates of birth and record numbers do not travel on."""
    told = masked(text)
    assert secret not in told
    assert mask in told


@pytest.mark.parametrize("text", HARMLESS)
def test_a_question_stays_as_it_is(text: str) -> None:
    """Figures, doses, trials and dates of approvals are no identifiers."""
    assert masked(text) == text


@given(st.text(max_size=3000))
def test_no_text_breaks_it(text: str) -> None:
    """Masking twice changes nothing more."""
    once = masked(text)
    assert masked(once) == once or any(mask in once for mask in MASKS)
