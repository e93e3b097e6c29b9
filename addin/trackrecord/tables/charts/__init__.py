"""What the charts of the Dashboard are drawn from."""
