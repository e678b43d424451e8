"""Catalogues: both languages whole, compiled, and read side by side."""

from __future__ import annotations

import ast
import logging
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QTextLayout
from PySide6.QtWidgets import QApplication

import kpay_desktop
import ui
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.sale import Method
from tests.helpers.word_ids import COMPOSED
from tools.translations import FOLDER, Entry, compile_catalogue, entries, main, stale
from ui.theme import BOLD, REGULAR, font, load_fonts
from ui.words import Words, method_name, words_of

AREAS = sorted({path.name.removesuffix("_en.ts") for path in FOLDER.glob("*_en.ts")})
PLACE = re.compile(r"\{([a-z0-9_]+)\}")

# Names and signs that are the same in Chinese.
SAME_IN_CHINESE = {
    "contact.whatsapp",
    "frame.window_title",
    "frame.window_title_merchant",
    "language.en",
    "save.pdf",
    "method.paynow",
    "scheme.jcb",
    "scheme.visa",
}


def catalogue(area: str, language: Language) -> list[Entry]:
    return list(entries(FOLDER / f"{area}_{language.value}.ts"))


def texts(language: Language) -> dict[str, str]:
    return {entry.message_id: entry.text for area in AREAS for entry in catalogue(area, language)}


def test_there_are_catalogues() -> None:
    assert "frame" in AREAS


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_texts(area: str) -> None:
    english = [entry.message_id for entry in catalogue(area, Language.EN)]
    chinese = [entry.message_id for entry in catalogue(area, Language.ZH)]

    assert sorted(english) == sorted(chinese)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("area", AREAS)
def test_every_text_is_there_and_finished(area: str, language: Language) -> None:
    for entry in catalogue(area, language):
        assert entry.text.strip(), entry.message_id
        assert not entry.unfinished, entry.message_id
        assert entry.context == entry.message_id.partition(".")[0], entry.message_id


@pytest.mark.parametrize("language", list(Language))
def test_no_id_stands_twice(language: Language) -> None:
    count = Counter(e.message_id for area in AREAS for e in catalogue(area, language))

    assert [message_id for message_id, times in count.items() if times > 1] == []


def test_both_languages_have_the_same_places() -> None:
    english, chinese = texts(Language.EN), texts(Language.ZH)
    for message_id, text in english.items():
        assert set(PLACE.findall(text)) == set(PLACE.findall(chinese[message_id])), message_id


def test_chinese_is_chinese() -> None:
    for message_id, text in texts(Language.ZH).items():
        if message_id in SAME_IN_CHINESE or not PLACE.sub("", text).strip(" ·:%→←\n"):
            continue
        assert any("\u4e00" <= character <= "\u9fff" for character in text), message_id


def test_english_has_no_chinese() -> None:
    allowed = {"frame.simulated", "language.zh_CN"}
    for message_id, text in texts(Language.EN).items():
        if message_id not in allowed:
            assert all(character < "\u2e80" for character in text), message_id


def test_money_words_are_exact() -> None:
    english, chinese = words_of(Language.EN), words_of(Language.ZH)

    assert (english("customer.not_charged"), chinese("customer.not_charged")) == (
        "Not charged",
        "未扣款",
    )
    assert (english("frame.sale"), chinese("frame.sale")) == ("Sale", "消费")
    assert chinese("customer.total") == "合计"


def ids_in_code() -> dict[str, str]:
    """Return the ids that stand as written in the code, and where."""
    contexts = {message_id.partition(".")[0] for message_id in texts(Language.EN)}
    found: dict[str, str] = {}
    for package in (ui, kpay_desktop):
        for path in Path(str(package.__file__)).parent.rglob("*.py"):
            if "simulation" in path.parts or "receipts" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    found |= _ids_in_call(node, contexts, path.name)
    return found


def _ids_in_call(call: ast.Call, contexts: set[str], where: str) -> dict[str, str]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if name not in {"Message", "message", "words", "_words", "DeviceStatus"}:
        return {}
    ids = {}
    for argument in call.args:
        for part in ast.walk(argument):
            if isinstance(part, ast.JoinedStr):
                break
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                text = part.value
                if re.fullmatch(r"[a-z]+\.[a-z0-9_]+", text) and text.partition(".")[0] in contexts:
                    ids[text] = where
    return ids


def test_every_id_in_the_code_has_words() -> None:
    known = texts(Language.EN)

    assert {i: where for i, where in ids_in_code().items() if i not in known} == {}


@pytest.mark.parametrize("message_id", COMPOSED)
def test_every_composed_id_has_words(message_id: str) -> None:
    assert all(words_of(language).has(message_id) for language in Language)


def test_compiled_catalogues_are_up_to_date() -> None:
    assert stale() == []


def test_stale_catalogues_are_found(tmp_path: Path) -> None:
    source = tmp_path / "frame_en.ts"
    source.write_bytes((FOLDER / "frame_en.ts").read_bytes())
    assert stale(tmp_path) == ["frame_en.qm"]

    compile_catalogue(source, source.with_suffix(".qm"))

    assert stale(tmp_path) == []


def test_a_broken_catalogue_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "frame_en.ts"
    source.write_text("<TS><context><name>a</name>", encoding="utf-8")

    with pytest.raises(ValueError, match=r"frame_en\.ts"):
        list(entries(source))


def test_the_tool_says_that_all_is_compiled(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    assert capsys.readouterr().out == ""


# --- words --------------------------------------------------------------------------------------


def test_two_languages_at_once() -> None:
    english, chinese = Words(Language.EN), Words(Language.ZH)

    assert (english("frame.sale"), chinese("frame.sale"), english("frame.more")) == (
        "Sale",
        "消费",
        "More",
    )


def test_nothing_is_installed_in_the_application(qapp: QApplication) -> None:
    Words(Language.ZH)("frame.sale")

    assert QCoreApplication.translate("frame", "frame.sale") == "frame.sale"


def test_places_are_filled() -> None:
    said = words_of(Language.EN)(message("signin.pin", entered=2, length=6))

    assert said == "PIN, 2 of 6 entered"


def test_an_argument_may_be_a_message() -> None:
    said = words_of(Language.ZH)(
        message("customer.code", total="SGD 1.00", method="@method.wechat")
    )

    assert said == "用微信支付支付 SGD 1.00 的二维码"


def test_a_text_with_braces_in_its_argument_is_left_alone() -> None:
    said = words_of(Language.EN)(message("contact.phone", phone="{phone} {x}"))

    assert said == "Phone {phone} {x}"


def test_a_missing_id_is_seen_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        said = Words(Language.EN)(Message("sale.nonsense"))

    assert said == "[sale.nonsense]"
    assert "id=sale.nonsense" in caplog.text


def test_a_missing_argument_is_seen_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        said = Words(Language.EN)(message("contact.phone", other=1))

    assert said == "Phone {phone}"
    assert "place=phone" in caplog.text


def test_wallets_have_names() -> None:
    assert method_name(Method.WECHAT, words_of(Language.ZH)) == "微信支付"


# --- glyphs -------------------------------------------------------------------------------------


def missing_glyphs(text: str, weight: int) -> set[str]:
    """Return the characters of ``text`` that no bundled font draws."""
    layout = QTextLayout(text, font(20, weight))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    lost = set()
    families = {run.rawFont().familyName() for run in layout.glyphRuns()}
    if any(0 in run.glyphIndexes() for run in layout.glyphRuns()) or not families <= {
        "Inter KPay",
        "Noto Sans SC KPay",
    }:
        lost = {c for c in text if not c.isspace()} if len(text) == 1 else set()
        for character in set(text):
            if len(text) > 1 and not character.isspace():
                lost |= missing_glyphs(character, weight)
    return lost


@pytest.mark.parametrize("weight", [REGULAR, BOLD])
@pytest.mark.parametrize("language", list(Language))
def test_no_text_shows_a_box(qapp: QApplication, language: Language, weight: int) -> None:
    load_fonts()
    everything = "".join(sorted(set("".join(texts(language).values()))))

    assert missing_glyphs(everything, weight) == set()


def test_the_detector_sees_a_box(qapp: QApplication) -> None:
    load_fonts()

    assert missing_glyphs("a\ue123", REGULAR) == {"\ue123"}


@pytest.mark.parametrize("weight", [REGULAR, BOLD])
def test_any_chinese_name_can_be_shown(qapp: QApplication, weight: int) -> None:
    load_fonts()
    characters = []
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                characters.append(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    assert len(characters) == 6763

    assert missing_glyphs("".join(characters), weight) == set()


@pytest.mark.parametrize("weight", [REGULAR, BOLD])
def test_any_western_name_can_be_shown(qapp: QApplication, weight: int) -> None:
    load_fonts()
    # U+0149 is deprecated: it is written as two characters.
    letters = [chr(code) for code in range(0x20, 0x17F) if code != 0x149]
    printable = "".join(c for c in letters if unicodedata.category(c)[0] not in "CZ")

    assert missing_glyphs(printable, weight) == set()
