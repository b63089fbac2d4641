"""Keeping an installation well: ``doctor`` checks it, ``backup`` saves it and brings it back."""
