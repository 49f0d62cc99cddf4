"""Lightbox without a window: the same library, no Qt."""
