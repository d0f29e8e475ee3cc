//! A person of the cast as rows: user, password, authenticator, memberships, as the product would have left them.
//!
//! Never in here: when a story begins (`cast.rs`), mail (`letters.rs`).

use std::net::{IpAddr, Ipv4Addr};

use rules::{Instant, Role, Span};
use uuid::Uuid;

use super::cast::Hashed;
use super::stories::{App as Authenticator, Beginning, Password, Story};
use crate::app::{App, random};
use crate::fault::Fault;
use crate::flows::{mail_caps, subject};
use crate::step::Step;
use crate::store::address::AddressRow;
use crate::store::factor::FactorRow;
use crate::store::kit::KitRow;
use crate::store::membership::MembershipRow;
use crate::store::organization::OrganizationRow;
use crate::store::recovery::RecoverySetRow;
use crate::store::user::UserRow;
use crate::store::{
    Read, Write, address, counter, factor, forget, guess, kit, membership, organization, password_history,
    recovery, user,
};
use crate::visit::Visit;

/// How long everything has been there, where nothing else is said.
pub(super) const LONG_AGO: Span = Span::days(200);

/// The user without anything; made if there is none.
pub(super) async fn clean_user(
    write: &mut Write,
    app: &App,
    story: &Story,
    now: Instant,
) -> Result<Uuid, Fault> {
    if let Some(row) = address::find(write, story.email).await? {
        forget::all_but_name(write, row.user_id).await?;
        user::set_name(write, row.user_id, story.first_name, story.last_name).await?;
        // Whoever changed their address has the one of the story again.
        address::let_go(write, row.user_id, row.added_at).await?;
        address::take(write, story.email, row.user_id, story.email, now).await?;
        return Ok(row.user_id);
    }
    let (id, since) = (app.new_id(), ago(now, LONG_AGO));
    let row = UserRow {
        id,
        revision: 0,
        first_name: story.first_name.to_owned(),
        last_name: story.last_name.to_owned(),
        password_hash: None,
        password_at: None,
        password_worth: "mailbox".to_owned(),
        remember_epoch: 0,
        created_at: since,
        codes_saved_at: None,
    };
    user::add(write, &row).await?;
    let email = story.email.to_owned();
    let row = AddressRow {
        address: email.clone(),
        user_id: id,
        shown: email,
        is_primary: true,
        added_at: since,
        held_until: None,
    };
    address::add(write, &row).await?;
    Ok(id)
}

/// Guesses and mails are counted anew.
pub(super) async fn reopen_lanes(
    write: &mut Write,
    app: &App,
    story: &Story,
    user_id: Uuid,
    now: Instant,
) -> Result<(), Fault> {
    let key = app.address_key(story.email);
    for lane in ["password", "second", "mailed"] {
        guess::clear_all(write, &key, lane).await?;
    }
    let visit = visit(now);
    let who = subject::Who::User(user_id);
    let known = subject::load(write, &who, &Step::default(), &visit).await?;
    for cap in mail_caps::at_the_door(app, &known, &visit, false)
        .into_iter()
        .chain(mail_caps::at_the_door(app, &known, &visit, true))
    {
        // A window that began before the next moment has ended: this one begins now.
        counter::take(write, &cap.key, Instant(now.0 + 1), now, cap.limit).await?;
    }
    Ok(())
}

pub(super) async fn give_password(
    write: &mut Write,
    story: &Story,
    user_id: Uuid,
    hashed: &Hashed,
    now: Instant,
) -> Result<(), Fault> {
    let (Some(hash), Password::Known(_, age) | Password::Forgotten(age)) = (&hashed.password, story.password)
    else {
        return Ok(());
    };
    // Worth what the product itself would say: set through a mailbox until a second factor stood beside it.
    let worth = if story.app == Authenticator::None { "mailbox" } else { "own" };
    user::set_password(write, user_id, hash, ago(now, age), worth).await?;
    password_history::trim(write, user_id, 0).await.map(drop)
}

pub(super) async fn give_factor(
    write: &mut Write,
    app: &App,
    story: &Story,
    user_id: Uuid,
    hashed: &Hashed,
    now: Instant,
) -> Result<(), Fault> {
    let (id, since) = (app.new_id(), ago(now, Span::days(80)));
    let row = FactorRow {
        confirmed_at: Some(since),
        ..FactorRow::app(
            id,
            user_id,
            "Phone".to_owned(),
            subject::seal_secret(app, id, story.secret().as_bytes()),
            story.email.split('@').next().unwrap_or_default().to_owned(),
            since,
        )
    };
    factor::add(write, &row).await?;
    let set = RecoverySetRow {
        id: app.new_id(),
        user_id,
        salt: hashed.salt.to_vec(),
        created_at: since,
        saved_at: Some(since),
        ended_at: None,
        by_pass: false,
    };
    if story.app != Authenticator::Gone {
        recovery::add_set(write, &set, &hashed.codes).await?;
    }
    user::set_codes_saved(write, user_id, Some(since)).await
}

pub(super) async fn join(
    write: &mut Write,
    story: &Story,
    user_id: Uuid,
    slug: &str,
    role: Role,
    now: Instant,
) -> Result<(), Fault> {
    let house = house_of(write, slug).await?;
    let since = ago(now, Span::days(180));
    let deactivated_at = match story.beginning {
        Beginning::Deactivated(span) => Some(ago(now, span)),
        Beginning::Member | Beginning::MailHeld | Beginning::Invited(_) => None,
    };
    let row = MembershipRow {
        organization_id: house.id,
        user_id,
        first_name: story.first_name.to_owned(),
        last_name: story.last_name.to_owned(),
        role,
        invited_at: Some(since),
        invited_by: None,
        invite_expires_at: Some(since.plus(Span::days(30))),
        joined_at: Some(since),
        deactivated_at,
        waived_until: None,
        change_demanded_at: None,
        last_active_at: Some(ago(now, Span::days(4))),
    };
    membership::add(write, &row, story.email).await.map(drop)
}

/// The organization's kit, in the safe: made and tried two months ago, or none at all.
pub(super) async fn leave_kit(
    write: &mut Write,
    app: &App,
    story: &Story,
    user_id: Uuid,
    slug: &str,
    hashed: &Hashed,
    now: Instant,
) -> Result<(), Fault> {
    if story.app != Authenticator::Gone {
        return Ok(());
    }
    let house = house_of(write, slug).await?;
    let since = ago(now, Span::days(60));
    let row = KitRow {
        id: app.new_id(),
        organization_id: house.id,
        user_id: None,
        salt: hashed.salt.to_vec(),
        made_by: Some(user_id),
        made_at: since,
        tried_at: Some(since),
        expires_at: None,
        ended_at: None,
    };
    kit::end_others(write, house.id, row.id, now).await?;
    if story.kit {
        kit::add(write, &row, &hashed.kit).await?;
        kit::spend(write, row.id, 1, since, user_id).await?;
    }
    Ok(())
}

/// The organization of that slug.
pub(super) async fn house_of(read: &mut Read, slug: &str) -> Result<OrganizationRow, Fault> {
    let house = organization::find_by_slug(read, slug).await?;
    house.ok_or_else(|| Fault::broken(format!("the demo's organization {slug} is gone")))
}

/// So long before now.
pub(super) fn ago(now: Instant, span: Span) -> Instant {
    Instant(now.0.saturating_sub(span.0))
}

/// Whoever did what happened before the story: a browser like others, on this machine.
pub(super) fn visit(now: Instant) -> Visit {
    let device = uuid::Builder::from_random_bytes(random()).into_uuid();
    Visit::without_browser(now, IpAddr::V4(Ipv4Addr::LOCALHOST), "Firefox on Windows".to_owned(), device)
}
