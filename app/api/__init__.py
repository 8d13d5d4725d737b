"""The way in for phones and scripts: JSON, by tokens, under `/api/v1`.

`docs/api.md` has recipes, `openapi.json` the reference.
"""
