"""What ties files together: every name that one file uses stands in another."""
