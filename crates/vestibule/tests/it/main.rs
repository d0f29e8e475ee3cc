//! One integration binary: each file is the story of one feature word, with a world of its own per test.

// A test that cannot go on has failed: `unwrap` says so with its place. Tests read their own switches from the
// environment.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod config;
mod console;
mod crash;
mod demo;
mod dev_provider;
mod doctor;
mod fetch;
mod hash_pool;
mod knock;
mod mail;
mod operate;
mod postgres;
#[path = "../../../proofs/tests/software/mod.rs"]
mod software;
mod step;
mod store;
mod tidy;
mod world;

mod address;
mod article;
mod attacks;
mod browser_ways;
mod cost;
mod dead_ends;
mod erase;
mod every_cause;
mod help;
mod import;
mod people;
mod look;
mod mistype;
mod passkey;
mod policy;
mod refusals;
mod rescue;
mod several;
mod sso;
mod new_phone;
mod own_data;
mod reset;
mod second;
mod support;
mod stranger;
mod undo;
