//! Loads what is known about the subject of an attempt, and says it as the rules' facts.
//!
//! Reads only. Never in here: a decision. Where to go next: `run.rs`, which decides, and `apply.rs`.

use proofs::totp::Secret;
use rules::facts::{
    Account, Door, Facts, Help, Lane, Pass, PassKind, Password, Standing, Ticket, TicketKind, Visiting, Wait,
    Worth,
};
use rules::{Instant, Span};
use uuid::Uuid;

use super::trace::{known_until, sign_on};
use super::{mail_caps, policy_text};
use crate::app::App;
use crate::fault::Fault;
use crate::step::{Given, Step};
use crate::store::factor::FactorRow;
use crate::store::membership::MembershipWithOrganization;
use crate::store::ticket::TicketRow;
use crate::store::undo::UndoRow;
use crate::store::user::{UserRow, UserWithAddress};
use crate::store::{
    Read, address, device, factor, guess, help, identity, membership, pass, recovery, session,
    sign_on as sign_on_store, ticket, undo, user, vouch, wait,
};
pub use crate::subject::{Guessing, Subject, WaysBack};
use crate::visit::Visit;

/// How long an ended authenticator is remembered, to recognise its codes.
const OLD_ENTRIES: Span = Span::days(365);

/// Who the subject is.
#[derive(Clone, Debug)]
pub enum Who {
    /// Whoever has this address, if anybody.
    Address(String),
    /// This user.
    User(Uuid),
}

/// The secret of an authenticator as it is kept.
pub fn seal_secret(app: &App, factor: Uuid, secret: &[u8; 20]) -> Vec<u8> {
    app.seal(&["factors", "secret", &factor.to_string()], secret)
}

/// The secret of an authenticator, if our key still opens it.
pub fn secret_of(app: &App, factor: &FactorRow) -> Option<Secret> {
    secret_in(app, factor.id, &factor.secret)
}

/// Whether our keys still open the secret of an authenticator.
pub fn opens(app: &App, factor: Uuid, sealed: &[u8]) -> bool {
    secret_in(app, factor, sealed).is_some()
}

fn secret_in(app: &App, factor: Uuid, sealed: &[u8]) -> Option<Secret> {
    let about = ["factors", "secret", &factor.to_string()];
    let plain = app.sealer.open(&about, sealed).ok()?;
    Secret::from_slice(&plain)
}

/// Loads the subject.
pub async fn load(read: &mut Read, who: &Who, step: &Step, visit: &Visit) -> Result<Subject, Fault> {
    let (found, typed) = match who {
        Who::User(id) => (user::find_with_address(read, *id).await?, None),
        Who::Address(typed) => (user::find_by_address(read, typed).await?, Some(typed.clone())),
    };
    let ticket = match step.ticket {
        Some(id) => ticket::find(read, id).await?,
        None => None,
    };
    let undo = match step.undo {
        Some(id) => undo::find(read, id).await?,
        None => None,
    };
    let Some(UserWithAddress { user, address: primary, address_since }) = found else {
        let address = typed.unwrap_or_else(|| step.address.clone());
        return Ok(Subject {
            user: None,
            address,
            address_since: None,
            held: vec![],
            factors: vec![],
            sheets: vec![],
            doors: vec![],
            ticket: None,
            undo: None,
            device: None,
            ways_back: WaysBack::default(),
        });
    };
    let factors = factor::list_for_user(read, user.id, Instant(visit.now.0 - OLD_ENTRIES.0)).await?;
    let has_second = factors.iter().any(|factor| factor.confirmed_at.is_some() && factor.ended_at.is_none());
    let doors = membership::list_with_organizations(read, user.id).await?;
    // Beside a provider that people have to come through, a second factor is asked for whether or not there is one.
    let beside = doors.iter().any(|row| row.sign_on_since.is_some());
    let mut ways_back =
        if has_second || beside { ways_back(read, user.id).await? } else { WaysBack::default() };
    // Whoever comes by the provider's word is judged by that, and not by what they left behind.
    if beside && step.visiting.is_none() {
        ways_back.traces = Some(sign_on_store::list_traces(read, user.id).await?);
    }
    Ok(Subject {
        address: primary.or(typed).unwrap_or_default(),
        address_since,
        held: held(read, user.id, undo.as_ref(), visit).await?,
        ways_back,
        factors,
        sheets: recovery::list_current(read, user.id).await?,
        doors,
        ticket: ticket.filter(|ticket| ticket.user_id == user.id),
        undo: undo.filter(|undo| undo.user_id == user.id),
        device: if visit.keeps_cookies { device::find(read, visit.device, user.id).await? } else { None },
        user: Some(user),
    })
}

/// The addresses of before, where a change of address is what the step is about.
async fn held(
    read: &mut Read,
    user: Uuid,
    undo: Option<&UndoRow>,
    visit: &Visit,
) -> Result<Vec<String>, Fault> {
    if undo.is_none_or(|undo| undo.kind != "address-changed") {
        return Ok(vec![]);
    }
    let rows = address::list_for_user(read, user).await?;
    // An address never gives way to one that came after it: whoever changes to and fro gets nothing by it.
    let had = rows.iter().find(|row| row.is_primary).map(|row| row.added_at);
    let held = rows.into_iter().filter(|row| row.held_until.is_some_and(|until| visit.now < until));
    Ok(held.filter(|row| had.is_some_and(|had| row.added_at < had)).map(|row| row.address).collect())
}

async fn ways_back(read: &mut Read, user: Uuid) -> Result<WaysBack, Fault> {
    Ok(WaysBack {
        words: vouch::list_for_user(read, user).await?,
        passes: pass::list_open_for_user(read, user).await?,
        helps: help::list_open_for_user(read, user).await?,
        waits: wait::list_open_for_user(read, user).await?,
        other_admins: membership::list_other_admins(read, user).await?,
        traces: None,
    })
}

/// Says the subject as facts, with the second factor that is presented, if one is.
pub async fn facts(
    read: &mut Read,
    app: &App,
    subject: &Subject,
    step: &Step,
    visit: &Visit,
    guessing: Guessing,
    presents: Option<Given>,
) -> Result<Facts, Fault> {
    let (key, lane) = subject.lane(app, guessing, step.visits());
    let lane = self::lane(read, &key, &lane).await?;
    let network_until = match subject.network(app, visit, guessing) {
        Some(network) => guess::network_until(read, &network).await?,
        None => Instant(0),
    };
    let mut proofs = step.proofs();
    // A password saved since then takes away what the old one proved.
    let set_at = subject.user.as_ref().and_then(|user| user.password_at).map(|at| at.0);
    // So does time: the steps of a sign-in hold for an hour, however often their page was sealed anew.
    let old = |at: Instant| visit.now.since(at) >= rules::sign_in::STEPS_LAST;
    let left_too_long = step.session.is_none() && proofs.known().is_some_and(old);
    if left_too_long || (proofs.password.is_some() && step.password_set_at != set_at) {
        proofs = rules::facts::Proofs::default();
    }
    // So does the end of the session: pages outlive it in tabs and in the history of a shared machine.
    let in_session = match (step.session, &subject.user) {
        (Some(id), Some(user)) => in_session(read, id, user.id, visit.now).await?,
        (Some(_), None) | (None, _) => false,
    };
    // So does the end of what made the provider's word worth something.
    if step.visits().is_some() && !still_linked(read, subject, step).await? {
        proofs = rules::facts::Proofs::default();
    }
    if !in_session && has_ended(read, subject, step, visit, &proofs).await? {
        proofs = rules::facts::Proofs::default();
    }
    // What was proved of a mailbox that is not the user's any more proves nothing.
    proofs.mailbox = proofs.mailbox.filter(|at| subject.address_since.is_none_or(|since| *at >= since));
    if step.session.is_none() && given_has_ended(subject, &step.given) {
        // Whoever is on the way in with a factor that was ended meanwhile is asked again.
        (proofs.second, proofs.by_recovery_code) = (None, false);
    }
    if proofs.second.is_some() {
        proofs.standing = standing(subject, &step.given);
    }
    let given = presents.or(proofs.second.map(|_| step.given));
    let caps = mail_caps::at_the_door(app, subject, visit, step.proofs().first().is_some());
    Ok(Facts {
        account: subject.user.as_ref().map(|user| account(app, subject, user)),
        doors: subject.doors.iter().map(|row| knowing(subject, row, given.as_ref(), visit)).collect(),
        presented: presents.map_or(Standing::default(), |given| standing(subject, &given)),
        wanted: step.wanted.map(|id| id.as_u128()),
        lane,
        network_until,
        proofs,
        in_session: in_session && step.visits().is_none(),
        visiting: step
            .visits()
            .filter(|_| proofs.vouched.is_some())
            .map(|organization| Visiting { organization: organization.as_u128(), in_session }),
        remembered_until: remembered(subject),
        ticket: subject.ticket.as_ref().and_then(ticket_fact),
        change: super::undo::fact(app, subject, step),
        mail_fits: mail_caps::until(read, &caps, visit.now).await?.is_none(),
    })
}

/// The failed guesses of a lane.
pub(super) async fn lane(read: &mut Read, key: &[u8], name: &str) -> Result<Lane, Fault> {
    let row = guess::find(read, key, name).await?;
    Ok(row.map_or(Lane { failed: 0, last_at: Instant(0) }, |row| Lane {
        failed: u32::try_from(row.failed).unwrap_or(u32::MAX),
        last_at: row.last_at,
    }))
}

async fn in_session(read: &mut Read, id: Uuid, user_id: Uuid, now: Instant) -> Result<bool, Fault> {
    let row = session::find(read, id, user_id).await?;
    Ok(row.is_some_and(|row| row.ended_at.is_none() && now < row.expires_at))
}

/// Whether a step belongs to a session that has ended, or to a sign-in before one that has ended in this browser.
async fn has_ended(
    read: &mut Read,
    subject: &Subject,
    step: &Step,
    visit: &Visit,
    proofs: &rules::facts::Proofs,
) -> Result<bool, Fault> {
    let (Some(user), None) = (&subject.user, step.session) else { return Ok(step.session.is_some()) };
    let Some(proved) = proofs.known().or(proofs.mailbox) else { return Ok(false) };
    let ended = session::last_ended_in(read, user.id, visit.device).await?;
    Ok(ended.is_some_and(|ended| proved < ended))
}

/// Whether the user is still a subject of the connection that vouched for them.
async fn still_linked(read: &mut Read, subject: &Subject, step: &Step) -> Result<bool, Fault> {
    let (Some(user), Some(connection)) = (&subject.user, step.connection) else { return Ok(false) };
    let found = identity::find_of_user(read, connection, user.id).await?;
    Ok(found.is_some_and(|row| Some(row.organization_id) == step.visiting))
}

fn given_has_ended(subject: &Subject, given: &Given) -> bool {
    subject.factors.iter().any(|factor| Some(factor.id) == given.factor && factor.ended_at.is_some())
}

/// What stands behind a second factor that was given.
fn standing(subject: &Subject, given: &Given) -> Standing {
    let factor = subject.factors.iter().find(|factor| Some(factor.id) == given.factor);
    Standing {
        only_here: given.organization.is_some() || factor.is_some_and(|factor| !factor.own),
        by_pass: given.by_pass || factor.is_some_and(|factor| factor.by_pass),
    }
}

/// One membership with what is known of the user's factors and ways back there.
pub fn knowing(
    subject: &Subject,
    row: &MembershipWithOrganization,
    given: Option<&Given>,
    visit: &Visit,
) -> Door {
    let organization = row.membership.organization_id;
    let here = |device: Uuid| visit.keeps_cookies && device == visit.device;
    let back = &subject.ways_back;
    let known_until = known_until(row, back.traces.as_deref());
    let trusted = |factor: &FactorRow| {
        let of_before = known_until.is_none_or(|until| factor.confirmed_at.is_some_and(|at| at <= until));
        of_before || factor.by_pass
    };
    let counts = |factor: &&FactorRow| subject.counts(factor, organization) && trusted(factor);
    let factors = subject.live_factors().filter(counts).count();
    let holds =
        |given: &Given| match given.factor.and_then(|id| subject.factors.iter().find(|row| row.id == id)) {
            Some(factor) => trusted(factor),
            // A recovery code is as good as the factors beside it; a code that stands in is its organization's word.
            None => given.organization.is_some() || known_until.is_none() || factors > 0,
        };
    let others = back.other_admins.iter().find(|row| row.organization_id == organization);
    let pass = back.passes.iter().find(|row| row.organization_id == organization);
    let help = back.helps.iter().find(|row| row.organization_id == organization);
    let wait = back.waits.iter().find(|row| row.organization_id == organization);
    Door {
        factors: u8::try_from(factors).unwrap_or(u8::MAX),
        second_holds: given.is_some_and(|given| subject.holds(given, organization) && holds(given)),
        other_admins: others.and_then(|row| u32::try_from(row.others).ok()).unwrap_or(0),
        pass: pass.map(|row| Pass {
            kind: if row.kind == "live" { PassKind::Live } else { PassKind::Advance },
            until: row.until,
            here: row.device_id.is_some_and(here),
        }),
        help: help.map(|row| Help {
            until: row.until,
            here: here(row.device_id),
            reached: row.reached_at.is_some(),
        }),
        wait: wait.map(|row| Wait {
            ripe_at: row.ripe_at,
            until: row.until,
            here: here(row.device_id),
            stopped: row.stopped_at.is_some(),
        }),
        sign_on: sign_on(row, back.traces.as_deref(), visit.now),
        ..door(row)
    }
}

fn account(app: &App, subject: &Subject, user: &UserRow) -> Account {
    let readable = subject.authenticators().filter(|factor| secret_of(app, factor).is_some()).count();
    let all = subject.authenticators().count();
    let small = |count: usize| u8::try_from(count).unwrap_or(u8::MAX);
    Account {
        password: user.password_hash.as_ref().map(|_| Password {
            set_at: user.password_at.unwrap_or(user.created_at),
            worth: if user.password_worth == "own" { Worth::Own } else { Worth::Mailbox },
        }),
        authenticators: small(readable),
        unreadable: small(all - readable),
        passkeys: small(subject.passkeys().count()),
        recovery_codes: small(subject.codes_left()),
        codes_saved: user.codes_saved_at.is_some(),
    }
}

/// One membership as the rules see it, as far as it does not depend on the user's factors.
pub fn door(row: &MembershipWithOrganization) -> Door {
    let membership = &row.membership;
    Door {
        organization: membership.organization_id.as_u128(),
        role: membership.role,
        invited_until: membership.invite_expires_at,
        joined: membership.joined_at.is_some(),
        deactivated: membership.deactivated_at.is_some(),
        suspended: row.suspended_at.is_some(),
        change_demanded_at: membership.change_demanded_at,
        waived_until: membership.waived_until,
        demand_in_force: row.demand_since.is_some(),
        factors: 0,
        second_holds: false,
        other_admins: 0,
        pass: None,
        help: None,
        wait: None,
        sign_on: sign_on(row, None, Instant(0)),
        policy: policy_text::read(&row.policy),
    }
}

fn ticket_fact(row: &TicketRow) -> Option<Ticket> {
    Some(Ticket { kind: ticket_kind(&row.kind)?, until: row.expires_at, spent_at: row.spent_at })
}

/// Reads a ticket's kind back.
pub fn ticket_kind(word: &str) -> Option<TicketKind> {
    match word {
        "reset" => Some(TicketKind::Reset),
        "invitation" => Some(TicketKind::Invitation),
        "mailbox" => Some(TicketKind::Mailbox),
        _ => None,
    }
}

/// A ticket's kind as a word.
pub const fn ticket_word(kind: TicketKind) -> &'static str {
    match kind {
        TicketKind::Reset => "reset",
        TicketKind::Invitation => "invitation",
        TicketKind::Mailbox => "mailbox",
    }
}

fn remembered(subject: &Subject) -> Option<Instant> {
    let (device, user) = (subject.device.as_ref()?, subject.user.as_ref()?);
    device.remembered_until.filter(|_| device.remember_epoch == user.remember_epoch)
}
