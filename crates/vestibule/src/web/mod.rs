//! A person at the door. Each feature's pages have its word; `show` reads, `submit` acts.
//!
//! Handlers hold neither rules nor SQL: they read the form, call a flow and answer its outcome.

pub mod entry;
pub mod who;
pub mod answer;
pub mod refusal;
pub mod sso;
pub mod sign_in;
pub mod second;
pub mod setup;
pub mod wait;
pub mod passkey;
pub mod codes;
pub mod reset;
pub mod password;
pub mod ticket;
pub mod undo;
pub mod invite;
pub mod account;
pub mod address;
pub mod own_data;
pub mod erase;
pub mod old_factors;
pub mod change;
pub mod new_phone;
pub mod help;
pub mod help_me;
pub mod why;
pub mod article;
pub mod console;
pub mod support;
pub mod assets;
pub mod health;

use axum::Router;
use axum::routing::{get, post};

use crate::app::Shared;

/// Every page for people.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/", get(sign_in::home))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/sign-in/password", get(sign_in::show_password).post(sign_in::submit_password))
        .route("/sign-in/refused", get(sign_in::show_refused))
        .route("/sign-in/second", get(second::show).post(second::submit))
        .route("/sign-in/passkey", post(passkey::submit))
        .route("/sign-in/second/passkey", post(passkey::submit_second))
        .route("/passkey/question", post(passkey::ask))
        .route("/sign-in/choose", get(sign_in::show_choose).post(sign_in::submit_choose))
        .route("/sign-in/join", post(invite::join_by_slug))
        .merge(sso::router())
        .route("/sign-out", post(account::sign_out))
        .route("/signed-out", get(account::signed_out))
        .route("/reset", get(reset::show).post(reset::submit))
        .route("/reset/wait", get(reset::show_wait))
        .route("/reset/code", post(reset::submit_code))
        .route("/reset/again", post(reset::submit_again))
        .route("/reset/ask-admin", post(help::ask_admin))
        .route("/r/{token}", get(ticket::open_reset))
        .route("/i/{token}", get(ticket::open_invitation))
        .route("/m/{token}", get(ticket::open_mailbox))
        .route("/w/{token}", get(undo::open))
        .route("/a/{token}", get(address::open))
        .route("/undo", get(undo::show).post(undo::submit))
        .route("/e/{token}", get(erase::open))
        .route("/erase", get(erase::show_stop).post(erase::submit_stop))
        .route("/ticket", get(ticket::show))
        .route("/ticket/next", post(ticket::next))
        .route("/password/choose", get(password::show).post(password::submit))
        .route("/password-check", post(password::check))
        .route("/invite", get(invite::show))
        .route("/invite/password", post(invite::submit_password))
        .route("/invite/join", post(invite::join))
        .route("/invite/switch", post(invite::switch))
        .route("/invite/code", post(invite::submit_code))
        .route("/mailbox", get(setup::show_mailbox))
        .route("/mailbox/code", post(setup::submit_mailbox))
        .route("/mailbox/again", post(setup::mailbox_again))
        .route("/setup/authenticator", get(setup::show_authenticator).post(setup::submit_authenticator))
        .route("/setup/authenticator/begin", post(setup::begin))
        .route("/setup/passkey", get(passkey::show_new).post(passkey::submit_new))
        .route("/setup/codes", get(codes::show).post(codes::submit))
        .route("/setup/codes/text", post(codes::text))
        .route("/setup/codes/pdf", post(codes::pdf))
        .merge(own())
        .route("/stuck", get(help::stuck))
        .route("/help-me/wait", get(wait::show).post(wait::submit))
        .route("/help-me/wait/stop", post(wait::stop))
        .route("/contact", get(help::contact))
        .route("/answer", post(help::answer))
        .route("/told", get(help::show_told))
        .route("/ask-admin", post(help::ask_admin))
        .route("/help-me", get(help_me::show).post(help_me::submit))
        .route("/help-me/withdraw", post(help_me::withdraw))
        .route("/help-me/extend", post(help_me::extend))
        .route("/why/{reference}", get(why::show))
        .route("/help", get(article::list))
        .route("/help/pictures/{name}", get(article::picture))
        .route("/help/{slug}", get(article::show).post(article::submit))
        .merge(console::router())
        .merge(support::router())
        .route("/assets/accent/{name}", get(assets::accent))
        .route("/assets/logo/{name}", get(assets::logo))
        .route("/assets/{name}", get(assets::show))
        .merge(health::router())
        .fallback(help::not_found)
}

/// The pages of one's own account.
fn own() -> Router<Shared> {
    Router::new()
        .route("/account", get(account::show))
        .route("/account/password", get(change::show).post(change::submit))
        .route("/account/address", get(address::show).post(address::submit))
        .route("/account/address/code", post(address::submit_code))
        .route("/account/address/again", post(address::again))
        .route("/account/address/withdraw", post(address::withdraw))
        .route("/account/address/change", post(address::change))
        .route("/account/new-phone", get(new_phone::show))
        .route("/account/organization", post(sign_in::submit_choose))
        .route("/account/join", post(invite::join_by_slug))
        .route("/account/factor/rename", post(account::rename_factor))
        .route("/account/factor/remove", post(account::remove_factor))
        .route("/account/factor/gone", post(old_factors::gone))
        .route("/account/old-factors", get(old_factors::show))
        .route("/account/passkey/test", post(passkey::test))
        .route("/account/codes", post(account::make_codes))
        .route("/account/data", post(own_data::submit))
        .route("/account/erase", get(erase::show).post(erase::submit))
        .route("/account/erase/withdraw", post(erase::withdraw))
        .route("/account/session/end", post(account::end_session))
        .route("/account/sessions/end", post(account::end_others))
}
