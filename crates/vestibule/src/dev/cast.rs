//! Makes the stories real: rows as the product itself would have left them, at times relative to now.
//!
//! Nothing in the product knows of this. Beginning a story and beginning it again are the same act, one at a
//! time. Where to go next: `stories.rs` for who they are, `store/forget.rs` for what is taken away first.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use proofs::address::Address;
use proofs::ticket::Token;
use rules::{Instant, Role, Span};
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::stories::{App as Authenticator, Beginning, CAST, HOUSES, House, Password, Story};
use crate::app::{App, Shared, random};
use crate::fault::Fault;
use crate::flows::people::{self, Invitation};
use crate::flows::{Actor, policy_text, reset, subject};
use crate::hash_pool::SourceKey;
use crate::mail::inbox::Trouble;
use crate::mail::message::compose;
use crate::mail::{Letter, Transport};
use crate::step::Step;
use crate::store::address::AddressRow;
use crate::store::factor::FactorRow;
use crate::store::membership::MembershipRow;
use crate::store::organization::OrganizationRow;
use crate::store::outbox::OutboxRow;
use crate::store::recovery::RecoverySetRow;
use crate::store::user::UserRow;
use crate::store::{
    Write, address, counter, factor, forget, guess, membership, organization, outbox, password_history,
    recovery, user,
};
use crate::visit::Visit;

/// How long everything has been there, where nothing else is said.
const LONG_AGO: Span = Span::days(200);
/// How long ago the mail was asked for that is still held, and for how long it stays so.
const ASKED_AGO: Span = Span::minutes(6);
const HELD_FOR: Span = Span::minutes(30);
/// What the receiving server said to it.
const HELD_REPLY: &str = "451 4.7.1 Greylisting in action, please come back later";

/// Two people pressing the same button begin the story once after the other.
static TURN: Mutex<()> = Mutex::const_new(());

/// What is slow to make: the hashes of a password and of a sheet of codes.
struct Hashed {
    password: Option<String>,
    salt: [u8; 16],
    codes: Vec<[u8; 32]>,
}

/// Begins every story that has not begun, in a new database all of them.
pub async fn begin_all(app: &Shared) -> Result<(), Fault> {
    let _turn = TURN.lock().await;
    for house in &HOUSES {
        add_house(app, house).await?;
    }
    let mut missing = Vec::new();
    let mut read = app.store.read();
    for (place, story) in CAST.iter().enumerate() {
        if address::find(&mut read, story.email).await?.is_none() {
            missing.push((place, story));
        }
    }
    drop(read);
    let mut hashing = JoinSet::new();
    for &(place, story) in &missing {
        let app = Arc::clone(app);
        hashing.spawn(async move { (place, hash(&app, story, place).await) });
    }
    let mut hashed: Vec<(usize, Hashed)> = Vec::new();
    while let Some(done) = hashing.join_next().await {
        let (place, done) = done.map_err(|error| Fault::broken(format!("hashing: {error}")))?;
        hashed.push((place, done?));
    }
    hashed.sort_by_key(|(place, _)| *place);
    for ((_, story), (_, hashed)) in missing.into_iter().zip(hashed) {
        begin(app, story, &hashed).await?;
    }
    Ok(())
}

/// Puts one story back to its beginning; returns the path on which it starts.
pub async fn begin_again(app: &App, story: &'static Story) -> Result<String, Fault> {
    let hashed = hash(app, story, 0).await?;
    let _turn = TURN.lock().await;
    begin(app, story, &hashed).await?;
    Ok(starts_at(app, story))
}

/// Where the story starts: at the newest link in the mailbox, or at the page the person stands before.
fn starts_at(app: &App, story: &Story) -> String {
    let path = match story.beginning {
        Beginning::MailHeld => return "/reset".to_owned(),
        Beginning::Member | Beginning::Deactivated(_) => None,
        Beginning::Invited(_) => newest_link(app, story.email),
    };
    path.unwrap_or_else(|| "/sign-in".to_owned())
}

fn newest_link(app: &App, email: &str) -> Option<String> {
    let Transport::Inbox(inbox) = &app.transport else { return None };
    let mail = inbox.list(Some(email)).into_iter().next()?;
    let start = app.url("/i/");
    let link = mail.links.into_iter().find(|link| link.starts_with(&start))?;
    link.strip_prefix(&app.settings.base_url).map(str::to_owned)
}

async fn hash(app: &App, story: &Story, place: usize) -> Result<Hashed, Fault> {
    let password = match story.password {
        Password::Known(password, _) => Some(password.to_owned()),
        // A password that nobody knows, and that nobody can look up here either.
        Password::Forgotten(_) => Some(Token::from_bytes(random()).text()),
        Password::Never => None,
    };
    let codes = story.recovery_codes();
    let (for_password, salt): ([u8; 16], [u8; 16]) = (random(), random());
    // One source each, so that they take turns and none has more than its share of the line.
    let source = SourceKey(u64::MAX - u64::try_from(place).unwrap_or(0));
    let work = move |buffer: &mut proofs::password::Buffer| Hashed {
        password: password.map(|password| proofs::password::hash(buffer, &password, for_password)),
        salt,
        codes: codes
            .iter()
            .filter_map(|code| proofs::recovery::normalize(code))
            .map(|code| proofs::password::raw_hash(buffer, code.as_bytes(), salt))
            .collect(),
    };
    app.hash_pool.run(source, work).await.map_err(Fault::from)
}

async fn add_house(app: &App, house: &House) -> Result<(), Fault> {
    let since = ago(app.now(), LONG_AGO);
    let row = OrganizationRow {
        id: app.new_id(),
        slug: house.slug.to_owned(),
        name: house.name.to_owned(),
        accent: Some(house.accent.to_owned()),
        zone: house.zone.to_owned(),
        suspended_at: None,
        policy: policy_text::write(&house.policy),
        demand_since: house.policy.second_factor.then_some(since),
        created_at: since,
    };
    let mut write = app.store.write().await?;
    organization::add(&mut write, &row).await?;
    write.commit().await
}

async fn begin(app: &App, story: &Story, hashed: &Hashed) -> Result<(), Fault> {
    let now = app.now();
    let mut write = app.store.write().await?;
    let user_id = clean_user(&mut write, app, story, now).await?;
    reopen_lanes(&mut write, app, story, user_id, now).await?;
    give_password(&mut write, story, user_id, hashed, now).await?;
    if story.app != Authenticator::None {
        give_factor(&mut write, app, story, user_id, hashed, now).await?;
    }
    if !matches!(story.beginning, Beginning::Invited(_)) {
        for (slug, role) in story.places {
            join(&mut write, story, user_id, slug, *role, now).await?;
        }
    }
    write.commit().await?;
    match story.beginning {
        Beginning::Member | Beginning::Deactivated(_) => Ok(()),
        Beginning::MailHeld => hold_mail(app, story, user_id).await,
        Beginning::Invited(span) => invite(app, story, user_id, span).await,
    }
}

/// The user without anything; made if there is none.
async fn clean_user(write: &mut Write, app: &App, story: &Story, now: Instant) -> Result<Uuid, Fault> {
    if let Some(row) = address::find(write, story.email).await? {
        forget::all_but_name(write, row.user_id).await?;
        user::set_name(write, row.user_id, story.first_name, story.last_name).await?;
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
    let row =
        AddressRow { address: email.clone(), user_id: id, shown: email, is_primary: true, added_at: since };
    address::add(write, &row).await?;
    Ok(id)
}

/// Guesses and mails are counted anew.
async fn reopen_lanes(
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
    for cap in subject::caps(app, &known, &visit) {
        // A window that began before the next moment has ended: this one begins now.
        counter::take(write, &cap.key, Instant(now.0 + 1), now, cap.limit).await?;
    }
    Ok(())
}

async fn give_password(
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

async fn give_factor(
    write: &mut Write,
    app: &App,
    story: &Story,
    user_id: Uuid,
    hashed: &Hashed,
    now: Instant,
) -> Result<(), Fault> {
    let (id, since) = (app.new_id(), ago(now, Span::days(80)));
    let row = FactorRow {
        id,
        user_id,
        name: "Phone".to_owned(),
        secret: app.seal(&["factors", "secret", &id.to_string()], story.secret().as_bytes()),
        label: story.email.split('@').next().unwrap_or_default().to_owned(),
        created_at: since,
        confirmed_at: Some(since),
        last_step: None,
        last_used_at: None,
        ended_at: None,
    };
    factor::add(write, &row).await?;
    let set = RecoverySetRow {
        id: app.new_id(),
        user_id,
        salt: hashed.salt.to_vec(),
        created_at: since,
        saved_at: Some(since),
        ended_at: None,
    };
    recovery::add_set(write, &set, &hashed.codes).await?;
    user::set_codes_saved(write, user_id, Some(since)).await
}

async fn join(
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

/// The reset was asked for as anybody asks, and the receiving server put the mail off.
async fn hold_mail(app: &App, story: &Story, user_id: Uuid) -> Result<(), Fault> {
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
async fn invite(app: &App, story: &Story, user_id: Uuid, span: Span) -> Result<(), Fault> {
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
    let crate::mail::Outcome::Accepted { host, reply } = outcome else { return Ok(()) };
    let mut write = app.store.write().await?;
    outbox::settle_accepted(&mut write, row.id, Some(&host), &reply, row.created_at).await?;
    write.commit().await
}

/// To whom a letter goes, and the letter, as long as it is kept.
pub fn open(app: &App, row: &OutboxRow) -> Option<(String, Letter)> {
    let to = address_of(app, row)?;
    let about = ["outbox", "letter_sealed", &row.id.to_string()];
    let letter = app.sealer.open(&about, row.letter_sealed.as_deref()?).ok()?;
    Some((to, serde_json::from_slice(&letter).ok()?))
}

/// To whom a letter goes, as long as that is kept.
pub fn address_of(app: &App, row: &OutboxRow) -> Option<String> {
    let about = ["outbox", "to_sealed", &row.id.to_string()];
    String::from_utf8(app.sealer.open(&about, row.to_sealed.as_deref()?).ok()?).ok()
}

async fn house_of(read: &mut crate::store::Read, slug: &str) -> Result<OrganizationRow, Fault> {
    let house = organization::find_by_slug(read, slug).await?;
    house.ok_or_else(|| Fault::broken(format!("the demo's organization {slug} is gone")))
}

/// The admin who invites; another one, or the operator, if somebody played with the admins.
async fn actor(read: &mut crate::store::Read, house: &OrganizationRow) -> Result<Actor, Fault> {
    let usual = HOUSES.iter().find(|known| known.slug == house.slug).map_or("", |known| known.inviter);
    let admins = membership::list_admins(read, house.id).await?;
    let found = admins.iter().find(|admin| admin.address == usual).or_else(|| admins.first());
    Ok(found.map_or_else(
        || Actor { id: None, name: house.name.clone() },
        |admin| Actor { id: Some(admin.user_id), name: format!("{} {}", admin.first_name, admin.last_name) },
    ))
}

fn ago(now: Instant, span: Span) -> Instant {
    Instant(now.0.saturating_sub(span.0))
}

/// Whoever did what happened before the story: a browser like others, on this machine.
fn visit(now: Instant) -> Visit {
    Visit {
        now,
        network: IpAddr::V4(Ipv4Addr::LOCALHOST),
        browser: "Firefox on Windows".to_owned(),
        device: uuid::Builder::from_random_bytes(random()).into_uuid(),
        keeps_cookies: false,
        session_token: None,
    }
}
