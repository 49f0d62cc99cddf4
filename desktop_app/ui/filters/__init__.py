"""The sidebar and the search field."""
