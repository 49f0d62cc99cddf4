"""The application that ``build.spec`` makes, driven from outside: ``bash tests/run --frozen``."""
