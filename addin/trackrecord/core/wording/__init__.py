"""What a wording says: text in, Low and High out."""
