# The gateway as an image, for amd64 and arm64. It holds Debian, ffmpeg, Node's program and Parallax:
# no npm, no compiler, and onnxruntime for its own platform alone.
#
#   docker build -t parallax .
#   docker run --init --read-only --tmpfs /tmp -v parallax-models:/models -p 4000:4000 \
#     -v "$PWD/keys:/keys:ro" -e API_KEYS_FILE=/keys/keys.json parallax
#
# The steps are in deploy/image/, so that deploy/build-root.sh can take them without a container
# engine, which is how CI tries them.

FROM node:24-trixie-slim AS build
WORKDIR /src
COPY . .
RUN deploy/image/build.sh /app

FROM debian:trixie-slim
LABEL org.opencontainers.image.title="Parallax" \
  org.opencontainers.image.description="GraphQL gateway for image-text embedding models" \
  org.opencontainers.image.licenses="Apache-2.0"
# ffmpeg is for models that take video by frames. It is 460 MB of the image with what it needs;
# `--build-arg PACKAGES=ca-certificates` leaves it out.
ARG PACKAGES="ca-certificates ffmpeg"
RUN --mount=type=bind,source=deploy/image,target=/image /image/system.sh $PACKAGES
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /app /app

# By number, so that Kubernetes can tell that it is not root.
USER 10001:10001
WORKDIR /app
# With this HOST the gateway asks for API_KEYS_FILE, JWT_ISSUER or ALLOW_ANONYMOUS=true.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 HF_HOME=/models
VOLUME /models
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The server itself ends on SIGTERM, and no process outlives its parent here. As process 1 it only
# misses a SIGTERM that comes before it listens; `docker run --init` cures that.
CMD ["node", "dist/src/cli.js"]
