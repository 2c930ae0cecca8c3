"""Made-up documents written as raw files, in other hands than `ingest_documents`: run-in headings, div soup.

The rules were not changed after these were first read; docs/ingest.md gives that result. All of it is invented.
"""

from __future__ import annotations

from tests.ingest_documents import Case, Study

SOUP = """<html><head><title>Greyskin pill disappoints - Skin Daily
</title>
<meta property="og:site_name" content="Skin Daily">
<meta property="article:published_time" content="2032-01-09T08:00:00Z"></head><body>
<div class="topnav"><a href="/">Start</a> <a href="/news">News</a> <a href="/jobs">Jobs</a></div>
<div class="wrap"><h1>Greyskin pill disappoints</h1><div class="meta">By Pat Reporter</div>
<div class="txt">
Morexilimab did little better than a dummy pill in a new trial, published in Annals of Pretend Medicine.<br><br>
The researchers randomly assigned 96 people with greyskin to morexilimab or placebo for 20 weeks.<br><br>
At the end 19 of 48 people (40%) on morexilimab and 16 of 48 (33%) on placebo had less grey skin.<br><br>
Two people on morexilimab fainted.</div>
<div class="promo-box">Save 20% on sun hats this week!</div>
<div class="txt">The authors said that larger trials are needed.</div></div>
<div class="bottom-links"><a href="/p">Privacy policy</a> <a href="/c">Contact</a></div></body></html>"""
RUN_IN = """Tin ear and quandizole: an open-label pilot study

Quinn Nobody, Ray Nowhere

Abstract. Objective: To see whether quandizole can be given in tin ear. Methods: In this open-label pilot study
17 volunteers with tin ear took quandizole 2 mg daily during 6 weeks at a single centre. Results: The ringing
score went from 7.9 to 6.8. Four volunteers reported a metallic taste. Conclusions: Quandizole looks like a
promising option for tin ear. Trial sponsor: Earworks Ltd.

J Imag Otol 2033;4:12-15. doi:10.99999/jio.2033.4.12
"""
NESTED = """<?xml version="1.0"?>
<!DOCTYPE article PUBLIC
"-//NLM//DTD JATS (Z39.96) Journal Publishing DTD v1.2 20190208//EN" "JATS-journalpublishing1.dtd">
<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="research-article"><front><journal-meta>
<journal-title>Moon Medicine</journal-title>
</journal-meta><article-meta><article-id pub-id-type="pmid">11111111</article-id>
<article-id pub-id-type="doi">10.99999/mm.7</article-id>
<title-group><article-title>Velutarib in children with <italic>lunar rash</italic>: a case series</article-title>
</title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Sol</surname><given-names>Tam</given-names></name>
</contrib></contrib-group>
<pub-date date-type="pub"><day>1</day><year>2034</year></pub-date>
<abstract><p>Five children are described.</p></abstract></article-meta></front><body>
<sec><title>Patients</title><sec><title>Who they were</title>
<p>This case series describes five children with lunar rash treated at two clinics.

<xref ref-type="bibr" rid="r2">2</xref> They took velutarib for a median of 18 weeks.</p></sec></sec>
<sec><title>Outcome</title><p>Four of the five children had fewer spots after 18 weeks.</p>
<p>One child had a nosebleed.</p>
<table-wrap><label>Table 1</label><caption><title>The children</title></caption><table><thead><tr>
<th rowspan="2">Case</th><th colspan="2">Spots</th></tr>
<tr><th>before</th><th>week 18</th></tr></thead><tbody><tr><td>1</td><td>30</td><td>12</td></tr><tr><td>2</td>
<td>41</td><td>20</td></tr>
<tr><td>3</td><td>22</td><td>22</td></tr><tr><td>4</td><td>28</td><td>9</td></tr><tr><td>5</td><td>35</td><td>15</td>
</tr></tbody></table></table-wrap></sec>
</body><back><fn-group><fn><p>No funding was received.</p></fn></fn-group></back></article>"""
LEAFLET = """# Lunar rash and velutarib

*Pretend Skin Society, reviewed June 2031*

Velutarib is a tablet that some clinics give for lunar rash.

## Does it work?

Reliable studies of velutarib in lunar rash are missing, so nobody can say.

## What are the side effects?

Headache and hiccups have been reported by people who took velutarib.

## More leaflets

* [Greyskin](/g)
* [Tin ear](/t)
"""
COMPARED = """Morexilimab versus quandizole in greyskin: retrospective cohort study

Una Falseworth1, Vic Mirage2
1 Department of Dreams, Nowhere University
2 Fancy Hospital

Background
Greyskin is an invented disease.

Patients and methods
We looked back at 412 people with greyskin seen in 7 hospitals between 2020 and 2029. Of these, 200 had received
morexilimab and 212 quandizole. Outcomes at 40 weeks were compared with quandizole as the reference.

Results
At 40 weeks, 90 of 200 people (45%) on morexilimab and 74 of 212 (35%) on quandizole were free of grey skin.
Infections were recorded in 22 people on morexilimab and 9 on quandizole.

Funding
None.

References
1. Nobody N. Nothing at all. Nowhere 2001;1:1.
2. Nemo N. Less than nothing. Nowhere 2002;2:2-3.
"""


def strangers() -> list[Case]:
    """Return the documents, with what a careful reader would put on their cards."""
    return [
        Case(
            "soup.html",
            SOUP.encode(),
            Study(
                title="Greyskin pill disappoints",
                authors=("Pat Reporter",),
                journal="Skin Daily",
                year=2032,
                design="randomised controlled trial",
                participants=96,
                comparator="placebo",
                weeks=20,
                drugs=("morexilimab",),
                conditions=("greyskin",),
                second_hand=True,
            ),
            keeps=(
                "At the end 19 of 48 people (40%) on morexilimab and 16 of 48 (33%) on placebo had less grey skin.",
                "Two people on morexilimab fainted.",
                "The authors said that larger trials are needed.",
            ),
            drops=("sun hats", "Privacy policy", "Jobs"),
        ),
        Case(
            "run-in.txt",
            RUN_IN.encode(),
            Study(
                title="Tin ear and quandizole: an open-label pilot study",
                authors=("Quinn Nobody", "Ray Nowhere"),
                journal="J Imag Otol",
                year=2033,
                doi="10.99999/jio.2033.4.12",
                design="uncontrolled series",
                participants=17,
                weeks=6,
                centres=1,
                drugs=("quandizole",),
                conditions=("tin ear",),
                funding="Trial sponsor: Earworks Ltd.",
            ),
            keeps=("The ringing score went from 7.9 to 6.8.", "Four volunteers reported a metallic taste."),
            drops=("looks like a promising option",),
        ),
        Case(
            "nested.xml",
            NESTED.encode(),
            Study(
                title="Velutarib in children with lunar rash: a case series",
                authors=("Tam Sol",),
                journal="Moon Medicine",
                year=2034,
                doi="10.99999/mm.7",
                design="case series",
                participants=5,
                weeks=18,
                centres=2,
                funding="No funding was received.",
            ),
            keeps=("Four of the five children had fewer spots after 18 weeks.", "One child had a nosebleed."),
            rows=(("1", "30", "12"), ("2", "41", "20"), ("3", "22", "22"), ("4", "28", "9"), ("5", "35", "15")),
        ),
        Case(
            "leaflet.md",
            LEAFLET.encode(),
            Study(title="Lunar rash and velutarib", journal="Pretend Skin Society", year=2031, second_hand=None),
            keeps=(
                "Headache and hiccups have been reported by people who took velutarib.",
                "Reliable studies of velutarib in lunar rash are missing, so nobody can say.",
            ),
            drops=("More leaflets", "Greyskin"),
        ),
        Case(
            "compared.txt",
            COMPARED.encode(),
            Study(
                title="Morexilimab versus quandizole in greyskin: retrospective cohort study",
                authors=("Una Falseworth", "Vic Mirage"),
                design="cohort with a comparison group",
                participants=412,
                comparator="quandizole",
                weeks=40,
                centres=7,
                drugs=("morexilimab", "quandizole"),
                conditions=("greyskin",),
                funding="None.",
            ),
            keeps=(
                "At 40 weeks, 90 of 200 people (45%) on morexilimab and 74 of 212 (35%) on quandizole "
                "were free of grey skin.",
                "Infections were recorded in 22 people on morexilimab and 9 on quandizole.",
            ),
            drops=("Nothing at all", "Department of Dreams"),
        ),
    ]
