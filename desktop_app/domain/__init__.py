"""The words of the product: pure standard library, imported by every other floor."""
