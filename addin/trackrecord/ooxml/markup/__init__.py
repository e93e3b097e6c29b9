"""XML that others wrote: small parts as trees, large ones in one spelling that streams by."""
