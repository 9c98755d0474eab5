"""The private pages of buyers and firms."""
