//! From an outcome to an answer: signed in, one more challenge, or the refusal with its remedies. Every way in
//! ends here.
//!
//! Never in here: a rule. What a reader may know of a cause was decided by what they have proved.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::response::{Html, IntoResponse, Redirect, Response};
use rules::verdict::{Challenge, Why};
use rules::{Cause, Instant, Span, Verdict};
use uuid::Uuid;

use super::entry;
use super::refusal;
use super::who::SignedIn;
use crate::app::{App, Counts};
use crate::fault::Fault;
use crate::flows::{self, Outcome, Who};
use crate::step::{Refused, Step, read_cause, write_cause};
use crate::store::membership::MembershipWithOrganization;
use crate::store::organization::OrganizationRow;
use crate::store::{help, membership, request};
use crate::views::logo::Logo;
use crate::views::message::MessagePage;
use crate::views::{Brand, Notice, Organization, Page, Remedy, Section, SignedInUser, Tone};
use crate::visit::Visit;
use crate::when;
use crate::words::words;

/// What handlers return: `?` always means that we broke.
pub type Answer = Result<Response, Broken>;

/// A fault on its way to the edge.
#[derive(Clone, Debug)]
pub struct Broken(std::sync::Arc<Fault>);

impl From<Fault> for Broken {
    fn from(fault: Fault) -> Broken {
        Broken(std::sync::Arc::new(fault))
    }
}

impl IntoResponse for Broken {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The page for a fault: printed once, here, with a reference.
pub fn broken(app: &App, visit: &Visit, broken: &Broken) -> Response {
    if let Fault::Busy { retry_after_seconds } = *broken.0 {
        Counts::add(&app.counts.shed);
        let page = MessagePage::busy(door_page(app, None), retry_after_seconds);
        let mut response = page_with(StatusCode::SERVICE_UNAVAILABLE, &page);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_seconds));
        return response;
    }
    let reference = app.new_reference().to_string();
    tracing::error!(reference = %reference, fault = %broken.0, "something of ours broke");
    let at = when::said(visit.now, visit.now, "UTC");
    let page = MessagePage::broken(door_page(app, None), &reference, &at);
    refer(page_with(StatusCode::INTERNAL_SERVER_ERROR, &page), &reference)
}

/// A page.
pub fn page(view: &impl Template) -> Response {
    page_with(StatusCode::OK, view)
}

/// A page with a status.
pub fn page_with(status: StatusCode, view: &impl Template) -> Response {
    match view.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => Broken::from(Fault::broken(format!("a page: {error}"))).into_response(),
    }
}

/// The answer with a reference in its header.
pub fn refer(mut response: Response, reference: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(reference) {
        response.headers_mut().insert(HeaderName::from_static("vestibule-reference"), value);
    }
    response
}

/// A page that shows a refusal, with its reference in the header; a slowed guess says when to come back (429).
pub fn showing(response: Response, refused: Option<&Refused>, now: Instant) -> Response {
    let Some(refused) = refused else { return response };
    let mut response = refer(response, &refused.reference);
    let until = match read_cause(&refused.cause) {
        Some(Cause::GuessesSlowed { until }) => Some(until.unwrap_or(now.plus(Span::minutes(15)))),
        Some(Cause::MailsCapped { until }) => Some(until),
        _ => None,
    };
    if let Some(until) = until {
        let seconds = until.since(now).as_seconds();
        if seconds > 0 {
            *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
    response
}

/// 404 for somebody signed in.
pub async fn not_found(app: &App, signed_in: &SignedIn) -> Answer {
    Ok(page_with(StatusCode::NOT_FOUND, &MessagePage::not_found(own_page(app, signed_in).await?)))
}

/// To another page of ours.
pub fn to(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// To another page of ours, with a sealed step.
pub fn to_step(app: &App, visit: &Visit, path: &str, step: &Step) -> Response {
    Redirect::to(&format!("{path}?s={}", step.seal(app, visit))).into_response()
}

/// A path of ours to go to afterwards; anything that could lead elsewhere is nothing.
pub fn safe_next(path: &str) -> Option<String> {
    let ours = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n', '\t']);
    (ours && path.len() <= 400).then(|| path.to_owned())
}

/// The page before signing in, in the organization's colours where one is known.
pub fn door_page(app: &App, door: Option<&MembershipWithOrganization>) -> Page {
    let brand = match door {
        Some(door) => Brand {
            name: door.name.clone(),
            slug: Some(door.slug.clone()),
            accent: door.accent.clone(),
            logo: door.logo.as_deref().and_then(Logo::named),
        },
        None => Brand { name: app.settings.product.clone(), slug: None, accent: None, logo: None },
    };
    Page { demo: app.demo, ..Page::door(brand) }
}

/// The page of somebody signed in.
pub async fn own_page(app: &App, signed_in: &SignedIn) -> Result<Page, Fault> {
    let current = signed_in.organization();
    let is_admin = current.is_some_and(|organization| organization.role == rules::Role::Admin);
    let mut read = app.store.read();
    let open_requests = match current.filter(|_| is_admin) {
        Some(organization) => {
            let live = help::count_reached(&mut read, organization.id, app.now()).await?;
            live + request::count_open(&mut read, organization.id, app.now()).await?
        }
        None => 0,
    };
    let mut page = door_page(app, None);
    let mut administered = 0;
    if signed_in.visits().is_none() {
        page.waiting = super::wait::running(&mut read, app, signed_in.user()).await?;
        page.erasing = super::erase::waiting(&mut read, signed_in.user()).await?;
        administered = membership::count_administered(&mut read, signed_in.user()).await?;
    }
    if let Some(organization) = current {
        page.brand = Brand {
            name: organization.name.clone(),
            slug: Some(organization.slug.clone()),
            accent: organization.accent.clone(),
            logo: organization.logo.as_deref().and_then(Logo::named),
        };
    }
    page.user = Some(SignedInUser {
        name: signed_in.name(),
        address: signed_in.row.address.clone(),
        organization: current.map(|organization| Organization {
            name: organization.name.clone(),
            slug: organization.slug.clone(),
        }),
        is_admin,
        several: administered > 1,
        at_desk: current.is_some_and(|organization| organization.desk),
        open_requests: usize::try_from(open_requests).unwrap_or(0),
    });
    Ok(page)
}

/// An organization as pages name it.
pub fn named(row: &OrganizationRow) -> Organization {
    Organization { name: row.name.clone(), slug: row.slug.clone() }
}

/// The same in a section, with the word of what was just done.
pub async fn frame(app: &App, signed_in: &SignedIn, section: Section, word: &str) -> Result<Page, Fault> {
    let notice = notice(Tone::Good, &format!("notice-{word}"));
    Ok(Page { section, notice, ..own_page(app, signed_in).await? })
}

/// A line on top of a page, by its key in the words.
pub fn notice(tone: Tone, key: &str) -> Option<Notice> {
    words().has(key).then(|| Notice { tone, text: words().plain(key, &[]) })
}

/// The step after an outcome: what was proved, whose it is, and under which password.
pub fn next_step(step: &Step, outcome: &Outcome) -> Step {
    let mut next = step.clone().with_proofs(outcome.proofs);
    next.user = outcome.subject.user.as_ref().map(|user| user.id);
    next.password_set_at = outcome.password_set_at;
    if let Some(given) = outcome.made.given {
        next.given = given;
        // What stood in for one organization leads into that one.
        next.wanted = given.organization.or(next.wanted);
    }
    next.refusal = None;
    next
}

/// Answers an outcome. Refusals go to `back`, the page on which they are shown.
pub fn outcome(app: &App, visit: &Visit, step: &Step, outcome: &Outcome, back: &str) -> Response {
    let mut next = next_step(step, outcome);
    let response = match &outcome.verdict {
        Verdict::SignedIn(organization) => signed_in(step, outcome, organization.map(Uuid::from_u128)),
        Verdict::Challenge(challenge) => {
            let path = challenge_page(*challenge, &mut next, outcome, visit.now);
            to_step(app, visit, path, &next)
        }
        Verdict::Done(_) => to_step(app, visit, back, &next),
        Verdict::Refused(cause) => {
            // Somebody who has not proved anything takes no more along than what they typed.
            let mut next = if outcome.proofs.known().is_none() { step.clone() } else { next };
            let arrived = back == super::sso::REFUSED;
            next.refusal = Some(Refused { arrived, ..refused(outcome, cause, visit) });
            refer(to_step(app, visit, back, &next), outcome.reference.as_str())
        }
    };
    with_session(app, visit, outcome, response)
}

/// A refusal on its way to its page.
pub fn refused(outcome: &Outcome, cause: &Cause, visit: &Visit) -> Refused {
    Refused {
        reference: outcome.reference.to_string(),
        at: visit.now.0,
        cause: write_cause(cause),
        arrived: false,
    }
}

/// Sets the cookie of a session that was begun or raised.
pub fn with_session(app: &App, visit: &Visit, outcome: &Outcome, mut response: Response) -> Response {
    if let Some(token) = &outcome.made.session_token {
        let session = entry::cookie(app, "session", token.text()).to_string();
        entry::set_cookie(&mut response, &session);
        // Whom a provider vouched for has proved nothing of the user's own: that would be a place in the user's lane.
        if outcome.proofs.vouched.is_none() {
            let mark = app.known_mark(visit.device_cookie, &outcome.subject.address);
            entry::set_cookie(&mut response, &entry::lasting_cookie(app, "known", mark));
        }
    }
    response
}

fn signed_in(step: &Step, outcome: &Outcome, organization: Option<Uuid>) -> Response {
    let used_code =
        outcome.subject.ticket.is_none() && outcome.proofs.by_recovery_code && step.second_at.is_none();
    match (organization, &step.next) {
        (None, _) => to("/sign-in/choose"),
        (Some(_), Some(next)) if !used_code => to(next),
        (Some(_), _) if used_code && outcome.made.given.is_some_and(|given| given.organization.is_some()) => {
            to("/account?word=came-by-stand-in")
        }
        (Some(_), _) if used_code => to("/account?word=came-by-recovery-code"),
        (Some(_), _) => to("/account"),
    }
}

/// The page of a challenge, and what it needs in its step.
fn challenge_page(challenge: Challenge, next: &mut Step, outcome: &Outcome, now: Instant) -> &'static str {
    if let Some((sheet, seed)) = &outcome.made.sheet {
        *next = next.clone().with_sheet(*sheet, seed);
    }
    match challenge {
        Challenge::Password => "/sign-in/password",
        Challenge::SecondFactor => "/sign-in/second",
        Challenge::NewPassword(organization, why) => {
            next.wanted = Some(Uuid::from_u128(organization));
            let word = match why {
                Why::Expired => "expired",
                Why::Demanded => "demanded",
            };
            next.word = Some(word.to_owned());
            next.ticket = None;
            // In a session that has been open for a while, the present password is typed once more.
            let typed = rules::password::typed_of_late(&next.proofs(), next.session.is_some(), now);
            if typed { "/password/choose" } else { "/account/password" }
        }
        Challenge::NewPasswordByTicket => {
            next.word = None;
            "/password/choose"
        }
        Challenge::ProveMailbox => {
            next.ask.get_or_insert_with(|| outcome_ask(outcome));
            "/mailbox"
        }
        Challenge::SetUpFactor => "/setup/authenticator",
        Challenge::SaveCodes => "/setup/codes",
        Challenge::AcceptInvitation(organization) => {
            next.wanted = Some(Uuid::from_u128(organization));
            next.word = Some("accept".to_owned());
            "/invite"
        }
    }
}

/// Every step that may end in a mail has an id of its own for it from the start; this is for one that had none.
fn outcome_ask(outcome: &Outcome) -> Uuid {
    outcome.made.session.unwrap_or_else(Uuid::nil)
}

/// A form from another site, or from a page that cannot be read any more.
pub fn stale(app: &App, visit: &Visit, again: &str, status: StatusCode) -> Response {
    let view = MessagePage::stale(door_page(app, None), again);
    if status == StatusCode::OK {
        return page(&view);
    }
    let reference = app.new_reference().to_string();
    tracing::info!(%reference, status = status.as_u16(), "a form was not taken");
    refer(page_with(status, &view.referring(&reference, when::said(visit.now, visit.now, "UTC"))), &reference)
}

/// A step that cannot be used: the browser keeps no cookies, or the page is too old; either way the page says
/// how it goes on.
pub fn lost(app: &App, visit: &Visit, stale: crate::step::Stale, again: &str) -> Response {
    match stale {
        crate::step::Stale::NoCookies => page(&MessagePage::cookies(door_page(app, None))),
        crate::step::Stale::Unreadable => self::stale(app, visit, again, StatusCode::OK),
    }
}

/// 403 for somebody signed in: who could let them, and a button that asks.
pub async fn not_an_admin(app: &App, visit: &Visit, signed_in: &SignedIn) -> Response {
    let view = |own, ways| MessagePage::not_yours(own, ways);
    shut_out(app, visit, signed_in, Cause::NotAnAdmin, view).await
}

/// 403 for somebody whom a provider vouched for, before what is the user's own.
pub async fn only_visiting(app: &App, visit: &Visit, signed_in: &SignedIn) -> Response {
    let view = |own, ways| MessagePage::only_visiting(own, ways);
    shut_out(app, visit, signed_in, Cause::OnlyVisiting, view).await
}

/// 403 for somebody signed in, with what they can do about it.
pub async fn shut_out(
    app: &App,
    visit: &Visit,
    signed_in: &SignedIn,
    cause: Cause,
    view: impl FnOnce(Page, Vec<Remedy>) -> MessagePage,
) -> Response {
    match shut(app, visit, signed_in, cause, view).await {
        Ok(response) => response,
        Err(fault) => Broken::from(fault).into_response(),
    }
}

async fn shut(
    app: &App,
    visit: &Visit,
    signed_in: &SignedIn,
    cause: Cause,
    view: impl FnOnce(Page, Vec<Remedy>) -> MessagePage,
) -> Result<Response, Fault> {
    let who = Who::User(signed_in.user());
    let refused = flows::refused::told(app, visit, &who, signed_in.step(), "page-opened", cause).await?;
    let own = own_page(app, signed_in).await?;
    let step = Step { refusal: Some(refused.clone()), ..signed_in.step() };
    let mut told = refusal::told(app, visit, &step, None, &refused);
    if cause == Cause::OnlyVisiting
        && let Some(way) = told.as_mut().and_then(|told| told.remedies.first_mut())
    {
        // As oneself: not by the way that was just taken.
        way.way = crate::views::Way::Link(super::sso::own_way(
            app,
            visit,
            Step::for_address(&signed_in.row.address),
        ));
    }
    let at = when::said(visit.now, visit.now, "UTC");
    let view = view(own, told.map_or(vec![], |told| told.remedies)).referring(&refused.reference, at);
    Ok(refer(page_with(StatusCode::FORBIDDEN, &view), &refused.reference))
}

/// The memberships of a user, for pages that need no more.
pub async fn doors(app: &App, user: Uuid) -> Result<Vec<MembershipWithOrganization>, Fault> {
    membership::list_with_organizations(&mut app.store.read(), user).await
}
