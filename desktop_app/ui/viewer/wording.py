"""How the viewer puts values into words."""

from PySide6.QtCore import QCoreApplication, QLocale

from desktop_app.domain.entities import Asset, AssetType, FileState

translate = QCoreApplication.translate


def title_of(asset: Asset) -> str:
    """Return what an asset is called: its title, else its file's name."""
    return asset.custom_title or asset.file_name or translate("Viewer", "Untitled")


def position_text(position: int, total: int) -> str:
    """Return where in the result one is, such as "12 of 1,284"."""
    locale = QLocale()
    return translate("Viewer", "{number} of {total}").format(
        number=locale.toString(position + 1), total=locale.toString(total)
    )


def time_text(length_ms: int) -> str:
    """Return a playing time such as "0:05"."""
    minutes, seconds = divmod(length_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def absence_text(asset: Asset) -> str:
    """Return the sentence for an asset of which there is nothing to show here."""
    is_video = asset.asset_type == AssetType.VIDEO
    if asset.file_state is FileState.ABSENT:
        return (
            translate("Viewer", "This video is not on this machine yet.")
            if is_video
            else translate("Viewer", "This picture is not on this machine yet.")
        )
    if asset.file_state is FileState.MISSING:
        return translate("Viewer", "The file of this asset is missing.")
    if is_video:
        return translate("Viewer", "This video cannot be played.")
    return translate("Viewer", "This picture cannot be shown.")


def arriving_text(share: float) -> str:
    """Return how much of an original has come from the server."""
    return translate("Viewer", "Fetching the original: {percent} %").format(
        percent=QLocale().toString(int(share * 100))
    )


def no_playback_text() -> str:
    """Return the sentence for a machine on which videos cannot be played."""
    return translate("Viewer", "This machine lacks what playing videos needs.")
