"""The metadata inspector and tag entry."""
