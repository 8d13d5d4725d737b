"""What the application reckons with: pure functions of plain values."""
