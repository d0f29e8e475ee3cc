//! Somebody is erased, in one transaction: what is kept about them goes, others' lines keep a mark, and a last mail says
//! so. Killed in the middle, nothing of it has happened, and the next sweep does it.
//!
//! Never in here: which columns (`store/erase.rs`).

use rules::erase::{self as rule, Act, Objection};
use rules::{Instant, Span};
use uuid::Uuid;

use super::{NO_GUESS, locked, note, scene};
use crate::app::{App, random};
use crate::fault::Fault;
use crate::flows::audit::Author;
use crate::flows::letters::erase as letters;
use crate::flows::mail_caps;
use crate::flows::run::Knock;
use crate::flows::subject::Guessing;
use crate::step::Step;
use crate::store::audit::AuditRow;
use crate::store::erasure::{self, ErasureRow};
use crate::store::membership::MembershipWithOrganization;
use crate::store::{Write, address, audit, erase, user};
use crate::visit::Visit;
use crate::words::words;

/// How many are looked at in one go.
const AT_ONCE: i64 = 50;
/// What was on its way while somebody was erased (a journal entry is written after its answer) has arrived by then.
const ON_ITS_WAY: Span = Span::hours(1);

/// Nobody knocks: it is time that does.
fn unasked(app: &App) -> Visit {
    Visit::of_itself(app.now())
}

/// Carries out what is due. What is held is looked at again each time.
pub async fn carry_out_due(app: &App) -> Result<(), Fault> {
    let now = app.now();
    let mut last: Option<ErasureRow> = None;
    loop {
        let mut due = erasure::any_list_due(&mut app.store.read(), now, last.as_ref(), AT_ONCE).await?;
        for row in &due {
            carry_out(app, row).await?;
        }
        match due.pop() {
            Some(row) => last = Some(row),
            None => break,
        }
    }
    late_arrivals(app).await
}

/// Writes that were beside a transaction, of those who were erased just now.
async fn late_arrivals(app: &App) -> Result<(), Fault> {
    let since = Instant(app.now().0 - ON_ITS_WAY.0);
    let ids = erasure::any_list_since(&mut app.store.read(), since).await?;
    let somebody = somebody();
    for id in ids {
        let mut write = app.store.write().await?;
        erase::beside(&mut write, id, &somebody).await?;
        write.commit().await?;
    }
    Ok(())
}

/// What stands where a name or a browser stood.
fn somebody() -> String {
    words().plain("erased-somebody", &[])
}

async fn carry_out(app: &App, row: &ErasureRow) -> Result<(), Fault> {
    let visit = unasked(app);
    let knock = Knock::new(app, &visit, "erased", Step::default(), Guessing::Second);
    let mut write = app.store.write().await?;
    let doors = locked(&mut write, row.user_id).await?;
    let found = erasure::find(&mut write, row.id).await?;
    let scene = scene(&mut write, row.user_id, &doors, found.as_ref(), None, NO_GUESS).await?;
    match rule::decide(&scene, Act::CarryOut, visit.now) {
        Ok(()) => {
            let by = |mark| Author { word: "user", id: Some(mark), at: visit.now, network: None };
            gone(&mut write, &knock, row.user_id, &doors, by, true).await?;
        }
        Err(Objection::LastAdmin(left)) if erasure::set_held(&mut write, row.id, visit.now).await? => {
            let author = Author { word: "job", id: None, at: visit.now, network: None };
            let left = |door: &&MembershipWithOrganization| {
                left.contains(&door.membership.organization_id.as_u128())
            };
            let held: Vec<MembershipWithOrganization> = doors.iter().filter(left).cloned().collect();
            note(&mut write, &knock, author, &held, row.user_id, "erasure-held").await?;
            letters::held(&mut write, &knock, &held, row).await?;
        }
        // Told before, withdrawn a moment ago, or gone.
        Err(_) => return Ok(()),
    }
    write.commit().await
}

/// The operator erases somebody now, for whoever cannot sign in to ask for it.
pub async fn at_once(
    app: &App,
    visit: &Visit,
    user: Uuid,
    even_last_admin: bool,
) -> Result<Result<(), (Objection, Vec<MembershipWithOrganization>)>, Fault> {
    let knock = Knock::new(app, visit, "erased", Step::default(), Guessing::Second);
    let mut write = app.store.write().await?;
    let doors = locked(&mut write, user).await?;
    let scene = scene(&mut write, user, &doors, None, None, NO_GUESS).await?;
    if let Err(objection) = rule::decide(&scene, Act::AtOnce { even_last_admin }, visit.now) {
        return Ok(Err((objection, doors)));
    }
    let by = |_| Author { word: "operator", id: None, at: visit.now, network: None };
    gone(&mut write, &knock, user, &doors, by, true).await?;
    write.commit().await?;
    Ok(Ok(()))
}

/// Erases whoever was erased before and is there again because a backup was put back; says how many.
pub async fn again(app: &App) -> Result<usize, Fault> {
    let visit = unasked(app);
    let (mut last, mut count) = (Uuid::nil(), 0);
    loop {
        let ids = erasure::any_list_brought_back(&mut app.store.read(), last, AT_ONCE).await?;
        for id in &ids {
            let knock = Knock::new(app, &visit, "erased", Step::default(), Guessing::Second);
            let mut write = app.store.write().await?;
            let doors = locked(&mut write, *id).await?;
            let by = |_| Author { word: "job", id: None, at: visit.now, network: None };
            gone(&mut write, &knock, *id, &doors, by, false).await?;
            write.commit().await?;
        }
        count += ids.len();
        match ids.last() {
            Some(id) => last = *id,
            None => return Ok(count),
        }
    }
}

/// Remembers ids that another database knows as erased.
pub async fn bring_over(write: &mut Write, ids: &[Uuid], at: Instant) -> Result<(), Fault> {
    for id in ids {
        erasure::add_erased(write, *id, at).await?;
    }
    Ok(())
}

/// Everything. Whoever decides about this user meanwhile decides again afterwards, and finds nobody.
async fn gone(
    write: &mut Write,
    knock: &Knock<'_>,
    user_id: Uuid,
    doors: &[MembershipWithOrganization],
    by: impl Fn(Uuid) -> Author,
    tell: bool,
) -> Result<(), Fault> {
    let (app, now) = (knock.app, knock.visit.now);
    let Some(row) = user::find(write, user_id).await? else { return Ok(()) };
    if !user::advance_revision(write, user_id, row.revision).await? {
        return Err(Fault::Contended);
    }
    let addresses = address::list_for_user(write, user_id).await?;
    if tell {
        letters::done(write, knock, user_id, doors, &addresses).await?;
    }
    let somebody = somebody();
    let mut logs = erase::list_logs(write, user_id).await?;
    logs.extend(doors.iter().map(|door| door.membership.organization_id));
    logs.sort_unstable();
    logs.dedup();
    erase::mark_log(write, None, user_id, erasure::mark(random())).await?;
    for organization in logs {
        let mark = erasure::mark(random());
        erase::mark_log(write, Some(organization), user_id, mark).await?;
        if doors.iter().any(|door| door.membership.organization_id == organization) {
            let line = by(mark).line(app, organization, "erased");
            audit::add(write, &AuditRow { subject_id: Some(mark), ..line }).await?;
        }
    }
    for row in &addresses {
        let caps = mail_caps::keys_of(app, &row.address);
        erase::of_address(write, &row.address, &app.address_key(&row.address), &caps, &somebody).await?;
    }
    erase::beside(write, user_id, &somebody).await?;
    erase::all_of(write, user_id, now).await?;
    erasure::add_erased(write, user_id, now).await
}
