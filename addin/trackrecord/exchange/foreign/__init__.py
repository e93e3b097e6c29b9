"""Tables of other people and tools: read as they are, or asked back about."""
