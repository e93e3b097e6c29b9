"""A card to share: what somebody said and what happened, as one picture."""
