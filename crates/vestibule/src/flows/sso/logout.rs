//! Signing out at the provider: what it tells us ends the visits that came of its session, and where people are sent to
//! end that one too.
//!
//! Only visits through that very connection end. What is the user's own stays: a provider has no word about it. Never in
//! here: whether a token holds (`proofs::oidc`).

use proofs::oidc::{self, Flaw, LogoutToken};
use rules::{Instant, Span};
use uuid::Uuid;

use super::keys;
use crate::app::App;
use crate::fault::Fault;
use crate::flows::audit::Author;
use crate::store::audit::{self, AuditRow};
use crate::store::connection::ConnectionRow;
use crate::store::session::{self, SessionRow};
use crate::store::{Write, counter, identity, question};
use crate::visit::Visit;

/// Why the sessions ended.
pub const WHY: &str = "signed-out-at-provider";
/// How far two clocks may be apart.
const SKEW: Span = Span::minutes(1);
/// How long it is remembered that a token was used. One that would hold for longer still ends nothing that began since
/// it was made.
const SPENT_FOR: Span = Span::days(1);
/// So many sessions end in one go; nobody has more of one session there.
const AT_ONCE: i64 = 1000;
/// A shorter name of a session could be guessed, so that it ends nothing where nothing else is proved.
const UNGUESSABLE: usize = 16;
/// So many names of sessions that nobody has are looked at for one network in an hour.
const GUESSES: i64 = 30;

/// What came of a provider's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// So many visits ended.
    Ended(usize),
    /// It was told before.
    Twice,
    /// It does not hold.
    Flawed(Flaw),
    /// There are no keys that could bear it out.
    NoKeys,
}

/// What stands for a session at the provider of this connection: nobody who reads the database can say its name.
pub(super) fn key(app: &App, row: &ConnectionRow, sid: &str) -> Uuid {
    let about = [row.id.as_bytes().as_slice(), sid.as_bytes()].concat();
    let hash = app.sealer.keyed_hash("session at a provider", &about);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// The provider says that somebody signed out there (Back-Channel Logout 1.0 §2.5).
pub async fn told(app: &App, visit: &Visit, row: &ConnectionRow, token: &str) -> Result<Told, Fault> {
    let Some(known) = keys::believed(app, visit.now, row).await? else { return Ok(Told::NoKeys) };
    let verify = |keys| oidc::verify_logout(token, keys, &row.issuer, &row.client_id, visit.now);
    let mut came = verify(&known);
    if came.as_ref().is_err_and(keys::may_be_outdated)
        && let Some(newer) = keys::newer(app, visit.now, row).await?
    {
        came = verify(&newer);
    }
    let token = match came {
        Ok(token) => token,
        Err(flaw) => return Ok(Told::Flawed(flaw)),
    };
    let mut write = app.store.write().await?;
    let name = [row.id.as_bytes().as_slice(), token.id.as_bytes()].concat();
    let until = token.expires.plus(SKEW).min(visit.now.plus(SPENT_FOR));
    if !question::spend(&mut write, &app.sealer.keyed_hash("logout token", &name), until).await? {
        return Ok(Told::Twice);
    }
    let meant = meant(app, &mut write, row, &token).await?;
    end(app, &mut write, row, visit.now, None, &meant).await?;
    write.commit().await?;
    Ok(Told::Ended(meant.len()))
}

/// Which sessions a token means: those of the session that it names, and of the person whom it names those of which
/// nobody knows what session they came of. Where it names no session, all of that person's.
async fn meant(
    app: &App,
    write: &mut Write,
    row: &ConnectionRow,
    token: &LogoutToken,
) -> Result<Vec<SessionRow>, Fault> {
    let named = token.session.as_deref().map(|sid| key(app, row, sid));
    let mut all = match named {
        Some(named) => session::list_of_providers(write, row.id, named, AT_ONCE).await?,
        None => vec![],
    };
    let person = match &token.subject {
        Some(subject) => identity::find(write, row.id, subject).await?,
        None => None,
    };
    if let Some(person) = person {
        let theirs = session::list_of_identity(write, row.id, person.user_id, AT_ONCE).await?;
        all.extend(theirs.into_iter().filter(|row| named.is_none() || row.vouched_session.is_none()));
    }
    // What began since is another session there.
    let made = token.made.plus(SKEW);
    Ok(all.into_iter().filter(|row| row.created_at <= made).collect())
}

/// A browser says on the provider's behalf that it is signed out there (Front-Channel Logout 1.0 §3): nothing is proved
/// by that but that it knows the name of the session.
pub async fn left(
    app: &App,
    visit: &Visit,
    row: &ConnectionRow,
    issuer: &str,
    sid: &str,
) -> Result<(), Fault> {
    if issuer != row.issuer || !(UNGUESSABLE..=255).contains(&sid.chars().count()) {
        return Ok(());
    }
    let guesses = app.sealer.keyed_hash("sessions guessed", &visit.network_key().to_be_bytes());
    let since = Instant(visit.now.0 - Span::hours(1).0);
    let counted = counter::list(&mut app.store.read(), &[guesses]).await?;
    if counted.first().is_some_and(|row| row.count >= GUESSES && row.started_at > since) {
        return Ok(());
    }
    let mut write = app.store.write().await?;
    let meant = session::list_of_providers(&mut write, row.id, key(app, row, sid), AT_ONCE).await?;
    if meant.is_empty() {
        counter::take(&mut write, &guesses, since, visit.now, GUESSES).await?;
    }
    end(app, &mut write, row, visit.now, Some(visit.network_text()), &meant).await?;
    write.commit().await
}

async fn end(
    app: &App,
    write: &mut Write,
    row: &ConnectionRow,
    now: Instant,
    network: Option<String>,
    meant: &[SessionRow],
) -> Result<(), Fault> {
    for session in meant {
        session::end(write, session.id, now, WHY).await?;
    }
    let mut people: Vec<Uuid> = meant.iter().map(|session| session.user_id).collect();
    people.sort();
    people.dedup();
    for user in people {
        let author = Author { word: "provider", id: None, at: now, network: network.clone() };
        let line = author.line(app, row.organization_id, "session-ended-at-provider");
        let line = AuditRow { subject_id: Some(user), after: Some(row.name.clone()), ..line };
        audit::add(write, &line).await?;
    }
    Ok(())
}

/// Where somebody ends the session at the provider as well (RP-Initiated Logout 1.0 §2), if it has such a page. It asks
/// there: nothing goes along that would let anybody else end it.
pub fn ends_at_provider(row: &ConnectionRow) -> Option<String> {
    let said = oidc::read_discovery(row.described.as_bytes(), &row.issuer).ok()?;
    let page = said.end_session_endpoint?;
    let joint = if page.contains('?') { '&' } else { '?' };
    let query =
        form_urlencoded::Serializer::new(String::new()).append_pair("client_id", &row.client_id).finish();
    Some(format!("{page}{joint}{query}"))
}
