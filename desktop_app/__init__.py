"""Lightbox: a desktop library for images and videos made with AI."""

__version__ = "0.1.0"
