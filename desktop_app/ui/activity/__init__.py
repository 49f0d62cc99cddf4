"""Status bar, toasts, imports and their problems."""
