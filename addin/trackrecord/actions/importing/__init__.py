"""Bring in what others have: matched with what is here, checked, shown, and then added."""
