//! What a provider sent beside what was expected, kept for the admins of its organization.
//!
//! Sealed, without what would be of use to a thief, for two weeks. It is written beside the transaction: when it cannot
//! be, the sign-in goes on without it. Never in here: a sentence for people (`web/console/sso`).

use std::time::Duration;

use proofs::reference::Reference;
use rules::attempt::{Said, SaidAddress};
use rules::cause::SsoFlaw;
use rules::{Cause, Instant};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;
use crate::fault::Fault;
use crate::flows::hands::Arrived;
use crate::step::{read_cause, write_cause};
use crate::store::arrival::{self, ArrivalRow};
use crate::store::connection::ConnectionRow;
use crate::visit::Visit;

/// So many are kept of one connection that its provider answered for.
const KEPT: i64 = 1000;
/// So many of what anybody can bring: errors that stand in an address, and codes that are none.
const KEPT_UNANSWERED: i64 = 200;
/// How long a sign-in waits for this.
const DEADLINE: Duration = Duration::from_millis(500);
/// The longest text of a provider's that is kept.
const LONGEST: usize = 1000;

/// What is looked at, in this order. The first that does not hold ends it.
pub const CHECKS: [&str; 9] =
    ["asked", "answered", "issuer", "signature", "audience", "time", "address", "person", "membership"];

/// How one of them stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// It was not come to.
    NotReached,
}

/// What came beside what was expected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sent {
    /// What the token said, name by name.
    pub claims: Vec<(String, String)>,
    /// What differs: which field, what was expected, what came.
    pub compared: Vec<(String, String, String)>,
    /// The message itself, without what would let anybody use it again.
    pub document: Option<String>,
    /// The provider's own error, and its words.
    pub error: Option<(String, String)>,
    /// So many seconds the provider's clock was ahead of ours.
    pub clock_ahead: Option<i64>,
    /// Whether a second factor of the provider's was taken.
    pub second: Option<bool>,
    /// By which link somebody tried.
    pub link: Option<Uuid>,
    /// The address that it said, as far as it could be one.
    pub address: Option<String>,
}

/// What came back, while it is looked at; or as it is found again.
#[derive(Clone, Debug)]
pub struct Record {
    organization: Uuid,
    connection: Uuid,
    /// It was a rehearsal.
    pub rehearsal: bool,
    /// The provider gave a token for it, or an admin tried: nobody else can bring that.
    pub(super) answered: bool,
    /// The reference.
    pub reference: String,
    /// When.
    pub at: Instant,
    /// Whom it was about.
    pub user: Option<Uuid>,
    /// Why it opened nothing.
    pub cause: Option<Cause>,
    /// What came.
    pub sent: Sent,
}

impl Record {
    pub(super) fn new(row: &ConnectionRow, rehearsal: bool) -> Record {
        Record {
            organization: row.organization_id,
            connection: row.id,
            rehearsal,
            answered: rehearsal,
            reference: String::new(),
            at: Instant(0),
            user: None,
            cause: None,
            sent: Sent::default(),
        }
    }

    pub(super) fn provider_said(&mut self, error: &str, words: &str) {
        self.sent.error = Some((bounded(error), bounded(words)));
    }

    pub(super) fn compared(&mut self, field: &str, expected: &str, came: &str) {
        self.sent.compared.push((field.to_owned(), bounded(expected), bounded(came)));
    }

    pub(super) fn clock(&mut self, now: Instant, date: Option<i64>) {
        self.sent.clock_ahead = date.map(|date| date - now.0 / 1_000_000);
    }

    /// What was said, name by name.
    pub(super) fn claims(&mut self, claims: Vec<(String, String)>) {
        self.sent.claims = claims;
    }

    pub(super) fn document(&mut self, document: Option<String>) {
        self.sent.document = document;
    }

    /// So many seconds the provider's clock is ahead of ours.
    pub(super) fn clock_ahead(&mut self, seconds: i64) {
        self.sent.clock_ahead = Some(seconds);
    }

    /// A flaw that has a name and nothing to compare.
    pub(super) fn named(&mut self, code: &str) {
        let error = self.sent.error.get_or_insert_default();
        code.clone_into(&mut error.0);
    }

    pub(super) fn person(&mut self, said: &Said, arrived: &Arrived) {
        self.sent.second = Some(said.second);
        self.sent.address = arrived.address.clone().filter(|_| said.address != SaidAddress::None);
    }

    /// How each of the checks stands.
    pub fn checks(&self) -> Vec<(&'static str, Check)> {
        let fails = self.cause.as_ref().map(|cause| failing(cause));
        let at = fails.and_then(|name| CHECKS.iter().position(|check| *check == name));
        let stand = |place: usize| match at {
            None => Check::Holds,
            Some(at) if place < at => Check::Holds,
            Some(at) if place == at => Check::Fails,
            Some(_) => Check::NotReached,
        };
        CHECKS.iter().enumerate().map(|(place, name)| (*name, stand(place))).collect()
    }

    /// Through which connection it came.
    pub const fn connection(&self) -> Uuid {
        self.connection
    }

    /// Writes it down under that reference.
    pub(super) async fn keep(
        mut self,
        app: &App,
        visit: &Visit,
        reference: &Reference,
        user: Option<Uuid>,
        cause: Option<&Cause>,
    ) {
        (self.reference, self.at, self.user) = (reference.to_string(), visit.now, user);
        let id = app.new_id();
        let plain = serde_json::to_vec(&self.sent).unwrap_or_default();
        let row = ArrivalRow {
            id,
            organization_id: self.organization,
            connection_id: self.connection,
            reference: self.reference,
            at: self.at,
            user_id: user,
            rehearsal: self.rehearsal,
            cause: cause.map(write_cause),
            answered: self.answered,
            sent: app.seal(&["arrivals", "sent", &id.to_string()], &plain),
        };
        let written = tokio::time::timeout(DEADLINE, async {
            let mut write = app.store.write().await?;
            arrival::add(&mut write, &row).await?;
            let most = if row.answered { KEPT } else { KEPT_UNANSWERED };
            arrival::trim(&mut write, row.connection_id, row.answered, most).await?;
            write.commit().await
        });
        if !matches!(written.await, Ok(Ok(()))) {
            tracing::warn!(reference = row.reference, "what a provider sent was not written down");
        }
    }

    fn read(app: &App, row: ArrivalRow) -> Record {
        let about = ["arrivals", "sent", &row.id.to_string()];
        let plain = app.sealer.open(&about, &row.sent).unwrap_or_default();
        Record {
            organization: row.organization_id,
            connection: row.connection_id,
            rehearsal: row.rehearsal,
            answered: row.answered,
            reference: row.reference,
            at: row.at,
            user: row.user_id,
            cause: row.cause.as_deref().and_then(read_cause),
            sent: serde_json::from_slice(&plain).unwrap_or_default(),
        }
    }
}

fn bounded(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(LONGEST).collect()
}

/// Which of the checks a cause is about.
fn failing(cause: &Cause) -> &'static str {
    let Cause::Sso(flaw) = cause else { return "membership" };
    match flaw {
        SsoFlaw::Unasked | SsoFlaw::UsedTwice | SsoFlaw::StateLost | SsoFlaw::SwitchedOff => "asked",
        SsoFlaw::NotAssigned
        | SsoFlaw::Declined
        | SsoFlaw::ProviderSaid
        | SsoFlaw::Unreachable
        | SsoFlaw::SecretRefused
        | SsoFlaw::Encrypted
        | SsoFlaw::Unreadable => "answered",
        SsoFlaw::Issuer => "issuer",
        SsoFlaw::Unsigned | SsoFlaw::Key | SsoFlaw::Signature | SsoFlaw::Algorithm => "signature",
        SsoFlaw::Audience | SsoFlaw::Recipient => "audience",
        SsoFlaw::Expired { .. } | SsoFlaw::NotYetValid { .. } => "time",
        SsoFlaw::NoSubject | SsoFlaw::NoAddress | SsoFlaw::AddressUnverified => "address",
        SsoFlaw::AnotherPerson | SsoFlaw::SubjectChanged => "person",
        SsoFlaw::NobodyHere | SsoFlaw::DomainUnproved => "membership",
    }
}

/// The newest of a connection: so many that its provider answered for, and half as many of the others, which therefore
/// never push those off the list.
pub async fn list(app: &App, connection: Uuid, limit: i64) -> Result<Vec<Record>, Fault> {
    let mut read = app.store.read();
    let mut rows = arrival::list(&mut read, connection, true, limit).await?;
    rows.extend(arrival::list(&mut read, connection, false, limit / 2).await?);
    rows.sort_by_key(|row| std::cmp::Reverse((row.at, row.id)));
    Ok(rows.into_iter().map(|row| Record::read(app, row)).collect())
}

/// That of one attempt, for the organization whose provider it was.
pub async fn find(app: &App, organization: Uuid, reference: &str) -> Result<Option<Record>, Fault> {
    let row = arrival::find(&mut app.store.read(), organization, reference).await?;
    Ok(row.map(|row| Record::read(app, row)))
}
