"""Tables: roles said in words, labels on cells, cells escaped."""

from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString

from osuuskunta.core.tables import Column, Row, Table, link, with_note


class Members(Table):
    caption = "Members"
    columns = (
        Column("name", "Name", head=True),
        Column("paid", "Paid", kind="num"),
        Column("act", "Actions", quiet=True),
    )


class Matrix(Members):
    cards = sticky = False


def read(table: Table) -> ET.Element:
    return ET.fromstring(str(table.html()).replace(" data-select>", ' data-select=""/>'))  # noqa: S314  our own


def test_roles_and_labels() -> None:
    page = read(Members([Row({"name": link("Nea", "/m/1/"), "paid": "60,00 €", "act": "–"}, id="m-1")]))
    assert page.get("role") == "table"
    assert page.get("class") == "tbl cards"
    assert [cell.get("role") for cell in page.iter("th")] == ["columnheader"] * 3 + ["rowheader"]
    row = page.find("tbody/tr")
    assert row is not None
    assert (row.get("id"), row.get("role")) == ("m-1", "row")
    name, paid, act = list(row)
    assert (name.tag, name.get("scope")) == ("th", "row")
    assert (paid.get("data-label"), paid.get("class"), paid.text) == ("Paid", "num", "60,00 €")
    assert act.get("data-label") is None
    assert page.find("caption").get("class") == "visually-hidden"  # type: ignore[union-attr]


def test_nothing_is_a_dash_and_a_missing_cell_too() -> None:
    row = read(Members([Row({"name": "Nea", "paid": ""})])).find("tbody/tr")
    assert row is not None
    assert [cell.text for cell in row] == ["Nea", "–", "–"]


def test_cells_are_escaped_unless_they_are_ours() -> None:
    html = Members([Row({"name": "<b>x</b>", "paid": SafeString("<b>1</b>")})]).html()
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert "<b>1</b>" in html
    assert with_note("<i>", "<u>") == "&lt;i&gt;<small>&lt;u&gt;</small>"
    assert link("<i>", '"x') == '<a href="&quot;x">&lt;i&gt;</a>'


def test_rows_to_choose_have_named_ticks() -> None:
    rows = [Row({"name": "Nea"}, select="7", title="Nea <3"), Row({"name": "Timo"})]
    page = read(Members(rows))
    boxes = list(page.iter("input"))
    assert [(box.get("name"), box.get("value"), box.get("type")) for box in boxes] == [("selected", "7", "checkbox")]
    assert [span.text for span in page.iter("span")][1:] == ["Actions", "Nea <3"]
    assert [len(list(row)) for row in page.iter("tr")] == [4, 4, 4]


def test_groups_and_foot() -> None:
    table = Members([Row({"name": "At start"}, group=True), Row({"name": "Nea"})], foot=[Row({"name": "All"})])
    page = read(table)
    group = page.find("tbody/tr")
    assert group is not None
    assert (group.get("class"), group[0].get("colspan"), group[0].text) == ("gap", "3", "At start")
    assert page.find("tfoot/tr/th").text == "All"  # type: ignore[union-attr]


def test_a_matrix_scrolls_and_can_be_reached_by_keyboard() -> None:
    page = read(Matrix([]))
    assert (page.tag, page.get("tabindex"), page.get("aria-label")) == ("div", "0", "Members")
    assert page.find("table").get("role") is None  # type: ignore[union-attr]
    assert page.find("table/thead").get("class") is None  # type: ignore[union-attr]
