# The scanner as an image: no root, nothing to write to, the same bytes from the same commit.
#
#   docker buildx build --build-arg SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) --output type=image,name=aispm,rewrite-timestamp=true .
#   docker run --rm --read-only --cap-drop ALL --security-opt no-new-privileges -v "$PWD:/work:ro" aispm scan .
#
# The image of Node is pinned by digest: what stands behind a tag changes. To renew it:
#   docker buildx imagetools inspect node:24-bookworm-slim
FROM node:24-bookworm-slim@sha256:a9f5f7c91a432850b2a8a7797adf5eadb6c733ceed61167806cee7ea7fbc29df AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
# Not `npm ci`: the lockfile leaves out tools of development for other systems, which it would then miss. The versions are the lockfile's.
RUN npm install --ignore-scripts --no-audit --no-fund
COPY . .
RUN node src/build.mjs

FROM node:24-bookworm-slim@sha256:a9f5f7c91a432850b2a8a7797adf5eadb6c733ceed61167806cee7ea7fbc29df AS packed
ARG SOURCE_DATE_EPOCH=0
WORKDIR /opt/aispm
COPY package.json package-lock.json .npmrc ./
RUN npm pkg delete devDependencies && npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY --from=build /src /src
COPY --from=build /src/deploy deploy
# Exactly what the package holds beside it, and times that say nothing of the build.
RUN npm pack --ignore-scripts --silent --pack-destination /tmp /src \
    && tar --extract --gzip --strip-components=1 --file "$(find /tmp -name 'aispm-*.tgz')" \
    && find /opt/aispm -exec touch --no-dereference --date "@$SOURCE_DATE_EPOCH" {} +

FROM node:24-bookworm-slim@sha256:a9f5f7c91a432850b2a8a7797adf5eadb6c733ceed61167806cee7ea7fbc29df
LABEL org.opencontainers.image.title="aispm" \
      org.opencontainers.image.description="Scanner for AI security posture, read-only" \
      org.opencontainers.image.source="https://github.com/aispm/aispm" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=packed /opt/aispm /opt/aispm
# By number, so that an orchestrator can see that it is not root. Credentials are mounted below the home.
ENV HOME=/home/aispm NODE_ENV=production
WORKDIR /work
USER 65532:65532
# A scan ends by itself: there is nothing to ask for its health.
HEALTHCHECK NONE
ENTRYPOINT ["node", "/opt/aispm/bin/aispm.js"]
CMD ["--help"]
