//! Erasure of what is kept about somebody: asked for by that person, withdrawn by them, carried out when its time has
//! come, or by the operator at once.
//!
//! Never in here: whether it may be done (`rules::erase`). What is erased is in `erase/carry_out.rs`, the letters are in
//! `letters/erase.rs`. Where to go next: `web/erase.rs`, `cli/erase.rs`, `jobs/sweep.rs`.

mod carry_out;

use proofs::ticket::{Token, make_code};
use rules::erase::{self as rule, Act, Asked, By, Objection, Place, Scene};
use rules::facts::{Lane, OrganizationKey, Proofs};
use rules::{Challenge, Decision, Done, Instant, Role};
use uuid::Uuid;

use super::apply::{self, Hands};
use super::audit::Author;
use super::letters::erase as letters;
use super::run::Knock;
use super::subject::{self, Guessing, Who};
use crate::app::{App, random};
use crate::fault::Fault;
use crate::step::Step;
use crate::store::audit::AuditRow;
use crate::store::erasure::{self, ErasureRow};
use crate::store::membership::MembershipWithOrganization;
use crate::store::{Read, Write, audit, membership, organization, user};
use crate::visit::Visit;

pub use carry_out::{again, at_once, bring_over, carry_out_due};

/// No guess was made.
const NO_GUESS: Lane = Lane { failed: 0, last_at: Instant(0) };

/// How it stands for somebody who is signed in.
pub struct Stands {
    /// What waits, if something does.
    pub open: Option<ErasureRow>,
    /// Where they are, or are invited to.
    pub doors: Vec<MembershipWithOrganization>,
    held: Vec<OrganizationKey>,
}

impl Stands {
    /// The organizations whose last admin they are.
    pub fn held_by(&self) -> impl Iterator<Item = &MembershipWithOrganization> {
        self.doors.iter().filter(|door| self.held.contains(&door.membership.organization_id.as_u128()))
    }

    /// In whose zone they are told the time.
    pub fn zone(&self) -> &str {
        letters::zone(&self.doors)
    }
}

/// How it stands.
pub async fn stands(read: &mut Read, user: Uuid) -> Result<Stands, Fault> {
    let doors = membership::list_with_organizations(read, user).await?;
    let held = rule::holds_back(&places(read, user, &doors).await?);
    Ok(Stands { open: erasure::find_open(read, user).await?, doors, held })
}

/// The zone in which somebody is told the time of their erasure.
pub async fn zone(read: &mut Read, user: Uuid) -> Result<String, Fault> {
    Ok(letters::zone(&membership::list_with_organizations(read, user).await?).to_owned())
}

async fn places(
    read: &mut Read,
    user: Uuid,
    doors: &[MembershipWithOrganization],
) -> Result<Vec<Place>, Fault> {
    let others = membership::list_other_admins(read, user).await?;
    let place = |door: &MembershipWithOrganization| {
        let row = &door.membership;
        let other = others.iter().find(|other| other.organization_id == row.organization_id);
        Place {
            organization: row.organization_id.as_u128(),
            admin: row.role == Role::Admin && row.joined_at.is_some() && row.deactivated_at.is_none(),
            other_admins: other.map_or(0, |other| u32::try_from(other.others).unwrap_or(u32::MAX)),
            suspended: door.suspended_at.is_some(),
        }
    };
    Ok(doors.iter().map(place).collect())
}

/// What the rules may know, as it is at this moment.
async fn scene(
    read: &mut Read,
    user: Uuid,
    doors: &[MembershipWithOrganization],
    row: Option<&ErasureRow>,
    owed: Option<Challenge>,
    lane: Lane,
) -> Result<Scene, Fault> {
    Ok(Scene {
        there: user::find(read, user).await?.is_some(),
        owed,
        places: places(read, user, doors).await?,
        asked: row.map(|row| Asked { due_at: row.due_at, withdrawn: row.withdrawn_at.is_some() }),
        lane,
    })
}

/// The organizations of somebody, while nobody else acts on the people there. Always in the same order, so that two who
/// do this at once do not wait for each other.
async fn locked(write: &mut Write, user: Uuid) -> Result<Vec<MembershipWithOrganization>, Fault> {
    let before = membership::list_with_organizations(write, user).await?;
    let mut ids: Vec<Uuid> = before.iter().map(|door| door.membership.organization_id).collect();
    ids.sort_unstable();
    for id in ids {
        organization::lock(write, id).await?;
    }
    membership::list_with_organizations(write, user).await
}

/// What asking owes in this session, as the page needs to know before it is pressed.
pub async fn owed(app: &App, visit: &Visit, user: Uuid, step: &Step) -> Result<Option<Challenge>, Fault> {
    let knock = Knock::new(app, visit, "erasure-asked", step.clone(), Guessing::Second);
    let (_, facts) = knock.look(&Who::User(user)).await?;
    Ok(rule::owed(&facts, visit.now))
}

/// The person asks for it. All their addresses are told, and the admins of their organizations.
pub async fn ask(app: &App, visit: &Visit, user: Uuid, step: &Step) -> Result<Result<(), Objection>, Fault> {
    let owed = owed(app, visit, user, step).await?;
    let knock = Knock::new(app, visit, "erasure-asked", Step::default(), Guessing::Second);
    let mut write = app.store.write().await?;
    let doors = locked(&mut write, user).await?;
    let open = erasure::find_open(&mut write, user).await?;
    let scene = scene(&mut write, user, &doors, open.as_ref(), owed, NO_GUESS).await?;
    if let Err(objection) = rule::decide(&scene, Act::Ask, visit.now) {
        return Ok(Err(objection));
    }
    let (token, code) = (app.new_token(), make_code(random()));
    let row = ErasureRow {
        id: app.new_id(),
        user_id: user,
        asked_at: visit.now,
        due_at: visit.now.plus(rule::WAIT),
        browser: visit.browser.clone(),
        network: visit.network_text(),
        reference: knock.reference.to_string(),
        token_hash: token.digest(),
        code_hash: apply::code_hash(app, &code),
        held_at: None,
        withdrawn_at: None,
    };
    if !erasure::add(&mut write, &row).await? {
        return Ok(Err(Objection::Asked));
    }
    note(&mut write, &knock, Author::user(user, visit), &doors, user, "erasure-asked").await?;
    letters::asked(&mut write, &knock, &doors, &row, &token, &code).await?;
    finish(write, &knock, user, Done::ErasureAsked).await?;
    Ok(Ok(()))
}

/// The erasure behind the link of a mail.
pub async fn find(app: &App, text: &str) -> Result<Option<ErasureRow>, Fault> {
    let Some(token) = Token::parse(text) else { return Ok(None) };
    erasure::find_by_token_hash(&mut app.store.read(), &token.digest()).await
}

/// The erasure that a page is about.
pub async fn look(app: &App, id: Uuid) -> Result<Option<ErasureRow>, Fault> {
    erasure::find(&mut app.store.read(), id).await
}

/// The person withdraws what waits, by a button in a session of theirs.
pub async fn withdraw(app: &App, visit: &Visit, user: Uuid) -> Result<Result<(), Objection>, Fault> {
    let knock = Knock::new(app, visit, "erasure-withdrawn", Step::default(), Guessing::Second);
    let mut write = app.store.write().await?;
    let open = erasure::find_open(&mut write, user).await?;
    withdrawn(write, &knock, user, open.as_ref(), By::Session, NO_GUESS).await
}

/// One is withdrawn with what was typed from its mail. Guesses are counted for this one erasure, whoever makes them.
pub async fn withdraw_by_code(
    app: &App,
    visit: &Visit,
    id: Uuid,
    typed: &str,
) -> Result<Result<(), Objection>, Fault> {
    let Some(row) = look(app, id).await? else { return Ok(Err(Objection::NothingThere)) };
    let lane = Step::for_address(&format!("erasure {id}"));
    let mut knock = Knock::new(app, visit, "erasure-withdrawn", lane, Guessing::Mailed);
    let right = knock.types_code(typed, row.code_hash).await?;
    let before = knock.guess.as_ref().map_or(NO_GUESS, |guess| guess.before);
    let mut write = app.store.write().await?;
    if right {
        knock.clear_guess(&mut write).await?;
    }
    let found = erasure::find(&mut write, id).await?;
    let by = if right { By::CodeRight } else { By::CodeWrong };
    withdrawn(write, &knock, row.user_id, found.as_ref(), by, before).await
}

async fn withdrawn(
    mut write: Write,
    knock: &Knock<'_>,
    user: Uuid,
    row: Option<&ErasureRow>,
    by: By,
    lane: Lane,
) -> Result<Result<(), Objection>, Fault> {
    let now = knock.visit.now;
    let doors = membership::list_with_organizations(&mut write, user).await?;
    let scene = scene(&mut write, user, &doors, row, None, lane).await?;
    let decided = rule::decide(&scene, Act::Withdraw(by), now);
    let (Ok(()), Some(row)) = (&decided, row) else {
        // A code that was right is no guess, even where there is nothing to withdraw any more.
        write.commit().await?;
        return Ok(decided);
    };
    if !erasure::withdraw(&mut write, row.id, now).await? {
        return Ok(Err(Objection::Withdrawn));
    }
    note(&mut write, knock, Author::user(user, knock.visit), &doors, user, "erasure-withdrawn").await?;
    letters::withdrawn(&mut write, knock, &doors, row).await?;
    finish(write, knock, user, Done::ErasureWithdrawn).await?;
    Ok(Ok(()))
}

/// Makes it last, and writes it into the person's own journal: from the commit on nothing can fail any more.
async fn finish(mut write: Write, knock: &Knock<'_>, user: Uuid, done: Done) -> Result<(), Fault> {
    let subject = subject::load(&mut write, &Who::User(user), &Step::default(), knock.visit).await?;
    write.commit().await?;
    let decision = Decision::done(done, vec![], Proofs::default());
    knock.journal(&subject, &decision, "{}".to_owned(), &Hands::default()).await;
    Ok(())
}

/// A line in the audit log of each of the person's organizations.
async fn note(
    write: &mut Write,
    knock: &Knock<'_>,
    author: Author,
    doors: &[MembershipWithOrganization],
    subject: Uuid,
    act: &str,
) -> Result<(), Fault> {
    for door in doors {
        let line = author.clone().line(knock.app, door.membership.organization_id, act);
        audit::add(write, &AuditRow { subject_id: Some(subject), ..line }).await?;
    }
    Ok(())
}
