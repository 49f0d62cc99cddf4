"""A Supabase of our own, from packages: real PostgreSQL and PostgREST, the rest written here.

Auth, Storage and Realtime follow the documented answers, error bodies included, so closely that
the official clients cannot tell (test_conformance*.py holds them to it). One gateway puts
everything under one URL. `python -m tests.stack` serves it for a person; tests use
`tests.stack.stack.Stack`, or the fixtures of `tests.stack.fixtures`.
"""
