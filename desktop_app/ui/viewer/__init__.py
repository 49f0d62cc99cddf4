"""The full view of one asset."""
