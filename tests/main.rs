//! What tests that use the fake can rely on, over real sockets.

#![allow(clippy::unwrap_used, reason = "a test that panics fails, as it should")]

mod any_life;
mod any_request;
mod autoscaling;
mod capacity;
mod citations;
mod clock;
mod connections;
mod contract;
mod contradictions;
mod control;
mod end_of_test;
mod endpoints;
#[cfg(all(feature = "yaml", feature = "cbor"))]
mod formats;
mod gauntlet;
mod guide;
mod hanging_up;
mod holds;
mod http_nodes;
mod imports;
mod journal;
mod life;
mod lifetimes;
mod local_time;
mod long_bodies;
mod malformed_bodies;
mod ml_nodes;
#[cfg(feature = "wiremock")]
mod mocks;
mod model_limits;
mod official_client;
mod outages;
mod outside;
mod readme;
mod recording;
mod rest;
mod scopes;
mod scripts;
mod secrets;
mod support;
#[cfg(feature = "tls")]
mod tls;
mod verification;
mod wire;
mod wire_faults;
