"""The languages of the window: which one is spoken, and the translators that do it.

English is written in the code and needs no file. For every other language there is a
``lightbox_<code>.qm`` of ours; Qt's own texts come from ``qtbase_<code>.qm``, which Qt ships.
"""

import logging
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from desktop_app.resources import resource

logger = logging.getLogger(__name__)

SOURCE_LANGUAGE = "en"
LANGUAGES = {"en": "English", "de": "Deutsch"}
"""What the window can speak, by its code, each called as its speakers call it."""


def spoken_language(chosen: str) -> str:
    """Return the code of the language to speak; "" chooses as the system does."""
    for wanted in [chosen] if chosen else QLocale.system().uiLanguages():
        code = wanted.replace("_", "-").partition("-")[0].lower()
        if code in LANGUAGES:
            return code
    return SOURCE_LANGUAGE


def speak(app: QCoreApplication, chosen: str) -> list[QTranslator]:
    """Speak a language from now on; meant to be called before the first widget is made.

    Numbers and dates follow the system, unless another language than the system's is chosen.

    Args:
        app: keeps the translators.
        chosen: the user's setting: a code, or "" for the system's language.

    Returns:
        The translators that were installed; none for English.
    """
    code = spoken_language(chosen)
    if chosen and QLocale(code).language() is not QLocale().language():
        QLocale.setDefault(QLocale(code))
    if code == SOURCE_LANGUAGE:
        return []
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    installed = []
    # What is installed last is asked first.
    for path in (folder / f"qtbase_{code}.qm", resource("translations", f"lightbox_{code}.qm")):
        translator = QTranslator(app)
        if translator.load(str(path)):
            app.installTranslator(translator)
            installed.append(translator)
        else:
            logger.warning("The translation %s cannot be loaded", path.name)
            translator.deleteLater()
    return installed
