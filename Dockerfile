# authctl alone, linked statically: no shell, no libraries. It listens on loopback, so it runs in the network of the app:
#   docker build -t authctl . && docker run --network container:my-app authctl
FROM rust:1.95-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends musl-tools && rustup target add "$(uname -m)-unknown-linux-musl"
WORKDIR /source
COPY . .
RUN target="$(uname -m)-unknown-linux-musl" \
 && cargo build --locked --release --bin authctl --target "$target" \
 && install -D "target/$target/release/authctl" /image/authctl \
 && install -d -m 700 /image/state

FROM scratch
COPY --from=build --chown=65532:65532 /image/ /
USER 65532:65532
ENV AUTHCTL_STATE_DIR=/state AUTHCTL_STORE=file
ENTRYPOINT ["/authctl"]
CMD ["serve"]
