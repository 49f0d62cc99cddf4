"""Files become assets."""
