# `es-ml-fake serve` in an image without anything else. It is not built in this repository's CI, which
# has no container engine: its steps are those of an ordinary build.
#
#   docker build -t es-ml-fake .
#   docker run --rm -p 9200:9200 es-ml-fake
FROM rust:1.88-slim AS build
WORKDIR /source
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev
COPY . .
RUN cargo build --release --locked --features cli --bin es-ml-fake

FROM gcr.io/distroless/cc-debian12
COPY --from=build /source/target/release/es-ml-fake /es-ml-fake
EXPOSE 9200
USER nonroot
ENTRYPOINT ["/es-ml-fake"]
CMD ["serve", "--listen", "0.0.0.0:9200"]
