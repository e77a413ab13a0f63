"""The bank's texts, the cards of claims and terms, and the page of all claims."""

from html.parser import HTMLParser

import IPython
import pytest

from course_utils.classroom import cards, text
from course_utils.classroom.bank import Bank, bank
from course_utils.classroom.entries import Claim, Reference, Status, Term

KEPT = {"div", "p", "strong", "em", "code", "ul", "ol", "li", "a", "details", "summary"}
KEPT |= {"table", "thead", "tbody", "tr", "th", "td"}  # by a site that shows an untrusted notebook
SMALL = Bank(
    lessons={"01": "What *is* it?", "02": "More"},
    statuses={
        "theorem": Status(id="theorem", meaning="Proved elsewhere."),
        "definition": Status(id="definition", meaning="A choice of words."),
    },
    references={
        "book": Reference(id="book", text="A. Author, *A book*", read="at length", url="https://example.org/a?b=c&d=e"),
        "talk": Reference(id="talk", text="B. Author, a talk", read="secondary"),
    },
    claims={
        "01.holds": Claim(
            id="01.holds",
            statement="If `a<b`, then *most* <script>alert(1)</script> hold.",
            status="theorem",
            sources=("book", "talk"),
            assumptions=("The first & the last.", "Two\n  lines."),
            objection="It is <b>not</b> so.",
            verified_by=("tests/golden/test_x.py::test_y",),
        ),
        "01.word": Claim(id="01.word", statement="A word.", status="definition", sources=("book",)),
    },
    glossary={
        "zeal": Term(id="zeal", lesson="01", definition="Wanting *much*."),
        "Aim": Term(id="Aim", lesson="01", definition="What is wanted, a < b."),
        "other": Term(id="other", lesson="02", definition="Of another lesson."),
    },
)


@pytest.fixture
def shown(monkeypatch):
    """Cards that were shown, of the small bank."""
    cards_shown = []
    monkeypatch.setattr(cards, "show", cards_shown.append)
    monkeypatch.setattr(cards, "bank", lambda: SMALL)
    return cards_shown


class Tags(HTMLParser):
    """Collects the tags and attributes of some HTML, and sees that each tag is closed in order."""

    def __init__(self, html):
        super().__init__()
        self.found, self.attributes, self._open = [], set(), []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.found.append(tag)
        self.attributes.update(name for name, _ in attrs)
        self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag


# Texts


@pytest.mark.parametrize(
    ("written", "inline", "plain"),
    [
        ("It is *so*, `a<b`.", "It is <em>so</em>, <code>a&lt;b</code>.", "It is so, a<b."),
        ("1. is no list", "1. is no list", "1. is no list"),
        ("a < b & c", "a &lt; b &amp; c", "a < b & c"),
        ("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;", "<b>bold</b>"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;", "<script>x</script>"),
        ("[here](https://a.org)", '<a href="https://a.org">here</a>', "here"),
        ("[here](javascript:x)", '<a href="#harmful-link">here</a>', "here"),
        ("  around  ", "around", "around"),
    ],
)
def test_a_text_in_a_line(written, inline, plain):
    assert text.inline(written) == inline
    assert text.plain(written) == plain
    assert text.block(text.one_line(written)) in (f"<p>{inline}</p>", "<ol>\n<li>is no list</li>\n</ol>")


def test_a_text_of_paragraphs_and_lists():
    written = "One.\n\n- *a*\n- b\n\nTwo.\n"
    assert text.block(written) == "<p>One.</p>\n<ul>\n<li><em>a</em></li>\n<li>b</li>\n</ul>\n<p>Two.</p>"
    assert text.plain(written) == "One.\n\n- a\n- b\n\nTwo."


def test_raw_html_is_shown_in_a_block_too():
    assert text.block("<div onclick='x'>a</div>") == "<p>&lt;div onclick='x'&gt;a&lt;/div&gt;</p>"


def test_markdown_for_another_reader_begins_no_html():
    assert text.one_line("a <b>c</b> `<b>` <!-- x -->\n 1 < 2") == r"a \<b>c\</b> `<b>` \<!-- x --> 1 < 2"


# Cards


def test_a_claim_says_what_it_is_called_and_what_it_rests_on(shown):
    cards.claim("01.holds")
    assert shown[0].plain == "\n\n".join([
        "If a<b, then most <script>alert(1)</script> hold.",
        "Status: theorem. Proved elsewhere.",
        "Sources:",
        "- A. Author, A book https://example.org/a?b=c&d=e (read at length)\n"
        "- B. Author, a talk (known from other works only)",
        "Assumptions:",
        "- The first & the last.\n- Two lines.",
        "Strongest objection: It is <b>not</b> so.",
        "Verified by:",
        "- tests/golden/test_x.py::test_y",
    ])  # fmt: skip
    html = shown[0].html
    order = ["<strong>If", "Status: <strong>theorem</strong>. Proved", "Sources:", "<details><summary>", "Assumptions:"]
    order += ["Strongest objection:", "Verified by:", "</details>"]
    assert sorted(order, key=html.index) == order
    assert '<a href="https://example.org/a?b=c&amp;d=e">' in html
    assert "&lt;script&gt;" in html


def test_a_claim_with_nothing_to_fold(shown):
    cards.claim("01.word")
    assert "<details>" not in shown[0].html
    assert "Assumptions" not in shown[0].plain


def test_an_unknown_claim(shown):
    with pytest.raises(LookupError, match=r"there is no claim `01\.hold`; did you mean 01\.holds"):
        cards.claim("01.hold")


def test_terms_of_a_lesson_by_the_alphabet(shown):
    cards.glossary("01")
    assert shown[0].plain == "Aim: What is wanted, a < b.\nzeal: Wanting much."
    assert '<th scope="row">zeal</th><td>Wanting <em>much</em>.</td>' in shown[0].html
    assert Tags(shown[0].html).found.count("tr") == 3


def test_no_card_needs_what_a_code_hosting_site_strips(monkeypatch):
    shown = []
    monkeypatch.setattr(cards, "show", shown.append)
    for id in bank().claims:
        cards.claim(id)
    for lesson in bank().lessons:
        cards.glossary(lesson)
    cards.notice("a < b")
    for card in shown:
        tags = Tags(card.html)
        assert set(tags.found) <= KEPT
        assert tags.attributes <= {"class", "href", "scope", "role"}


def test_a_notice_is_shown_as_it_is(shown):
    cards.notice("a < *b*")
    assert shown[0].plain == "a < *b*"
    assert "<p>a &lt; *b*</p>" in shown[0].html


def test_a_card_is_displayed_in_a_notebook_and_printed_elsewhere(monkeypatch, capsys):
    card, displayed = cards.Card("words", "<p>words</p>"), []
    cards.show(card)
    assert capsys.readouterr().out == "words\n"
    monkeypatch.setattr(IPython, "get_ipython", lambda: "a shell")
    monkeypatch.setattr(IPython.display, "display", displayed.append)
    cards.show(card)
    assert (displayed, capsys.readouterr().out) == ([card], "")
    assert card._repr_mimebundle_() == {"text/plain": "words", "text/html": "<p>words</p>"}


# The page of all claims


def test_the_page_of_all_claims():
    page = cards.ledger_markdown(SMALL)
    assert page.startswith("# Claims of the course\n\n")
    assert page.endswith("(read at length)\n")
    heads = [line for line in page.splitlines() if line.startswith("#")]
    assert heads == ["# Claims of the course", "## Lesson 01: What *is* it?", "### 01.holds", "### 01.word"]
    assert "- **definition**: A choice of words." in page
    assert r"\<script>" in page


def test_the_page_holds_every_claim_of_the_course():
    page = cards.ledger_markdown(bank())
    for id, claim in bank().claims.items():
        assert f"\n### {id}\n\n**{text.one_line(claim.statement)}**\n\nStatus: **{claim.status}**. " in page
