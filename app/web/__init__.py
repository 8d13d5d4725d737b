"""What every page shares: access, forms, formatting, files."""
