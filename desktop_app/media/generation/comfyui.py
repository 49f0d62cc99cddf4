"""ComfyUI: the graph that was run (``prompt``) and the canvas (``workflow``).

``prompt`` is ``{node id: {class_type, inputs}}`` where an input is a value or a link
``[node id, output]``. It stands in PNG text, in a private ``comf`` chunk of animated PNGs, in
WebP's Exif as Model ``prompt:{…}`` and Make ``workflow:{…}``, and in tags of that name in MP4,
WebM and Matroska. VideoHelperSuite writes one tag ``comment``, an object whose ``prompt`` is the
graph as text. Node packs add kinds of nodes by the hundred, so nodes are recognised by their
inputs rather than by their class.
"""

from desktop_app.domain.entities import GenerationInfo, Json
from desktop_app.media.generation.comfyui_graph import Graph
from desktop_app.media.generation.texts import (
    CAMERA_MODEL,
    COMFY_PROMPT,
    COMFY_WORKFLOW,
    IMAGE_DESCRIPTION,
    MAKE,
    USER_COMMENT,
    Texts,
)
from desktop_app.media.generation.values import as_object, read_object

_VIDEO_COMMENT = "comment"
_PLACES = (CAMERA_MODEL, MAKE, IMAGE_DESCRIPTION, USER_COMMENT, _VIDEO_COMMENT)


def read(texts: Texts) -> GenerationInfo | None:
    """Read the graph, or None when there is none."""
    nodes = _nodes_of(texts)
    if not nodes:
        return _read_canvas_only(texts)
    return Graph(nodes).info()


def _nodes_of(texts: Texts) -> dict[str, dict[str, Json]]:
    nodes = _as_nodes(read_object(texts.get("prompt", COMFY_PROMPT)))
    for place in _PLACES if not nodes else ():
        text = texts.get(place)
        for prefix in ("prompt:", "Prompt:", "prompt\0"):
            if text.startswith(prefix):
                nodes = _as_nodes(read_object(text[len(prefix) :]))
        if not nodes and text.startswith("{"):  # both under one roof
            nodes = _as_nodes(_object_in(read_object(text).get("prompt")))
        if nodes:
            break
    return nodes


def _object_in(value: Json) -> dict[str, Json]:
    """Return an object, also one that was written as text."""
    return read_object(value) if isinstance(value, str) else as_object(value)


def _as_nodes(value: dict[str, Json]) -> dict[str, dict[str, Json]]:
    """Return the nodes of a graph, {} when it is not one."""
    nodes = {
        key: node for key, node in value.items() if isinstance(node, dict) and "class_type" in node
    }
    return nodes if any(isinstance(node.get("inputs"), dict) for node in nodes.values()) else {}


def _read_canvas_only(texts: Texts) -> GenerationInfo | None:
    """Say at least which program it was where only the canvas was kept."""
    candidates = [texts.get("workflow", COMFY_WORKFLOW)]
    for place in _PLACES:
        text = texts.get(place)
        if text.startswith("workflow:"):
            candidates.append(text[len("workflow:") :])
    canvases = [read_object(text) for text in candidates]
    canvases.append(_object_in(read_object(texts.get(_VIDEO_COMMENT)).get("workflow")))
    for canvas in canvases:
        if isinstance(canvas.get("nodes"), list) and "links" in canvas:
            return GenerationInfo(generator="ComfyUI")
    return None
