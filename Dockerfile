# One image for the api and the worker: docker-compose.yml says which of the two a container is.

# The Debian that this tag stands on is part of it: the ONNX runtime and pdf.js bring binaries for glibc.
ARG NODE=node:24.21.0-bookworm-slim

# Generates Prisma's client and builds the page: `npm ci` runs `prepare`.
FROM ${NODE} AS build
WORKDIR /app
# Packages first, so that a change of the code does not install them again.
COPY package.json package-lock.json .npmrc ./
COPY tools/left-out tools/left-out
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

# What runs: no scripts, for `prepare` needs packages of development, and its results come from the stage above.
FROM ${NODE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY tools/left-out tools/left-out
RUN npm ci --omit=dev --ignore-scripts
# 570 MB of 900 MB that never run here: the image has its own Node; Prisma's command and TypeScript come as peers of
# its client; of the ONNX runtime's platforms one is ours, named as `process.arch` and `process.platform` say.
RUN set -eu; cd node_modules; \
  rm -rf node-linux-* .bin/node prisma typescript @typescript effect @prisma/config; \
  cd onnxruntime-node/bin/napi-v6; \
  keep="$(node -p process.platform)/$(node -p process.arch)"; test -d "$keep"; \
  for platform in */*; do [ "$platform" = "$keep" ] || rm -r "$platform"; done

FROM ${NODE}
ENV NODE_ENV=production
WORKDIR /app
# Root's, and not to be written by what runs. Only the embedded database, where it is used, writes, into /data.
COPY --from=packages /app/node_modules node_modules
COPY package.json start.ts ./
COPY core core
COPY api api
COPY worker worker
COPY cli cli
COPY models models
COPY prisma/migrations prisma/migrations
COPY --from=build /app/prisma/generated prisma/generated
COPY --from=build /app/client/dist client/dist
RUN install -d -o node -g node /data
ENV DATA_DIR=/data
VOLUME /data
USER node
CMD ["node", "--max-semi-space-size=4", "start.ts"]
