"""The promises of sync against the real thing: PostgreSQL, PostgREST, and the stack's other parts.

The user, the ledger of edits and the oracle are the simulator's; here the server is a real one, the
engine and all of `remote` are as they are shipped, and time is what the wall clock says.
"""
