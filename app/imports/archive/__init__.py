"""Taking in an archive that any Potrošnja wrote (`app/exports/archive_format.py`).

What a caller does, with the archive as a file on the disk:

    summary = inspect_archive(path, currency)   # inspecting.py: what is in it, after all of it was checked
    plan = plan_archive(user, path)             # queries.py: how much of it is new here
    counts = yield from save_archive(user, path, batch)  # services.py: what is new, in the transaction that runs
    undo_archive(user, batch)                   # undoing.py: takes that back, but for what was changed since

Each but the last raises a RefusedArchiveError (errors.py) for an archive that is refused, whole; `refusal_text` in
messages.py says why. Nothing in the archive is trusted: no path of it is ever a path on the disk, no photo is stored
before it was decoded, and its rows are checked like typed ones. What is here already, by the keys of its rows, is left
as it is, so that the same archive once more adds nothing.
"""
