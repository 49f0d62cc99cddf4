"""What a picture and a video have in common once there is a frame to look at."""

from PIL import Image

from desktop_app.media.generation.reader import description_of, understand
from desktop_app.media.generation.texts import Texts
from desktop_app.media.pictures import decoding_errors, difference_hash, encoded
from desktop_app.media.prepared import Prepared, Probe


def prepared_of(facts: Probe, small: Image.Image, texts: Texts) -> Prepared:
    """Return all that an import needs.

    Args:
        facts: of the file.
        small: its picture for the grid, upright.
        texts: what stands in it, and beside it.

    Raises:
        MediaError: ``import.damaged``, ``import.too_many_pixels``.
    """
    with decoding_errors():
        return Prepared(
            probe=facts,
            rendition=encoded(small),
            perceptual_hash=difference_hash(small),
            generation=understand(texts),
            description=description_of(texts),
        )
