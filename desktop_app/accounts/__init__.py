"""Accounts: who has signed in on this machine, and what keeps library and server the same."""
