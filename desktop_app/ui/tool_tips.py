"""Tool tips that hold texts of the user's, or of strangers."""

import html


def plain_tool_tip(text: str) -> str:
    """Return a text as a tool tip that shows it letter by letter; "" for none.

    Qt takes what looks like HTML for that, with pictures from anywhere in it.
    """
    lines = html.escape(text).replace("\n", "<br>")
    return f"<qt>{lines}</qt>" if text else ""
