"""What particular tools and surveys write, as claims."""
