//! One integration binary: each file is the story of one feature word, with a world of its own per test.

// A test that cannot go on has failed: `unwrap` says so with its place.
#![allow(clippy::unwrap_used, missing_docs)]

mod demo;
mod hash_pool;
mod mail;
mod postgres;
mod store;
mod world;

mod attacks;
mod browser_ways;
mod dead_ends;
mod mistype;
mod reset;
mod second;
mod stranger;
