//! Makes the stories real: rows as the product itself would have left them, at times relative to now.
//!
//! Nothing in the product knows of this. Beginning a story and beginning it again are the same act, one at a
//! time. Where to go next: `stories.rs` for who they are, `person.rs` for their rows, `letters.rs` for their mail.

use std::sync::Arc;

use proofs::ticket::Token;
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use super::houses::{HOUSES, House};
use super::person::{LONG_AGO, ago};
use super::stories::{App as Authenticator, Beginning, CAST, Password, Story};
use super::{letters, person};
use crate::app::{App, Shared, random};
use crate::fault::Fault;
use crate::flows::look::Logo;
use crate::flows::{policy_text, support};
use crate::hash_pool::Source;
use crate::mail::Transport;
use crate::store::organization::{self, OrganizationRow};
use crate::store::{address, logo};

/// Two people pressing the same button begin the story once after the other.
static TURN: Mutex<()> = Mutex::const_new(());

/// What is slow to make: the hashes of a password and of a sheet of codes.
pub(super) struct Hashed {
    pub(super) password: Option<String>,
    pub(super) salt: [u8; 16],
    pub(super) codes: Vec<[u8; 32]>,
    pub(super) kit: Vec<[u8; 32]>,
}

/// Begins every story that has not begun, in a new database all of them.
pub async fn begin_all(app: &Shared) -> Result<(), Fault> {
    let _turn = TURN.lock().await;
    for house in &HOUSES {
        add_house(app, house).await?;
    }
    support::desk(app, &person::visit(ago(app.now(), LONG_AGO))).await?;
    super::sign_on::lay(app).await?;
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
    let (codes, kit) = (story.recovery_codes(), story.kit_codes());
    let (for_password, salt): ([u8; 16], [u8; 16]) = (random(), random());
    // One source each, so that they take turns and none has more than its share of the line.
    let source = Source::Network(u64::MAX - u64::try_from(place).unwrap_or(0));
    let work = move |buffer: &mut proofs::password::Buffer| {
        let password = password.map(|password| proofs::password::hash(buffer, &password, for_password));
        let mut hashed = |codes: Vec<String>| {
            let plain = codes.iter().filter_map(|code| proofs::recovery::normalize(code));
            plain.map(|code| proofs::password::raw_hash(buffer, code.as_bytes(), salt)).collect()
        };
        Hashed { password, salt, codes: hashed(codes), kit: hashed(kit) }
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
        sign_on_since: None,
    };
    let drawn = Logo::of(house.logo.to_vec());
    let drawn = drawn.map_err(|flaw| Fault::broken(format!("{}'s logo: {flaw:?}", house.slug)))?;
    let mut write = app.store.write().await?;
    if organization::add(&mut write, &row).await? {
        logo::set(&mut write, row.id, drawn.name(), drawn.image()).await?;
    }
    write.commit().await
}

async fn begin(app: &App, story: &Story, hashed: &Hashed) -> Result<(), Fault> {
    let now = app.now();
    let mut write = app.store.write().await?;
    let user_id = person::clean_user(&mut write, app, story, now).await?;
    person::reopen_lanes(&mut write, app, story, user_id, now).await?;
    person::give_password(&mut write, story, user_id, hashed, now).await?;
    if story.app != Authenticator::None {
        person::give_factor(&mut write, app, story, user_id, hashed, now).await?;
    }
    if !matches!(story.beginning, Beginning::Invited(_)) {
        for (slug, role) in story.places {
            person::join(&mut write, story, user_id, slug, *role, now).await?;
            person::leave_kit(&mut write, app, story, user_id, slug, hashed, now).await?;
        }
    }
    write.commit().await?;
    match story.beginning {
        Beginning::Member | Beginning::Deactivated(_) => Ok(()),
        Beginning::MailHeld => letters::hold_mail(app, story, user_id).await,
        Beginning::Invited(span) => letters::invite(app, story, user_id, span).await,
    }
}
