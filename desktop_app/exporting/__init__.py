"""Assets → files in a folder of the user's: the inverse of ingest."""
