"""Files: probing, renditions, storage and the prompts that generators leave inside."""
