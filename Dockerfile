# The image of Potrošnja: docs/deploy.md says how to run it, with Docker alone or with Compose.
#     docker build --tag potrosnja .
# `--build-arg READING=on` adds what reads the text of receipts, 290 MB.

# The Debian, and so the Python and the client programs of PostgreSQL, that all tests run on.
FROM python:3.11-slim-bookworm AS build
ARG READING=off
WORKDIR /app
COPY requirements.txt requirements-reading.txt ./
# Wheels alone: nothing is compiled, on amd64 and on arm64.
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements.txt \
    && if [ "$READING" = on ]; then \
        .venv/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements-reading.txt; fi
COPY config.py data_folder.py setting_reader.py run.py wsgi.py LICENSE ./
COPY migrations migrations
COPY app app
RUN .venv/bin/python -m compileall -q app migrations config.py data_folder.py setting_reader.py run.py wsgi.py

FROM python:3.11-slim-bookworm
# `flask backup` calls pg_dump and pg_restore where the database is PostgreSQL.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data /uploads
WORKDIR /app
COPY --from=build /app /app
ENV DATA_FOLDER=/data HOST=0.0.0.0 PORT=5000 HOME=/tmp PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# glibc would keep what a large photo took, once for each thread that decoded one.
ENV MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=262144 MALLOC_MMAP_THRESHOLD_=4194304
USER 10001:10001
VOLUME /data
EXPOSE 5000
HEALTHCHECK --start-period=60s --interval=30s --timeout=10s \
    CMD [".venv/bin/python", "app/system/health/probe.py"]
CMD [".venv/bin/python", "run.py"]
