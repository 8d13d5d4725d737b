"""What machines ask for at known addresses."""
