//! The mail that a story begins with: held back on its way, or in the mailbox since long ago.
//!
//! Sent by the product's own flows, at a time before now. Never in here: the inbox's pages (`mail.rs`).

use proofs::address::Address;
use rules::Span;
use rules::people::ActorSecond;
use uuid::Uuid;

use super::houses::HOUSES;
use super::person::{ago, house_of, visit};
use super::stories::Story;
use crate::app::App;
use crate::fault::Fault;
use crate::flows::people::{self, Invitation};
use crate::flows::{Actor, reset};
use crate::mail::inbox::Trouble;
use crate::mail::message::compose;
use crate::mail::{Letter, Outcome, Transport};
use crate::step::Step;
use crate::store::organization::OrganizationRow;
use crate::store::outbox::{self, OutboxRow};
use crate::store::{Read, membership};

/// How long ago the mail was asked for that is still held, and for how long it stays so.
const ASKED_AGO: Span = Span::minutes(6);
const HELD_FOR: Span = Span::minutes(30);
/// What the receiving server said to it.
const HELD_REPLY: &str = "451 4.7.1 Greylisting in action, please come back later";

/// The reset was asked for as anybody asks, and the receiving server put the mail off.
pub(super) async fn hold_mail(app: &App, story: &Story, user_id: Uuid) -> Result<(), Fault> {
    let Transport::Inbox(inbox) = &app.transport else { return Ok(()) };
    // The worker may come by before it is put off, and must not get rid of it.
    inbox.set_trouble(story.email, Some(Trouble::Slow));
    let held = put_off(app, story, user_id).await;
    inbox.set_trouble(story.email, None);
    held
}

async fn put_off(app: &App, story: &Story, user_id: Uuid) -> Result<(), Fault> {
    let now = app.now();
    let step = Step { ask: Some(app.new_id()), ..Step::for_address(story.email) };
    reset::ask(app, &visit(ago(now, ASKED_AGO)), step).await?;
    let mut write = app.store.write().await?;
    for row in outbox::list_for_user(&mut write, user_id, 10).await? {
        outbox::retry(&mut write, row.id, now.plus(HELD_FOR), HELD_REPLY).await?;
    }
    write.commit().await
}

/// Invited as an admin does it. What was sent long ago lies in the mailbox under its own date.
pub(super) async fn invite(app: &App, story: &Story, user_id: Uuid, span: Span) -> Result<(), Fault> {
    let address = Address::parse(story.email).map_err(|_| Fault::broken("an address of the cast is none"))?;
    let then = ago(app.now(), span);
    for (slug, role) in story.places {
        let mut read = app.store.read();
        let house = house_of(&mut read, slug).await?;
        let actor = actor(&mut read, &house).await?;
        drop(read);
        let invitation = Invitation {
            first_name: story.first_name.to_owned(),
            last_name: story.last_name.to_owned(),
            address: address.clone(),
            role: *role,
        };
        people::invite(app, &visit(then), &house, &actor, &invitation).await?;
    }
    let rows = outbox::list_for_user(&mut app.store.read(), user_id, 10).await?;
    for row in rows.iter().filter(|row| row.state == "queued") {
        lay_into_mailbox(app, row).await?;
    }
    Ok(())
}

/// Hands a letter over at the time it was written, because today's worker would find it too old.
async fn lay_into_mailbox(app: &App, row: &OutboxRow) -> Result<(), Fault> {
    let Some((to, letter)) = open(app, row) else { return Ok(()) };
    let sender = app.sender();
    let Ok(bytes) = compose(&letter, &sender, &to, &row.message_id, row.created_at) else { return Ok(()) };
    let outcome = app.transport.send(sender.envelope_from(), &to, &bytes).await;
    let Outcome::Accepted { host, reply } = outcome else { return Ok(()) };
    let mut write = app.store.write().await?;
    outbox::settle_accepted(&mut write, row.id, Some(&host), &reply, row.created_at).await?;
    write.commit().await
}

/// To whom a letter goes, and the letter, as long as it is kept.
pub(super) fn open(app: &App, row: &OutboxRow) -> Option<(String, Letter)> {
    let to = address_of(app, row)?;
    let about = ["outbox", "letter_sealed", &row.id.to_string()];
    let letter = app.sealer.open(&about, row.letter_sealed.as_deref()?).ok()?;
    Some((to, serde_json::from_slice(&letter).ok()?))
}

/// To whom a letter goes, as long as that is kept.
pub(super) fn address_of(app: &App, row: &OutboxRow) -> Option<String> {
    let about = ["outbox", "to_sealed", &row.id.to_string()];
    String::from_utf8(app.sealer.open(&about, row.to_sealed.as_deref()?).ok()?).ok()
}

/// The admin who invites; another one, or the operator, if somebody played with the admins.
async fn actor(read: &mut Read, house: &OrganizationRow) -> Result<Actor, Fault> {
    let usual = HOUSES.iter().find(|known| known.slug == house.slug).map_or("", |known| known.inviter);
    let admins = membership::list_admins(read, house.id).await?;
    let found = admins.iter().find(|admin| admin.address == usual).or_else(|| admins.first());
    Ok(found.map_or_else(
        || Actor { id: None, name: house.name.clone(), support: false, second: ActorSecond::None },
        |admin| Actor {
            id: Some(admin.user_id),
            name: proofs::full_name(&admin.first_name, &admin.last_name),
            support: false,
            second: ActorSecond::None,
        },
    ))
}
