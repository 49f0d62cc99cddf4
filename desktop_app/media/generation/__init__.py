"""Where each generator keeps its prompt: one module a generator."""
