"""Days and periods of time: which first and last day a wording names."""
