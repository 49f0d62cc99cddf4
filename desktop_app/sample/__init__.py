"""The made-up library that ``--sample`` opens: pictures drawn here, imported like any others."""
