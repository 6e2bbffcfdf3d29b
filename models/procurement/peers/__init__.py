"""The rules others publish or use, each a few lines, replayed beside the model."""
