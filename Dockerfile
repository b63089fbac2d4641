# Built and run without a GPU; nothing is downloaded when the container starts.
FROM python:3.11-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /source
RUN python -m venv /opt/trichdan
# The dependencies first: they change less often than the code.
COPY constraints.txt pyproject.toml README.md LICENSE ./
RUN mkdir assistant indexing prompts eval \
 && touch assistant/__init__.py indexing/__init__.py prompts/__init__.py eval/__init__.py \
 && /opt/trichdan/bin/pip install -c constraints.txt setuptools \
 && /opt/trichdan/bin/pip install -c constraints.txt --no-build-isolation '.[otel,postgresql]' \
 && /opt/trichdan/bin/pip uninstall -y trichdan \
 && rm -rf assistant indexing prompts eval build ./*.egg-info
COPY assistant assistant
COPY indexing indexing
COPY prompts prompts
COPY eval eval
RUN /opt/trichdan/bin/pip install --no-deps --no-build-isolation . \
 && /opt/trichdan/bin/pip check

FROM python:3.11-slim-bookworm

# --build-arg PROGRAMS="libreoffice-writer-nogui tesseract-ocr tesseract-ocr-vie" also reads .doc,
# .rtf and scanned pages.
ARG PROGRAMS=""
RUN if [ -n "$PROGRAMS" ]; then \
      apt-get update && apt-get install -y --no-install-recommends $PROGRAMS && rm -rf /var/lib/apt/lists/*; \
    fi \
 && useradd --system --uid 10001 --no-create-home trichdan \
 && install -d -o trichdan -g trichdan /data

COPY --from=build /opt/trichdan /opt/trichdan

ENV PATH=/opt/trichdan/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MALLOC_ARENA_MAX=2 \
    HOME=/tmp \
    TRICHDAN_DATA_DIR=/data \
    TRICHDAN_HOST=0.0.0.0 \
    TRICHDAN_PORT=8000
USER trichdan
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGINT

HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['TRICHDAN_PORT']}/healthz\", timeout=4)"]

# Beyond loopback the server starts only with keys (TRICHDAN_API_KEYS), or with TRICHDAN_ALLOW_OPEN=1.
ENTRYPOINT ["trichdan"]
CMD ["serve"]
