"""Charts: frozen data in, one matplotlib `Figure`, and out of it the page's SVG or a file. Pure."""
