from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QScrollArea, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.actions import Actions
from desktop_app.ui.command_palette import CommandPalette, action_name, match_quality, rank
from desktop_app.ui.keys_sheet import KeysSheet
from desktop_app.ui.overlay import Overlay
from desktop_app.ui.shortcuts_editor import ShortcutsEditor
from desktop_app.ui.theme import Theme
from tests.robots.activity import PaletteRobot, click


class Window(QWidget):
    """A window with all actions and a field that has the focus."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setStyleSheet(theme.style_sheet())
        self.resize(1100, 720)
        self.field = QLineEdit(self)
        self.actions_ = Actions(self, {})
        self.triggered: list[str] = []
        for action in self.actions_.all():
            action.triggered.connect(lambda _on=False, a=action: self._note(a))

    def _note(self, action: QAction) -> None:
        self.triggered.append(action.objectName())


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> Window:
    made = Window(theme)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.field.setFocus()
    return made


@pytest.fixture
def palette(window: Window, theme: Theme) -> Iterator[CommandPalette]:
    made = CommandPalette(theme, window.actions_.all(), window)
    made.open()
    yield made
    made.leave()


@pytest.mark.parametrize(
    ("word", "text", "quality"),
    [
        ("cop", "copy prompt", 0),
        ("pro", "copy prompt", 1),
        ("rom", "copy prompt", 2),
        ("sa", "select all", 3),
        ("cpt", "copy prompt", 4),
        ("zz", "copy prompt", None),
        ("oy", "copy prompt", None),
    ],
)
def test_how_well_a_word_fits(word: str, text: str, quality: int | None) -> None:
    assert match_quality(word, text) == quality


def test_better_fits_come_first_and_equal_ones_keep_their_order() -> None:
    texts = ["Add to collection", "Copy files", "Recolour", "Copy prompt", "Quit"]
    assert [texts[place] for place in rank("co", texts)] == [
        "Copy files",
        "Copy prompt",
        "Add to collection",
        "Recolour",
    ]
    assert rank("", texts) == [0, 1, 2, 3, 4]


def test_every_word_must_fit_and_their_order_counts_last() -> None:
    texts = ["Prompt copy", "Copy prompt", "Copy files"]
    assert rank("copy pro", texts) == [1, 0]
    assert rank("copy zzz", texts) == []


def test_names_have_no_mnemonics_and_no_dots(qapp: QApplication) -> None:
    del qapp
    assert action_name(QAction("&Save && close…")) == "Save & close"


def test_typing_filters_and_enter_runs_the_best(palette: CommandPalette, window: Window) -> None:
    robot = PaletteRobot(palette)
    robot.type("copy p")
    assert palette.shown_names[0] == "Copy prompt"
    assert palette.current_name == "Copy prompt"
    robot.press(Qt.Key.Key_Return)
    assert window.triggered == ["copy_prompt"]
    assert not palette.isVisible()
    assert window.focusWidget() is window.field


def test_arrows_choose_while_the_field_keeps_the_focus(
    palette: CommandPalette, window: Window
) -> None:
    robot = PaletteRobot(palette)
    names = palette.shown_names
    robot.press(Qt.Key.Key_Down)
    robot.press(Qt.Key.Key_Down)
    robot.press(Qt.Key.Key_Up)
    assert palette.current_name == names[1]
    robot.press(Qt.Key.Key_PageDown)
    assert palette.current_name == names[9]
    robot.press(Qt.Key.Key_PageUp)
    robot.press(Qt.Key.Key_PageUp)
    assert palette.current_name == names[0]
    assert isinstance(window.focusWidget(), QLineEdit)


def test_every_action_stands_in_it(palette: CommandPalette, window: Window) -> None:
    assert sorted(palette.shown_names) == sorted(
        action_name(action) for action in window.actions_.all()
    )


def test_what_cannot_be_run_stands_last_and_does_nothing(window: Window, theme: Theme) -> None:
    window.actions_["copy_prompt"].setEnabled(False)
    palette = CommandPalette(theme, window.actions_.all(), window)
    palette.open()
    assert palette.shown_names[-1] == "Copy prompt"
    robot = PaletteRobot(palette)
    robot.type("copy prompt")
    robot.press(Qt.Key.Key_Return)
    assert window.triggered == []
    palette.leave()


def test_nothing_that_fits_is_no_harm(palette: CommandPalette, window: Window) -> None:
    robot = PaletteRobot(palette)
    robot.type("qqqq")
    assert palette.shown_names == []
    assert palette.current_name == ""
    robot.press(Qt.Key.Key_Down)
    robot.press(Qt.Key.Key_Return)
    assert window.triggered == []
    assert palette.isVisible()


def test_esc_leaves(palette: CommandPalette, window: Window) -> None:
    PaletteRobot(palette).press(Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert window.focusWidget() is window.field


def test_a_click_beside_it_leaves(palette: CommandPalette, window: Window) -> None:
    QTest.mouseClick(palette, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert not palette.isVisible()
    assert window.focusWidget() is window.field


def test_it_paints_names_keys_and_checks(palette: CommandPalette, window: Window) -> None:
    before = palette.grab().toImage()
    window.actions_["import_files"].setCheckable(True)
    window.actions_["import_files"].setChecked(True)
    window.actions_["paste"].setEnabled(False)
    QTest.mouseMove(palette._list.viewport(), QPoint(40, 60))
    assert palette.grab().toImage() != before
    index = palette._list.model().index(0, 0)
    assert index.data() == "Import files"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Import files Ctrl+O"


def test_a_click_on_a_row_runs_it(palette: CommandPalette, window: Window) -> None:
    PaletteRobot(palette).type("full screen")
    view = palette._list
    QTest.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=view.visualRect(view.currentIndex()).center(),
    )
    assert window.triggered == ["full_screen"]


def test_the_window_s_shortcuts_do_not_work_behind_it(
    window: Window, theme: Theme, qtbot: QtBot
) -> None:
    sheet = KeysSheet(theme, window.actions_, window)
    sheet.open()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F)
    assert window.triggered == []
    sheet.leave()
    window.setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F)
    qtbot.waitUntil(lambda: window.triggered == ["favorite"])


def test_it_covers_the_window_at_every_size(palette: CommandPalette, window: Window) -> None:
    window.resize(420, 300)
    assert palette.size() == window.size()
    assert palette.rect().contains(palette.card.geometry())


def test_a_change_of_the_text_size_lays_it_out_again(palette: CommandPalette, theme: Theme) -> None:
    before_px = palette.card.width()
    theme.set_text_scale(1.5)
    assert palette.card.width() > before_px


def test_tab_goes_round_inside(window: Window, theme: Theme) -> None:
    sheet = ShortcutsEditor(theme, window.actions_, window)
    sheet.open()
    seen = set()
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        for _ in range(260):
            focused = window.focusWidget()
            assert focused is not None
            assert sheet.isAncestorOf(focused)
            seen.add(focused)
            QTest.keyClick(focused, key)
    assert len(seen) > 20
    sheet.leave()


def test_an_overlay_with_nothing_in_it_keeps_the_focus(window: Window, theme: Theme) -> None:
    overlay = Overlay(theme, window, "Empty", width_px=200)
    overlay.open()
    QTest.keyClick(overlay, Qt.Key.Key_Tab)
    assert window.focusWidget() is overlay
    QTest.mouseClick(overlay.card, Qt.MouseButton.LeftButton)
    assert overlay.isVisible()
    overlay.leave()
    overlay.leave()


def _labels(sheet: QWidget) -> list[str]:
    return [label.text() for label in sheet.findChildren(QLabel)]


def test_the_sheet_of_keys_lists_every_command_that_has_keys(window: Window, theme: Theme) -> None:
    window.actions_.rebind({"favorite": "Ctrl+Shift+F"})
    sheet = KeysSheet(theme, window.actions_, window)
    sheet.open()
    texts = _labels(sheet)
    for action in window.actions_.all():
        assert (action_name(action) in texts) or not action.shortcuts()
    assert "Ctrl+Shift+F" in texts
    assert "Shift+Arrows" in texts
    assert sheet.focusWidget() is sheet.findChildren(QScrollArea)[0]
    window.resize(500, 400)
    assert _labels(sheet).count("Keys") == 2  # the title, and the command
    click(sheet.findChildren(QToolButton)[0])
    assert not sheet.isVisible()


@pytest.fixture
def editor(window: Window, theme: Theme) -> Iterator[ShortcutsEditor]:
    made = ShortcutsEditor(theme, window.actions_, window)
    made.open()
    yield made
    made.leave()


def _press(editor: ShortcutsEditor, name: str, key: Qt.Key) -> None:
    QTest.keyClick(editor.line(name).edit, key)


def test_nothing_is_rebound_at_first(editor: ShortcutsEditor) -> None:
    assert editor.rebound == {}
    assert editor.can_save


def test_pressing_keys_rebinds_and_save_gives_them(
    editor: ShortcutsEditor, window: Window, qtbot: QtBot
) -> None:
    _press(editor, "favorite", Qt.Key.Key_H)
    assert editor.rebound == {"favorite": "H"}
    assert window.actions_["favorite"].shortcut().toString() == "F"
    with qtbot.waitSignal(editor.saved) as saved:
        editor.save()
    assert saved.args == [{"favorite": "H"}]
    assert window.actions_["favorite"].shortcut().toString() == "H"


def test_a_conflict_is_shown_on_both_and_cannot_be_saved(editor: ShortcutsEditor) -> None:
    _press(editor, "favorite", Qt.Key.Key_T)
    shown = [label.text() for label in editor.findChildren(QLabel) if label.isVisible()]
    assert "Also used by “Edit tags”" in shown
    assert "Also used by “Favorite”" in shown
    can_save = [editor.can_save]
    _press(editor, "edit_tags", Qt.Key.Key_G)
    can_save.append(editor.can_save)
    assert can_save == [False, True]
    assert editor.rebound == {"favorite": "T", "edit_tags": "G"}


def test_second_designed_keys_conflict_too(editor: ShortcutsEditor) -> None:
    _press(editor, "favorite", Qt.Key.Key_Slash)
    assert not editor.can_save


def test_keys_can_be_taken_away_and_given_back(editor: ShortcutsEditor) -> None:
    line = editor.line("favorite")
    line.edit.clear()
    assert editor.rebound == {"favorite": ""}
    line.reset()
    assert editor.rebound == {}
    assert line.keys == "F"


def test_a_command_without_keys_gets_some_and_loses_them(editor: ShortcutsEditor) -> None:
    _press(editor, "copy_seed", Qt.Key.Key_J)
    assert editor.rebound == {"copy_seed": "J"}
    editor.line("copy_seed").reset()
    assert editor.rebound == {}


def test_what_was_rebound_before_is_shown_and_reset(window: Window, theme: Theme) -> None:
    window.actions_.rebind({"favorite": "H", "redo": ""})
    editor = ShortcutsEditor(theme, window.actions_, window)
    editor.open()
    assert editor.rebound == {"favorite": "H", "redo": ""}
    click(editor._reset)
    assert editor.rebound == {}
    click(editor._save)
    assert window.actions_["redo"].shortcut().toString() == "Ctrl+Shift+Z"


def test_the_filter_shows_what_fits(editor: ShortcutsEditor) -> None:
    editor._filter.setText("full screen")
    assert editor.line("full_screen").isVisible()
    assert not editor.line("favorite").isVisible()


def test_esc_in_a_field_of_keys_is_not_a_shortcut(editor: ShortcutsEditor) -> None:
    edit = editor.line("favorite").edit
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert editor.rebound == {}
    assert editor.isVisible()
