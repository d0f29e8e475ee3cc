//! Vestibule, room by room, from the street to the cellar: a room may use only rooms listed below it
//! (a test reads this list and holds everyone to it).

pub mod cli;
pub mod serve;
#[cfg(feature = "demo")]
pub mod dev;
pub mod jobs;
pub mod web;
pub mod happening;
pub mod sheet;
pub mod spreadsheet;
pub mod flows;
pub mod said;
pub mod policy_text;
pub mod subject;
pub mod step;
pub mod app;
pub mod hash_pool;
pub mod views;
pub mod mail;
pub mod store;
pub mod outside;
pub mod article;
pub mod when;
pub mod words;
pub mod config;
pub mod visit;
pub mod fault;
