# Casaora: one image for web, worker, beat and commands. How it is run: compose.yaml and deploy/.
# Linted, never built: no container engine was at hand. Pin BASE to a digest where you build it.
ARG BASE=python:3.11-slim-bookworm

# hadolint ignore=DL3006
FROM ${BASE} AS build
WORKDIR /srv/casaora
COPY requirements/base.txt requirements/base.txt
# The lock is whole: --no-deps keeps pip from looking for anything that it does not name, and each file must have its hash.
RUN python -m venv /opt/casaora \
 && /opt/casaora/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes --only-binary=:all: -r requirements/base.txt
COPY . .
RUN PYTHON=/opt/casaora/bin/python sh deploy/build && /opt/casaora/bin/python -m compileall -q casaora accounts bookings payouts

# hadolint ignore=DL3006
FROM ${BASE}
RUN groupadd --gid 10001 casaora \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin casaora
COPY --from=build /opt/casaora /opt/casaora
COPY --from=build /srv/casaora /srv/casaora
WORKDIR /srv/casaora
# Everything is owned by root and read by everybody: the process cannot change what it runs. Only /tmp must be writable.
ENV PATH=/opt/casaora/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp PORT=8000
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-m", "casaora.probe"]
CMD ["gunicorn", "-c", "python:casaora.serving", "casaora.wsgi"]
