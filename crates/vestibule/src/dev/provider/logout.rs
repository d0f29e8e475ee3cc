//! The practice provider's way out: who is signed in there, and what it sends when somebody signs out (Back-Channel
//! Logout 1.0).
//!
//! Sessions are kept in memory, as codes are. Never in here: what our door makes of it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use data_encoding::HEXLOWER;
use rules::{Instant, Span};
use serde_json::json;

use super::super::Answer;
use super::{CLIENT_ID, Grant, authorize, issuer, page, sign};
use crate::app::{App, Shared, random};
use crate::views::dev::provider::{SignedInThere, TroublePage};
use crate::web::answer;
use crate::web::entry::{Asked, Fields};
use crate::when;
use crate::words::words;

/// How many sessions it remembers; the oldest give way.
const MOST_KEPT: usize = 50;
/// How long a logout token holds.
const TOKEN_LIVES: Span = Span::minutes(2);

/// Somebody's session at this provider.
#[derive(Clone)]
struct Session {
    /// What tokens call it.
    sid: String,
    subject: String,
    name: String,
    since: Instant,
    /// Where it is told that the session has ended.
    told_at: String,
}

/// Who is signed in there.
#[derive(Default)]
pub(in crate::dev) struct Sessions(Mutex<VecDeque<Session>>);

impl Sessions {
    /// Somebody signed in; gives what tokens call that session.
    pub(super) fn begin(&self, app: &App, grant: &Grant) -> String {
        let sid = HEXLOWER.encode(&random::<12>());
        let told_at = grant.redirect_uri.strip_suffix("/back").map(|start| format!("{start}/logout"));
        let session = Session {
            sid: sid.clone(),
            subject: grant.subject.clone(),
            name: grant.who.name(),
            since: app.now(),
            told_at: told_at.unwrap_or_default(),
        };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push_front(session);
        all.truncate(MOST_KEPT);
        sid
    }

    /// For the page, the newest first.
    pub(super) fn list(&self, app: &App) -> Vec<SignedInThere> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = |session: &Session| SignedInThere {
            sid: session.sid.clone(),
            name: session.name.clone(),
            since: when::said(session.since, app.now(), "UTC"),
        };
        all.iter().map(shown).collect()
    }

    fn end(&self, sid: &str) -> Option<Session> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = all.iter().position(|session| session.sid == sid)?;
        all.remove(place)
    }
}

/// `GET /dev/provider/logout` (RP-Initiated Logout 1.0): back to where it was asked, or to the list of who is in.
pub async fn show(State(app): State<Shared>, asked: Asked) -> Response {
    let back = asked.get("post_logout_redirect_uri");
    if authorize::leads_to_us(&app, back) {
        let state = asked.get("state");
        let more = if state.is_empty() { vec![] } else { vec![("state", state)] };
        return Redirect::to(&authorize::with_query(back, &more)).into_response();
    }
    told(StatusCode::OK, "provider-out", "provider-out-line")
}

/// `POST /dev/provider/logout`: the session `sid` ends, and whoever signed in by it is told.
pub async fn submit(
    State(app): State<Shared>,
    Extension(sessions): Extension<Arc<Sessions>>,
    form: Fields,
) -> Answer {
    let Some(session) = sessions.end(form.get("sid")) else {
        return Ok(Redirect::to(super::PATH).into_response());
    };
    let seconds = |at: Instant| at.0.div_euclid(1_000_000);
    let now = app.now();
    let claims = json!({
        "iss": issuer(&app),
        "aud": CLIENT_ID,
        "iat": seconds(now),
        "exp": seconds(now.plus(TOKEN_LIVES)),
        "jti": HEXLOWER.encode(&random::<12>()),
        "sub": session.subject,
        "sid": session.sid,
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
    });
    let token = sign::token(&app, &claims, false)?;
    let answer = app.fetch.post_form(&session.told_at, None, &[("logout_token", &token)]).await;
    let taken = answer.is_ok_and(|answer| answer.status == 200);
    let line = if taken { "provider-ended-told" } else { "provider-ended-untold" };
    Ok(told(StatusCode::OK, "provider-ended", line))
}

fn told(status: StatusCode, title: &str, line: &str) -> Response {
    let said = |key: &str| words().plain(key, &[]);
    answer::page_with(status, &TroublePage { page: page(), title: said(title), line: said(line) })
}
