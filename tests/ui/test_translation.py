"""Which language is spoken, and a window that speaks German."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from desktop_app.domain.changes import ImportProgress, Step
from desktop_app.ui import translation
from desktop_app.ui.sentences import asset_count_text, import_sentence, size_text, step_sentence
from desktop_app.ui.translation import LANGUAGES, speak, spoken_language


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """The program speaks German."""
    before = QLocale()
    translators = speak(qapp, "de")
    yield
    for translator in translators:
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("chosen", "system", "spoken"),
    [
        ("", ["de-AT", "de", "en-US"], "de"),
        ("", ["fr-FR", "de-DE"], "de"),
        ("", ["fr-FR"], "en"),
        ("", ["C"], "en"),
        ("en", ["de-DE"], "en"),
        ("de_CH", ["en-US"], "de"),
        ("tlh", ["de-DE"], "en"),
    ],
)
def test_the_language_is_the_one_chosen_or_the_system_s(
    monkeypatch: pytest.MonkeyPatch, chosen: str, system: list[str], spoken: str
) -> None:
    class System:
        @staticmethod
        def system() -> "System":
            return System()

        def uiLanguages(self) -> list[str]:  # noqa: N802 - as Qt calls it
            return system

    monkeypatch.setattr(translation, "QLocale", System)
    assert spoken_language(chosen) == spoken


def test_english_needs_no_file(qapp: QApplication) -> None:
    assert speak(qapp, "en") == []
    assert QLocale().language() in {QLocale.Language.C, QLocale.Language.English}
    QLocale.setDefault(QLocale.c())


def test_a_file_that_is_missing_leaves_english(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LANGUAGES, "xx", "Nobody's")
    assert speak(qapp, "xx") == []
    QLocale.setDefault(QLocale.c())


@pytest.mark.usefixtures("german")
def test_german_counts_and_numbers() -> None:
    assert asset_count_text(1) == "1 Medium"
    assert asset_count_text(1284) == "1.284 Medien"
    assert size_text(2_500_000) == "2,5 MB"
    step = Step(1, "tags.add", 12, "sunset (s) %1")
    assert step_sentence(step) == "„sunset (s) %1“ zu 12 Medien hinzugefügt"
    assert import_sentence(ImportProgress(4, 9, 1, 0, is_cancelled=True)) == (
        "1 Medium importiert, dann abgebrochen"
    )


@pytest.mark.usefixtures("german")
def test_qt_speaks_german_too(qapp: QApplication) -> None:
    del qapp
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text().replace("&", "") == "Abbrechen"
    box.deleteLater()
    assert QCoreApplication.translate("Groups", "View") == "Ansicht"
