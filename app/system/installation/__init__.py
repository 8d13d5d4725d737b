"""What a phone needs to install the application as an app."""
