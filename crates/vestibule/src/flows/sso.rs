//! Through an organization's own provider: the question that a browser takes there, and what comes back with it.
//!
//! What the question needs later stands in a cookie of its own, sealed for this browser, under a name that no other
//! question has: two tabs never overwrite each other's, and nothing is kept for strangers. Never in here: what the
//! provider's word is worth (`rules::sso`). Where to go next: `sso/reading.rs`, which asks the provider; `sso/record.rs`,
//! which keeps what it sent for the admins.

mod keys;
mod logout;
mod noise;
mod newcomer;
mod reading;
mod record;
mod whom;

use data_encoding::BASE64URL_NOPAD;
use rules::attempt::Arrival;
use rules::cause::SsoFlaw;
use rules::{Attempt, Cause, Span, Verdict};
use uuid::Uuid;

use super::apply::Hands;
use super::refused;
use super::run::{Knock, Outcome};
use super::sign_in::PROVED_AGAIN;
use super::subject::{Guessing, Who};
use crate::app::{App, random};
use crate::fault::Fault;
use crate::step::{Refused, Step, write_cause};
use crate::store::connection::ConnectionRow;
use crate::store::{admission, connection, question, ticket};
use crate::visit::Visit;
pub use keys::refresh as refresh_keys;
pub use logout::{Told, WHY as SIGNED_OUT_THERE, ends_at_provider, left, told};
use reading::Asking;
pub use reading::{Answer, Claims, Published, Source, Unfit, fetch_published, is_there, oidc, saml};
pub use record::{CHECKS, Check, Record, find as find_record, list as list_records};

/// How long somebody may take at the provider.
pub const ASKED_FOR: Span = rules::sign_in::STEPS_LAST;
/// How the names of the cookies of questions begin.
pub const ASKED: &str = "ask-";
/// The way to a provider.
pub struct Going {
    /// Its own page.
    pub url: String,
    /// What this browser keeps meanwhile: the name of its cookie, and its value.
    pub cookie: (String, String),
}

/// What comes back from a provider.
#[derive(Clone, Debug)]
pub struct Back {
    /// What the browser took along.
    pub state: String,
    /// The answer.
    pub answer: Answer,
}

/// Where a provider sends people back to. One for each connection, so that no provider's answer is taken for another's
/// (RFC 9700 §4.4.2).
pub fn back_to(app: &App, row: &ConnectionRow) -> String {
    back_to_id(app, &row.protocol, row.id)
}

/// The same for one that is not saved yet.
pub fn back_to_id(app: &App, protocol: &str, id: Uuid) -> String {
    let place = if protocol == "saml" { "acs" } else { "back" };
    app.url(&format!("/sso/{id}/{place}"))
}

/// The connection that is on for addresses of this one's domain. The same for every address there.
pub async fn for_address(app: &App, address: &str) -> Result<Option<ConnectionRow>, Fault> {
    let Some((_, domain)) = address.rsplit_once('@') else { return Ok(None) };
    connection::any_find_for_domain(&mut app.store.read(), domain).await
}

/// The name of the cookie of one question.
pub fn cookie_of(state: &str) -> String {
    let short: String = state.chars().filter(char::is_ascii_alphanumeric).take(12).collect();
    format!("{ASKED}{short}")
}

/// A value that belongs to one question of one browser, and that nobody else can know before it is sent.
fn derived(app: &App, visit: &Visit, what: &str, state: &str) -> String {
    BASE64URL_NOPAD.encode(&derived_bytes(app, visit, what, state))
}

fn derived_bytes(app: &App, visit: &Visit, what: &str, state: &str) -> [u8; 32] {
    let about = [visit.device.as_bytes().as_slice(), state.as_bytes()].concat();
    app.sealer.keyed_hash(what, &about)
}

/// Asks the provider about whoever sits at this browser.
pub fn begin(app: &App, visit: &Visit, row: &ConnectionRow, step: &Step, switch: bool) -> Option<Going> {
    let state = BASE64URL_NOPAD.encode(&random::<18>());
    let asking = Asking { state: &state, address: &step.address, switch };
    let url = reading::question(app, visit, row, &asking)?;
    let step = Step {
        next: step.next.clone(),
        wanted: Some(row.organization_id),
        visiting: Some(row.organization_id),
        connection: Some(row.id),
        rehearsal: step.rehearsal,
        setup_link: step.setup_link,
        beside: step.beside,
        ticket: step.ticket,
        word: Some(state.clone()),
        ..Step::for_address(&step.address)
    };
    Some(Going { url, cookie: (cookie_of(&state), step.seal(app, visit)) })
}

/// What came of what came back.
pub enum Arriving {
    /// It was decided on.
    Decided(Box<(Step, Outcome)>),
    /// This browser asked nothing that this could answer: as somebody who only looked, it was refused for that.
    Unasked(Box<(Step, Refused)>),
    /// Another session is open in this browser than when it asked: whether a visit takes its place is asked first.
    Beside(Box<Step>),
    /// It was a rehearsal, an admin's or by a link: nobody was to be signed in; what there is to see has this reference.
    Rehearsed(String, Option<Uuid>),
}

/// Somebody is back. `kept` finds what this browser kept under a cookie's name; `beside` is the session in it that did
/// not come through this connection.
pub async fn arrive(
    app: &App,
    visit: &Visit,
    row: &ConnectionRow,
    back: &Back,
    beside: Option<Uuid>,
    kept: impl Fn(&str) -> Option<String>,
) -> Result<Arriving, Fault> {
    let asked = kept(&cookie_of(&back.state)).and_then(|sealed| Step::open(app, visit, &sealed).ok());
    let ours = |step: &Step| step.connection == Some(row.id) && step.word.as_deref() == Some(&back.state);
    let asked = asked.filter(ours).filter(|step| visit.now.0 - step.sealed_at < ASKED_FOR.0);
    let base = asked.clone().unwrap_or_else(|| Step {
        wanted: Some(row.organization_id),
        visiting: Some(row.organization_id),
        connection: Some(row.id),
        ..Step::default()
    });
    let ticket = invitation(app, row, base.ticket).await?;
    let step = Step { word: None, ticket, ask: Some(app.new_id()), ..base };
    if asked.is_none() {
        // Anybody can bring anything here, as often as they like: it is written down as looks are.
        let flaw = if back.state.is_empty() { SsoFlaw::Unasked } else { SsoFlaw::StateLost };
        let who = Who::Address(String::new());
        let told = refused::told(app, visit, &who, step.clone(), "sso", Cause::Sso(flaw)).await?;
        return Ok(Arriving::Unasked(Box::new((step, told))));
    }
    if !step.rehearsal && beside.is_some() && step.beside != beside {
        return Ok(Arriving::Beside(Box::new(step)));
    }
    if !step.rehearsal
        && let Some(until) = noise::over(app, visit).await?
    {
        let (who, cause) = (Who::Address(String::new()), Cause::GuessesSlowed { until: Some(until) });
        let told = refused::told(app, visit, &who, step.clone(), "sso", cause).await?;
        return Ok(Arriving::Unasked(Box::new((step, told))));
    }
    let mut record = Record::new(row, step.rehearsal);
    record.sent.link = step.setup_link;
    let claims = match first_answer(app, visit, back).await? {
        true => reading::read(app, visit, row, back, &mut record).await?,
        false => Err(SsoFlaw::UsedTwice),
    };
    if !record.answered && noise::is_bringers(&claims) {
        noise::count(app, visit).await?;
    }
    let session = claims.as_ref().ok().and_then(|claims| claims.session.as_deref());
    let step = Step { vouched_session: session.map(|sid| logout::key(app, row, sid)), ..step };
    let knock = Knock::new(app, visit, "sso", step, Guessing::Second);
    if knock.step.rehearsal {
        let reference = rehearse(&knock, row, claims, record).await?;
        return Ok(Arriving::Rehearsed(reference, knock.step.setup_link));
    }
    let outcome = decide(&knock, row, claims, &mut record).await?;
    let cause = match &outcome.verdict {
        Verdict::Refused(cause) => Some(cause),
        Verdict::SignedIn(_) | Verdict::Challenge(_) | Verdict::Done(_) => None,
    };
    record
        .keep(app, visit, &outcome.reference, outcome.subject.user.as_ref().map(|user| user.id), cause)
        .await;
    super::sign_on::note(app, row, &outcome, visit.now).await?;
    // The link has done what it can for this arrival.
    let mut step = Step { ticket: None, ..knock.step };
    if let Some(Cause::InvitationPending | Cause::InvitationExpired) = cause {
        // Whose mailbox the invitation goes to again, at a click.
        step.address.clone_from(&outcome.subject.address);
    }
    Ok(Arriving::Decided(Box::new((step, outcome))))
}

/// The link that was opened on the way here, if it is of an invitation to this very organization.
async fn invitation(app: &App, row: &ConnectionRow, ticket: Option<Uuid>) -> Result<Option<Uuid>, Fault> {
    let Some(id) = ticket else { return Ok(None) };
    let found = ticket::find(&mut app.store.read(), id).await?;
    Ok(found.filter(|found| found.organization_id == Some(row.organization_id)).map(|found| found.id))
}

/// Whether this is the first answer to that question.
async fn first_answer(app: &App, visit: &Visit, back: &Back) -> Result<bool, Fault> {
    let mut write = app.store.write().await?;
    let key = app.sealer.keyed_hash("sso state", back.state.as_bytes());
    let first = question::spend(&mut write, &key, visit.now.plus(ASKED_FOR)).await?;
    write.commit().await?;
    Ok(first)
}

async fn decide(
    knock: &Knock<'_>,
    row: &ConnectionRow,
    claims: Result<Claims, SsoFlaw>,
    record: &mut Record,
) -> Result<Outcome, Fault> {
    let app = knock.app;
    let admission = admission::find(&mut app.store.read(), row.id).await?.unwrap_or_default();
    let arrival = |said| {
        let (organization, newcomers) = (row.organization_id.as_u128(), admission.newcomers);
        Arrival { organization, open: row.mode != "off", newcomers, said }
    };
    let claims = match claims {
        Ok(claims) => claims,
        Err(flaw) => {
            // Nobody was vouched for: whoever it is about is at most the one whose address was typed.
            let who = Who::Address(knock.step.address.clone());
            return knock.simply(&who, &Attempt::Arrive(arrival(Err(flaw)))).await;
        }
    };
    for _ in 0..PROVED_AGAIN {
        let met = whom::met(app, row, &admission, &knock.step, &claims).await?;
        record.person(&met.said, &met.arrived);
        let arrival = arrival(Ok(met.said));
        // Who else is signed in there is no business of the one who typed an address here.
        let who = if met.said.as_asked { met.who } else { Who::Address(knock.step.address.clone()) };
        let hands = Hands { arrived: Some(met.arrived), ..Hands::default() };
        let came = match newcomer::arrive(knock, row, &who, &met.newcomer, &arrival, &hands).await {
            Ok(None) => knock.run(&who, &Attempt::Arrive(arrival), &hands).await,
            other => other,
        };
        match came {
            Ok(Some(outcome)) => return Ok(outcome),
            // Somebody linked, or took apart, what was looked at: looked at again.
            Ok(None) | Err(Fault::Contended) => {}
            Err(fault) => return Err(fault),
        }
    }
    Err(Fault::Contended)
}

/// What a sign-in would come to, with nothing carried out.
async fn rehearse(
    knock: &Knock<'_>,
    row: &ConnectionRow,
    claims: Result<Claims, SsoFlaw>,
    mut record: Record,
) -> Result<String, Fault> {
    let app = knock.app;
    let (cause, user) = match claims {
        Err(flaw) => (Some(Cause::Sso(flaw)), None),
        Ok(claims) => {
            let admission = admission::find(&mut app.store.read(), row.id).await?.unwrap_or_default();
            let met = whom::met(app, row, &admission, &knock.step, &claims).await?;
            record.person(&met.said, &met.arrived);
            let (subject, facts) = knock.look(&met.who).await?;
            let (organization, newcomers) = (row.organization_id.as_u128(), admission.newcomers);
            let arrival = Arrival { organization, open: true, newcomers, said: Ok(met.said) };
            let decision = rules::decide(&facts, &Attempt::Arrive(arrival), knock.visit.now);
            let cause = match decision.verdict {
                // They would be a member by coming.
                Verdict::Refused(_) if rules::sso::welcomes(&facts, &arrival) => None,
                Verdict::Refused(cause) => Some(cause),
                Verdict::SignedIn(_) | Verdict::Challenge(_) | Verdict::Done(_) => None,
            };
            (cause, subject.user.map(|user| user.id))
        }
    };
    // What goes well for whoever has a link is to be seen by an admin before anybody is sent there.
    if cause.is_none() && knock.step.setup_link.is_none() {
        let mut write = app.store.write().await?;
        connection::set_tried(&mut write, row.id, knock.visit.now, row.changed_at).await?;
        write.commit().await?;
    }
    tracing::info!(reference = %knock.reference, cause = cause.as_ref().map(write_cause), "a rehearsal");
    record.keep(app, knock.visit, &knock.reference, user, cause.as_ref()).await;
    Ok(knock.reference.to_string())
}
