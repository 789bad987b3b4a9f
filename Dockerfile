# syntax=docker/dockerfile:1
# Not built in this repository's CI, which has no Docker: treat it as a starting point and build it in yours.
#
#   docker build -t headgate .
#   docker run --read-only --tmpfs /tmp -p 8080:8080 -v headgate:/data \
#     -v ./headgate.config.json:/app/headgate.config.json:ro -e OPENAI_API_KEY headgate

FROM node:24-slim AS build
WORKDIR /src
COPY . .
RUN npm ci --no-audit --no-fund && node scripts/pack.mjs /tarballs

# Installed from the very tarballs a release publishes, so that the image holds no source tree and no tools.
FROM node:24-slim AS install
WORKDIR /app
COPY --from=build /tarballs /tarballs
RUN npm init -y >/dev/null && npm install --omit=dev --ignore-scripts --no-audit --no-fund /tarballs/*.tgz

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 HEADGATE_DATA=/data
WORKDIR /app
COPY --from=install /app /app
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Exec form: the gateway is process 1 and gets SIGTERM itself.
ENTRYPOINT ["node", "/app/node_modules/headgate/dist/main.js"]
CMD ["start"]
