//! What a decision about a change of address comes to: rows begun, proved, ended, and the address itself.
//!
//! Never in here: whether it may be done. Where to go next: `store/address_change.rs`, `store/address.rs`.

use rules::address::HELD;
use rules::effect::{Mailbox, OnAddress};

use super::{Moving, word};
use crate::fault::Fault;
use crate::flows::apply::{self, Hands};
use crate::flows::run::Knock;
use crate::flows::subject::Subject;
use crate::store::address_change::{self, AddressCodeRow};
use crate::store::{Write, address as addresses, membership, undo as undos};

/// Carries out what is particular to a change of address. False: another tab was first.
pub(in crate::flows) async fn carry_out(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    what: OnAddress,
    hands: &Hands,
) -> Result<bool, Fault> {
    let now = knock.visit.now;
    if what == OnAddress::Restore {
        return restore(write, knock, subject).await.map(|()| true);
    }
    let Some(moving) = &hands.address else { return Err(Fault::broken("no change of address is under way")) };
    let id = moving.row.id;
    match what {
        OnAddress::Open if moving.begins => {
            address_change::end_open(write, moving.row.user_id, now, "overtaken").await?;
            address_change::add(write, &moving.row).await
        }
        OnAddress::Open | OnAddress::Restore => Ok(true),
        OnAddress::IssueCodes => issue(write, knock, moving).await.map(|()| true),
        OnAddress::Prove(Mailbox::Old) => address_change::prove_old(write, id, now).await,
        OnAddress::Prove(Mailbox::New) => address_change::prove_new(write, id, now).await,
        OnAddress::End => address_change::end(write, id, now, "withdrawn").await,
        OnAddress::Change => change(write, knock, subject, moving).await,
    }
}

async fn issue(write: &mut Write, knock: &Knock<'_>, moving: &Moving) -> Result<(), Fault> {
    for code in &moving.codes {
        let row = AddressCodeRow {
            id: knock.app.new_id(),
            change_id: moving.row.id,
            mailbox: word(code.mailbox).to_owned(),
            token_hash: code.token.digest(),
            code_hash: apply::code_hash(knock.app, &code.code),
            code_expires_at: knock.visit.now.plus(rules::reset::CODE_LASTS),
            created_at: knock.visit.now,
        };
        address_change::add_code(write, &row).await?;
    }
    Ok(())
}

/// The old address is held, the new one is the user's. False where somebody else has it by now.
async fn change(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    moving: &Moving,
) -> Result<bool, Fault> {
    let (now, user) = (knock.visit.now, moving.row.user_id);
    if !address_change::end(write, moving.row.id, now, "done").await? {
        return Ok(false);
    }
    addresses::free(write, &moving.normal, now).await?;
    addresses::hold_primary(write, user, now.plus(HELD)).await?;
    if !addresses::take(write, &moving.normal, user, &moving.shown, now).await? {
        return Ok(false);
    }
    found_by(write, subject, &moving.normal).await.map(|()| true)
}

async fn found_by(write: &mut Write, subject: &Subject, address: &str) -> Result<(), Fault> {
    for door in &subject.doors {
        membership::set_found_by(write, &door.membership, address).await?;
    }
    Ok(())
}

/// The address of before, and none that came after it. What is held from before it stays held: its own notice may
/// still take this one back.
async fn restore(write: &mut Write, knock: &Knock<'_>, subject: &Subject) -> Result<(), Fault> {
    let (Some(undo), now) = (&subject.undo, knock.visit.now) else {
        return Err(Fault::broken("no change of address that somebody did not make"));
    };
    let held = addresses::find(write, &undo.address).await?;
    let Some(held) = held.filter(|row| row.user_id == undo.user_id) else {
        return Err(Fault::broken("an address to be put back that is not held"));
    };
    addresses::let_go(write, undo.user_id, held.added_at).await?;
    addresses::take(write, &undo.address, undo.user_id, &held.shown, now).await?;
    address_change::end_open(write, undo.user_id, now, "overtaken").await?;
    undos::spend_like(write, undo.user_id, &undo.kind, &undo.address, now).await?;
    found_by(write, subject, &undo.address).await
}
