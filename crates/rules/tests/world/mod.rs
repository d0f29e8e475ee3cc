//! An in-memory world for the exploration: one person, one organization A and its admin, a second one B
//! as a small fact, a browser, a mailbox, and strangers. It runs the production decisions and carries out
//! the same effects (`carry.rs`), so an effect that it does not know does not compile.
//!
//! Never in here: a judgement of its own about who gets in. Read `state.rs`, then `moves.rs`; `search.rs`
//! walks everything that is reachable.

// Each test binary uses a part of the world.
#![allow(dead_code)]

pub mod buckets;
pub mod state;
pub mod run;
pub mod facts;
pub mod moves;
pub mod deeds;
pub mod doing;
pub mod elsewhere;
pub mod turns;
pub mod carry;
pub mod pages;
pub mod search;
pub mod thief;
pub mod every;
pub mod law;
pub mod help;
pub mod ways_back;
pub mod undo;
pub mod support;
pub mod hole;
