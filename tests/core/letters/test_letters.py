"""Letters are valid PDF/UA, repeatable to the byte, and nothing that a person writes can harm them."""

import io
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from django.utils.functional import lazystr
from django.utils.translation import gettext, override
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from pytest_django import Settings

from osuuskunta.core.letters import (
    Bullets,
    Column,
    Definitions,
    Letter,
    LetterError,
    Note,
    Paragraph,
    Section,
    Table,
    Tone,
    fonts,
    render,
)
from osuuskunta.core.letters.compose import as_data

MOMENT = datetime(2026, 11, 24, 10, 38, tzinfo=UTC)
HOSTILE = '#panic("x") #(1+1) $x^2$ \\ "q" \'s \\u{41} `raw` *b* _i_ @ref <label> = h // c /* c */ [x] {y} ~ -- --- #sys.inputs'


def letter(*blocks: object, **values: object) -> Letter:
    given_values = {
        "title": "Eteneminen",
        "language": "fi",
        "made_by": "Malli-Aada Ylläpitäjä",
        "made_at": MOMENT,
        "source": "Hankkeen osallistujat",
    }
    return Letter(**{**given_values, "blocks": tuple(blocks), **values})


def rows_table(count: int) -> Table:
    columns = (Column("Nimi", share=2), Column("Selite", share=3), Column("Tunnit", "end"))
    rows = tuple((f"Rivi {number}", "Rekisteröity työtön aloittaessa", str(number)) for number in range(count))
    return Table(caption=f"{count} riviä", columns=columns, rows=rows)


def opened(made: Letter) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(render(made)))


def tags(pdf: pikepdf.Pdf) -> Counter[str]:
    def walk(node: object) -> Iterator[str]:
        if isinstance(node, pikepdf.Array):
            for child in node:
                yield from walk(child)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield str(node.S)
            if "/K" in node:
                yield from walk(node.K)

    return Counter(walk(pdf.Root.StructTreeRoot.K))


def texts(pdf: pikepdf.Pdf) -> list[str]:
    """The text of each page, by the fonts' own tables from glyphs to characters (as a reader copies it)."""
    return [_page_text(page) for page in pdf.pages]


def _page_text(page: pikepdf.Page) -> str:
    maps = {name: _to_unicode(font) for name, font in page.resources.Font.items()}
    found, current = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            current = maps[str(operands[0])]
        elif str(operator) in {"Tj", "TJ"}:
            strings = operands[0] if str(operator) == "TJ" else operands
            for part in strings:
                if isinstance(part, pikepdf.String):
                    raw = bytes(part)
                    found += [current.get(raw[at : at + 2], "") for at in range(0, len(raw), 2)]
        elif str(operator) == "ET":
            found.append("\n")
    return "".join(found)


def _to_unicode(font: pikepdf.Object) -> dict[bytes, str]:
    found = {}
    for code, text in re.findall(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", font.ToUnicode.read_bytes()):
        found[bytes.fromhex(code.decode())] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return found


def squeezed(pdf: pikepdf.Pdf) -> str:
    return re.sub(r"[\s\u200b\u00ad]", "", "".join(texts(pdf)))


# --- the format -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_file_declares_what_pdf_ua_asks(language: str) -> None:
    pdf = opened(letter(Paragraph("Teksti"), language=language, title="Eteneminen ÅÄÖ"))
    assert bool(pdf.Root.MarkInfo.Marked) is True
    assert str(pdf.Root.Lang) == language
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) is True
    with pdf.open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert metadata["dc:title"] == "Eteneminen ÅÄÖ"
        assert metadata["dc:creator"] == ["Malli-Aada Ylläpitäjä"]
        assert metadata["xmp:CreateDate"].startswith("2026-11-24T")


@pytest.mark.parametrize("count", [1, 300])
def test_no_row_of_a_long_table_is_lost_and_its_header_is_on_each_page(count: int) -> None:
    pdf = opened(letter(rows_table(count)))
    found = tags(pdf)
    assert (found["/Table"], found["/TR"], found["/TH"], found["/TD"]) == (1, count + 1, 3, count * 3)
    assert (found["/Caption"], found["/Figure"]) == (1, 0)
    pages = texts(pdf)
    assert len(pages) == {1: 1, 300: 8}[count]
    assert [page.count("Selite") for page in pages] == [1] * len(pages)
    everything = squeezed(pdf)
    assert [number for number in range(count) if f"Rivi{number}Rekisteröity" not in everything] == []


def test_headings_lists_and_terms_are_tagged_by_what_they_are() -> None:
    pdf = opened(
        letter(
            Paragraph("Yksi.\n\nKaksi,\nsamaa kappaletta."),
            Bullets(("a", "b", "c")),
            Definitions((("Rahoittaja", "ESR"), ("Aika", "2015–2018"))),
            Note("Huomaa", "Tämä.", Tone.WARN),
            sections=(Section("Osa"), Section("Sen osa", level=2), Section("Toinen osa")),
        )
    )
    found = tags(pdf)
    assert (found["/H1"], found["/H2"], found["/H3"]) == (1, 2, 1)
    assert found["/L"] == 3  # bullets, definitions, how it was made
    assert found["/LI"] == found["/LBody"] == 3 + 2 + 3
    assert found["/P"] == 2 + 2


def test_the_type_is_ours_alone() -> None:
    pdf = opened(letter(rows_table(2), Note("Huomaa"), checksum="sha256:abc", lede="Johdanto", context="Hanke"))
    names = {str(font.BaseFont) for page in pdf.pages for font in page.resources.Font.values()}
    assert {re.sub(r"^/[A-Z]{6}\+", "", name) for name in names} == {
        "SourceSans3-Regular",
        "SourceSans3-Semibold",
        "SourceSans3-Bold",
    }


# --- what every letter says -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_it_says_who_made_it_when_from_what_and_the_page_of_pages(language: str) -> None:
    made = letter(rows_table(100), checksum="sha256:4f1c9ab0", context="S20395", language=language)
    pdf = opened(made)
    with override(language):
        foot = gettext("Page %(page)s of %(pages)s")
        words = [gettext(word) for word in ("Made by", "Made on", "From which data", "Checksum")]
    pages = [re.sub(r"\s", "", page) for page in texts(pdf)]
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert (foot % {"page": number, "pages": len(pages)}).replace(" ", "") in page
        assert page.count("S20395") == 1
        assert "Eteneminen" in page
    last = pages[-1]
    for part in [*words, made.made_by, "24.11.2026", "12.38", "Hankkeen osallistujat", "sha256:4f1c9ab0"]:
        assert part.replace(" ", "") in last


def test_a_letter_without_a_checksum_names_none() -> None:
    names = [name for name, _value in as_data(letter(language="en"))["facts"]]
    assert names == ["Made by", "Made on", "From which data"]


def test_words_are_put_into_the_letters_language_not_the_readers() -> None:
    with override("sv"):
        page = as_data(letter(title=lazystr("Titel"), language="en"))["page"]
    assert page == [{"text": "Page "}, "page", {"text": " of "}, "pages"]


# --- always the same, whatever is in it -------------------------------------------------------------------------------


def everything() -> Letter:
    blocks = (
        Paragraph(HOSTILE),
        rows_table(50),
        Note(HOSTILE, HOSTILE),
        Bullets((HOSTILE,)),
        Definitions(((HOSTILE, "x"),)),
    )
    return letter(*blocks, sections=(Section("Osa", blocks),), lede=HOSTILE, context="x\ny", checksum="sha256:abc")


def test_the_same_letter_gives_the_same_bytes_in_any_process(settings: Settings) -> None:
    first = render(everything())
    assert render(everything()) == first
    code = (
        "import sys, pytest, django; django.setup();"
        "from tests.core.letters.test_letters import everything, render; sys.stdout.buffer.write(render(everything()))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, check=True)
    assert done.stdout == first


def test_another_moment_is_another_file() -> None:
    later = MOMENT.replace(minute=39)
    assert render(letter()) != render(letter(made_at=later))
    assert render(letter()) == render(letter(made_at=MOMENT.astimezone(ZoneInfo("Europe/Helsinki"))))


def test_a_moment_of_the_clock_is_taken_to_its_second() -> None:
    assert render(letter(made_at=MOMENT.replace(microsecond=123456))) == render(letter())


def test_typst_in_a_text_is_only_text() -> None:
    """Each place that can hold a person's words shows them as they are."""
    table = Table(caption=HOSTILE, columns=(Column(HOSTILE),), rows=((HOSTILE,),), remark=HOSTILE)
    made = letter(
        Paragraph(HOSTILE),
        Bullets((HOSTILE,)),
        Definitions(((HOSTILE, HOSTILE),)),
        Note(HOSTILE, HOSTILE),
        table,
        title=HOSTILE,
        lede=HOSTILE,
        context=HOSTILE,
        made_by=HOSTILE,
        source=HOSTILE,
        checksum=HOSTILE,
        sections=(Section(HOSTILE),),
    )
    pdf = opened(made)
    pages = len(pdf.pages)
    shown = squeezed(pdf).replace("-\n", "")
    plain = re.sub(r"\s", "", HOSTILE)
    # 16 places in the text, and the title in the foot and the context in the head of each page
    assert shown.count(plain) == 16 + 2 * pages
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == HOSTILE


@how(max_examples=40, deadline=None)
@given(st.text(), st.text(min_size=1).filter(str.strip))
def test_any_text_can_be_set(text: str, title: str) -> None:
    made = letter(Paragraph(text), Bullets((text,)), Definitions(((text, text),)), Note(text, text), title=f"T{title}")
    assert render(made).startswith(b"%PDF-")


def test_what_the_type_lacks_is_a_square_and_said() -> None:
    data = as_data(letter(Paragraph("Aino 日本 مر 🙂 Привет Ša\u0301rka a\u00a0b"), language="en"))
    assert data["blocks"][0]["paragraphs"] == [["Aino □□ □□ □ Привет Šárka a\u00a0b"]]
    assert data["replaced"] == "The type of this letter lacks some characters of the text. They are shown as □."
    assert "replaced" not in as_data(letter(Paragraph("Äiti & isä – “ok” € №")))
    assert as_data(letter(Paragraph("a\0b\x07c\u200ed")))["blocks"][0]["paragraphs"] == [["abcd"]]
    assert as_data(letter(Paragraph("a\u3000b\u2003c")))["blocks"][0]["paragraphs"][0][0].split(maxsplit=2) == [
        "a",
        "b",
        "c",
    ]
    pdf = opened(letter(Paragraph("日本")))
    assert "□□" in squeezed(pdf)


@pytest.mark.parametrize("length", [200, 2000])
def test_a_word_without_end_stays_on_the_page(length: int) -> None:
    word = "x" * length
    columns = (Column("z" * 200), Column("b", "end"), Column("z" * 200, share=1))
    table = Table(caption=word, columns=columns, rows=((word, "1", word),))
    made = letter(Paragraph(word), Note(word, word), Bullets((word,)), Definitions(((word, word),)), table, lede=word)
    pdf = opened(made)
    assert squeezed(pdf).count("x") == 10 * length
    assert squeezed(pdf).count("z") % 400 == 0
    for page in pdf.pages:
        right = float(page.mediabox[2]) - 22 / 25.4 * 72
        assert max(_line_ends(page)) <= right + 1


def _line_ends(page: pikepdf.Page) -> Iterator[float]:
    """The right end of each run of text, in points: its start and the widths of its glyphs."""
    widths = {name: _widths(font) for name, font in page.resources.Font.items()}
    matrices, matrix, text_matrix = [], pikepdf.Matrix(), pikepdf.Matrix()
    current: dict[int, float] = {}
    size = 1.0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "q":
            matrices.append(matrix)
        elif name == "Q":
            matrix = matrices.pop()
        elif name == "cm":
            matrix = pikepdf.Matrix(*map(float, operands)) @ matrix
        elif name == "Tm":
            text_matrix = pikepdf.Matrix(*map(float, operands))
        elif name == "Tf":
            current, size = widths[str(operands[0])], float(operands[1])
        elif name in {"Tj", "TJ"}:
            total = 0.0
            for part in operands[0] if name == "TJ" else operands:
                if isinstance(part, pikepdf.String):
                    raw = bytes(part)
                    total += sum(current[int.from_bytes(raw[at : at + 2], "big")] for at in range(0, len(raw), 2))
                else:
                    total -= float(part)
            x, _y = (text_matrix @ matrix).transform((total * size / 1000, 0))
            yield x


def _widths(font: pikepdf.Object) -> dict[int, float]:
    descendant = font.DescendantFonts[0]
    found: dict[int, float] = {}
    entries = list(descendant.W)
    while entries:
        first, second = int(entries.pop(0)), entries.pop(0)
        if isinstance(second, pikepdf.Array):
            found.update({first + number: float(width) for number, width in enumerate(second)})
        else:
            width = float(entries.pop(0))
            found.update(dict.fromkeys(range(first, int(second) + 1), width))
    return found


@pytest.mark.parametrize(
    ("columns", "row", "shares"),
    [
        ((Column("a"), Column("b", "end")), ("Aino", "1"), [None, None]),
        ((Column("a", share=2), Column("b", "end")), ("x" * 500, "1"), [2, None]),
        ((Column("a"), Column("b"), Column("c", "end")), ("Aino", "x" * 500, "1"), [None, 1, None]),
        ((Column("a", share=3), Column("b", share=1), Column("c")), ("a", "b", "x" * 60), [3, 1, 2]),
        ((Column("y" * 97), Column("b")), ("a", "b"), [1, None]),
        ((*[Column("a")] * 5, Column("b", share=4)), ("x" * 12,) * 6, [4, 4, None, None, None, 4]),
    ],
)
def test_a_wide_column_gives_way_to_the_others(
    columns: tuple[Column, ...], row: tuple[str, ...], shares: list[float | None]
) -> None:
    data = as_data(letter(Table(caption="x", columns=columns, rows=(row,))))
    assert [column["share"] for column in data["blocks"][0]["columns"]] == shares


def test_an_empty_letter_is_a_letter() -> None:
    empty = Table(caption="Tyhjä", columns=(Column("A"), Column("B", "end")), rows=())
    assert tags(opened(letter()))["/H1"] == 1
    pdf = opened(letter(empty, Definitions(()), Bullets(()), Paragraph(""), Note("Vain otsikko"), language="en"))
    found = tags(pdf)
    assert (found["/Table"], found["/TH"], found["/TD"], len(pdf.pages)) == (1, 2, 0, 1)


# --- mistakes of callers ----------------------------------------------------------------------------------------------


def test_a_letter_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="made_at must be an aware moment"):
        letter(made_at=MOMENT.replace(tzinfo=None))
    with pytest.raises(ValueError, match="needs a title"):
        letter(title=" ")
    with pytest.raises(ValueError, match="first section"):
        letter(sections=(Section("Osa", level=2),))
    with pytest.raises(ValueError, match="needs columns"):
        Table(caption="x", columns=(), rows=())
    with pytest.raises(ValueError, match="Row 1 has 1 cells, not 2"):
        Table(caption="x", columns=(Column("a"), Column("b")), rows=(("1", "2"), ("3",)))


def test_missing_type_is_a_sentence_and_never_a_serif(settings: Settings, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    with pytest.raises(
        LetterError, match=r"^The type of letters is missing \(SourceSans3-Regular.ttf, .*run script/setup"
    ):
        render(letter())


def test_a_template_that_can_not_be_set_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "letter.typ"
    broken.write_text("#nothing")
    monkeypatch.setattr("osuuskunta.core.letters.compose.TEMPLATE", broken)
    with pytest.raises(LetterError, match=r"^The letter can't be set: unknown variable: nothing\.$"):
        render(letter())


def test_the_characters_of_the_type_are_read_from_the_files() -> None:
    shown = fonts.characters(fonts.folder())
    assert {ord(character) for character in "aåäöÅÄÖšžß€–’”□№ЖΩ\u00a0"} <= shown
    assert not {ord(character) for character in "日مر🙂"} & shown
