"""Sync: mirrors the server's tables, and brings every local edit to them."""
