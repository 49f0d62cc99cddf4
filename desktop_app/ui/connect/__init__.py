"""Signing in: the one window of it, its flow, and the list of accounts."""
