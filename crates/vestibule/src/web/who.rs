//! Who is signed in: one indexed read per request that asks, and no hash.
//!
//! The session's own limits are judged here by the rules; what a page may show is the page's business.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use proofs::ticket::Token;
use rules::policy::Policy;
use rules::{Role, Span};
use uuid::Uuid;

use super::answer::{self, Answer, Broken};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::Actor;
use crate::flows::sso::SIGNED_OUT_THERE;
use crate::flows::{self, policy_text};
use crate::step::{Given, Step};
use crate::store::organization::{self, OrganizationRow};
use crate::store::session::{self, CurrentOrganization, SessionWithUser};
use crate::views::{Organization, Page, Section};
use crate::visit::Visit;

/// How seldom a session's last use is written down.
const TOUCHED_EVERY: Span = Span::minutes(1);

/// Somebody signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The session and its user.
    pub row: SessionWithUser,
}

impl SignedIn {
    /// The user's id.
    pub fn user(&self) -> Uuid {
        self.row.session.user_id
    }

    /// First and last name.
    pub fn name(&self) -> String {
        proofs::full_name(&self.row.first_name, &self.row.last_name)
    }

    /// The organization that this session is in, if it may still be.
    pub fn organization(&self) -> Option<&CurrentOrganization> {
        self.row.organization.as_ref().filter(|organization| {
            organization.joined_at.is_some()
                && self.visits().is_none_or(|visits| visits == organization.id)
                && organization.deactivated_at.is_none()
                && organization.suspended_at.is_none()
        })
    }

    /// The one organization that the session is good for, where its provider opened it. Whoever reads has not proved
    /// to be the user, and is shown nothing of the user's own.
    pub fn visits(&self) -> Option<Uuid> {
        self.row.session.visits_id
    }

    /// Whether the session is in that organization, as an admin.
    pub fn administers(&self, slug: &str) -> bool {
        self.organization()
            .is_some_and(|organization| organization.slug == slug && organization.role == Role::Admin)
    }

    /// A step within this session, with what it has proved.
    pub fn step(&self) -> Step {
        let row = &self.row.session;
        Step {
            address: self.row.address.clone(),
            user: Some(row.user_id),
            // A visit is about its organization, whether or not that still lets the user in.
            wanted: row.visits_id.or_else(|| self.organization().map(|organization| organization.id)),
            password_at: row.password_at.map(|at| at.0),
            mailbox_at: row.mailbox_at.map(|at| at.0),
            second_at: row.second_at.map(|at| at.0),
            by_recovery_code: matches!(row.second_kind.as_deref(), Some("recovery-code" | "stand-in")),
            given: Given {
                factor: row.second_factor_id,
                organization: row.second_organization_id,
                by_pass: row.second_by_pass,
            },
            passkey_at: row.passkey_at.map(|at| at.0),
            password_set_at: self.row.user_password_at.map(|at| at.0),
            visiting: row.visits_id,
            connection: row.connection_id,
            vouched_at: row.vouched_at.map(|at| at.0),
            vouched_second: row.vouched_second,
            session: Some(row.id),
            ..Step::default()
        }
    }
}

/// The reader's session, if it is alive.
pub async fn signed_in(app: &App, visit: &Visit) -> Result<Option<SignedIn>, Fault> {
    let Some(token) = visit.session_token.as_deref().and_then(Token::parse) else { return Ok(None) };
    let found = session::find_with_user(&mut app.store.read(), &token.digest()).await?;
    let Some(mut row) = found else { return Ok(None) };
    let policy = row
        .organization
        .as_ref()
        .map_or(Policy::DEFAULT, |organization| policy_text::read(&organization.policy));
    let session = &row.session;
    let alive = rules::session::alive(
        &policy,
        session.visits_id.is_some(),
        session.created_at,
        session.last_used_at,
        visit.now,
    );
    if session.ended_at.is_some() || visit.now >= session.expires_at || !alive {
        return Ok(None);
    }
    if !flows::sign_on::may_stay(app, &row, visit.now).await? {
        // The organization wants its people to come through its provider by now.
        row.organization = None;
    }
    let session = &row.session;
    if visit.now.since(session.last_used_at) >= TOUCHED_EVERY
        && let Err(fault) = flows::account::touch(app, visit, session.id).await
    {
        // A page is worth more than the note that it was looked at.
        tracing::warn!(%fault, "a session's last use was not written down");
    }
    Ok(Some(SignedIn { row }))
}

/// Whoever reads, signed in or not.
pub struct MaybeSignedIn(pub Option<SignedIn>);

impl FromRequestParts<Shared> for MaybeSignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, app).await?;
        let found = signed_in(app, &visit).await.map_err(|fault| Broken::from(fault).into_response())?;
        Ok(MaybeSignedIn(found))
    }
}

impl FromRequestParts<Shared> for SignedIn {
    type Rejection = Response;

    /// Whoever is not signed in is sent to the door, and back here afterwards.
    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, app).await?;
        let found = signed_in(app, &visit).await.map_err(|fault| Broken::from(fault).into_response())?;
        let Some(signed_in) = found else {
            let reading = parts.method == axum::http::Method::GET;
            let path = if reading {
                parts.uri.path_and_query().map_or("/account", |path| path.as_str())
            } else {
                "/account"
            };
            let door = to_the_door(app, &visit, path).await;
            return Err(door.unwrap_or_else(IntoResponse::into_response));
        };
        match signed_in.visits() {
            Some(_) if !is_open_to_visitors(parts.uri.path()) => {
                Err(answer::only_visiting(app, &visit, &signed_in).await)
            }
            Some(_) | None => Ok(signed_in),
        }
    }
}

/// The pages of an organization, and the one that says where one is. Everything else is the user's own; the rules
/// refuse what it does as well.
fn is_open_to_visitors(path: &str) -> bool {
    path == "/account" || path.starts_with("/org/")
}

/// To the login page, which leads back to `next` and says why one stands there.
pub async fn to_the_door(app: &App, visit: &Visit, next: &str) -> Answer {
    let word = match visit.session_token {
        Some(_) if was_ended_there(app, visit).await? => Some("session-ended-there".to_owned()),
        Some(_) => Some("session-ended".to_owned()),
        None => None,
    };
    let step = Step { next: answer::safe_next(next), word, ..Step::default() };
    Ok(Redirect::to(&format!("/sign-in?s={}", step.seal(app, visit))).into_response())
}

/// Whether this browser's session ended because its user signed out at the provider.
pub async fn was_ended_there(app: &App, visit: &Visit) -> Result<bool, Fault> {
    let Some(token) = visit.session_token.as_deref().and_then(Token::parse) else { return Ok(false) };
    let found = session::find_with_user(&mut app.store.read(), &token.digest()).await?;
    Ok(found.is_some_and(|row| row.session.ended_why.as_deref() == Some(SIGNED_OUT_THERE)))
}

/// An admin of the organization in the path; anybody else gets the page that says what to do.
pub struct Admin {
    /// Who.
    pub signed_in: SignedIn,
    /// Of which organization.
    pub organization: OrganizationRow,
}

impl Admin {
    /// Their organization, as pages name it.
    pub fn named(&self) -> Organization {
        answer::named(&self.organization)
    }

    /// The frame of a page of the console, with the word of what was just done.
    pub async fn frame(&self, app: &App, section: Section, word: &str) -> Result<Page, Fault> {
        answer::frame(app, &self.signed_in, section, word).await
    }

    /// 404.
    pub async fn not_found(&self, app: &App) -> Answer {
        answer::not_found(app, &self.signed_in).await
    }

    /// Who acts, with the second factor of their session.
    pub async fn actor(&self, app: &App, visit: &Visit) -> Result<Actor, Fault> {
        let step = self.signed_in.step();
        flows::people::admin(app, visit, &step, self.signed_in.name(), self.organization.id).await
    }
}

impl FromRequestParts<Shared> for Admin {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, app).await?;
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        let slug = parts.uri.path().split('/').nth(2).unwrap_or_default().to_owned();
        if !signed_in.administers(&slug) {
            return Err(answer::not_an_admin(app, &visit, &signed_in).await);
        }
        let found = organization::find_by_slug(&mut app.store.read(), &slug).await;
        let found = found.map_err(|fault| Broken::from(fault).into_response())?;
        let Some(organization) = found else {
            return Err(answer::not_an_admin(app, &visit, &signed_in).await);
        };
        Ok(Admin { signed_in, organization })
    }
}
