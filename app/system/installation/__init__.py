"""Installing the application as an app (PWA)."""
