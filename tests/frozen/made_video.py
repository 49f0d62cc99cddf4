"""A video made here, since a checkout holds none."""

from pathlib import Path

import av
import numpy as np

FRAME_COUNT = 10


def made_video(path: Path) -> Path:
    """A second that gets lighter, as MPEG-4."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=FRAME_COUNT)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for number in range(FRAME_COUNT):
            pixels = np.full((64, 96, 3), 20 * number, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())
    return path
