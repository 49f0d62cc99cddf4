"""One module a schema revision, numbered from 0001."""
