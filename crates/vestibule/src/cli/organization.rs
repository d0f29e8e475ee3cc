//! `vestibule org …`: makes, lists, shows and changes organizations.
//!
//! Never in here: what a policy may say (`rules::policy`), how one is printed (`policy.rs`).

use std::fmt::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use proofs::address::Address;
use proofs::name::person_name;
use rules::{Role, kit};

use super::open::{operator, visit};
use super::{Said, look, policy};
use crate::app::App;
use crate::fault::Fault;
use crate::flows::kit as rescue;
use crate::flows::organization::{self as flow, Look};
use crate::flows::people::{self, Invitation};
use crate::flows::{look as look_flow, policy_text};
use crate::store::organization::{self, OrganizationRow};
use crate::store::{logo, membership, people as list, request};
use crate::when;

/// How many organizations are read at once.
const PAGE: i64 = 200;

/// What to do with organizations.
#[derive(Subcommand)]
pub enum Act {
    /// Make an organization and invite its first admin
    Create(Create),
    /// List all organizations
    List,
    /// Show one
    Show {
        /// Its short name
        slug: String,
    },
    /// Show or change what an organization demands
    Policy {
        /// Its short name
        slug: String,
        /// What to change; without any of it the policy is shown
        #[command(flatten)]
        /// What is to change; nothing shows the policy.
        changes: policy::Changes,
    },
    /// Set or change its logo
    Logo {
        /// Its short name
        slug: String,
        /// A PNG, JPEG or WebP file, or `none`
        file: PathBuf,
    },
    /// Set or change its colour
    Accent {
        /// Its short name
        slug: String,
        /// Six hexadecimal digits, or `none`
        colour: String,
    },
    /// Let nobody into it any more
    Suspend {
        /// Its short name
        slug: String,
    },
    /// Let people in again
    Resume {
        /// Its short name
        slug: String,
    },
}

/// A new organization.
#[derive(Args)]
pub struct Create {
    /// Its short name in addresses: small letters, digits and hyphens
    slug: String,
    /// Its name
    #[arg(long)]
    name: String,
    /// Its time zone, like Europe/Lisbon
    #[arg(long, default_value = "UTC")]
    zone: String,
    /// Its colour, six hexadecimal digits
    #[arg(long)]
    accent: Option<String>,
    /// Its logo, a PNG, JPEG or WebP file
    #[arg(long, value_name = "FILE")]
    logo: Option<PathBuf>,
    /// The first admin's address
    #[arg(long)]
    admin_email: String,
    /// The first admin's first name
    #[arg(long)]
    admin_first_name: String,
    /// The first admin's last name
    #[arg(long)]
    admin_last_name: String,
}

/// Does it.
pub async fn run(app: &App, act: Act) -> Result<Said, Fault> {
    match act {
        Act::Create(create) => make(app, create).await,
        Act::List => list_all(app).await,
        Act::Show { slug } => match find(app, &slug).await? {
            Ok(row) => show(app, &row).await,
            Err(unknown) => Ok(unknown),
        },
        Act::Policy { slug, changes } => match find(app, &slug).await? {
            Ok(row) => policy::run(app, &row, &changes).await,
            Err(unknown) => Ok(unknown),
        },
        Act::Logo { slug, file } => look::logo(app, &slug, &file).await,
        Act::Accent { slug, colour } => look::accent(app, &slug, &colour).await,
        Act::Suspend { slug } => suspend(app, &slug, true).await,
        Act::Resume { slug } => suspend(app, &slug, false).await,
    }
}

/// The organization of that short name, or what to say where there is none.
pub async fn find(app: &App, slug: &str) -> Result<Result<OrganizationRow, Said>, Fault> {
    let row = organization::find_by_slug(&mut app.store.read(), slug).await?;
    Ok(row.ok_or_else(|| {
        Said::Refused(format!("there is no organization {slug:?}; `vestibule org list` lists them"))
    }))
}

async fn make(app: &App, create: Create) -> Result<Said, Fault> {
    let logo = match create.logo.as_deref().map(look::read_logo).transpose() {
        Ok(logo) => logo,
        Err(why) => return Ok(Said::Refused(why)),
    };
    let (look, invitation) = match understood(create) {
        Ok(understood) => understood,
        Err(why) => return Ok(Said::Refused(why)),
    };
    let visit = visit(app);
    let address = invitation.address.shown().to_owned();
    let Some(row) = flow::add(app, &visit, &look).await? else {
        return Ok(Said::Refused(format!(
            "there is an organization {slug} already. To invite an admin to it: vestibule user invite {address} \
             --org {slug} --role admin --first-name … --last-name …",
            slug = look.slug
        )));
    };
    if let Some(logo) = logo {
        look_flow::set_logo(app, &visit, &row, Some(&logo)).await?;
    }
    people::invite(app, &visit, &row, &operator(app), &invitation).await?;
    let until = policy_text::read(&row.policy).invitation_life;
    Ok(Said::Done(format!(
        "{name} ({slug}) is made, and an invitation to {address} is queued.\n\
         It is sent by `vestibule serve`; its link works for {life}.\n\
         Next: once {address} is in, have a second admin invited at {people}, or a recovery kit made and tried at \
         {kit}. From then on everybody is asked for a second factor, because whoever loses theirs can be helped.",
        name = row.name,
        slug = row.slug,
        life = when::span(until),
        people = app.url(&format!("/org/{}/people", row.slug)),
        kit = app.url(&format!("/org/{}/kit", row.slug)),
    )))
}

fn understood(create: Create) -> Result<(Look, Invitation), String> {
    let slug = create.slug;
    if !is_slug(&slug) {
        return Err(format!(
            "the short name {slug:?} cannot stand in an address; write 2 to 40 small letters, digits and single \
             hyphens, like acme-labs"
        ));
    }
    if !when::is_zone(&create.zone) {
        return Err(format!("there is no time zone {:?}; write one like Europe/Lisbon or UTC", create.zone));
    }
    let accent = create.accent.as_deref().map(look::read_accent).transpose()?;
    let name = named(&create.name, "--name")?;
    let address = addressed(&create.admin_email, "--admin-email")?;
    let first_name = named(&create.admin_first_name, "--admin-first-name")?;
    let last_name = named(&create.admin_last_name, "--admin-last-name")?;
    let look = Look { slug, name, accent, zone: create.zone };
    Ok((look, Invitation { first_name, last_name, address, role: Role::Admin }))
}

/// A name that can be shown.
pub fn named(typed: &str, flag: &str) -> Result<String, String> {
    person_name(typed).map_err(|_| format!("{flag} is {typed:?}; write a name of 1 to 100 letters"))
}

/// An address that mail can be sent to.
pub fn addressed(typed: &str, flag: &str) -> Result<Address, String> {
    Address::parse(typed)
        .map_err(|_| format!("{flag} is {typed:?}; write an e-mail address like ana@example.com"))
}

fn is_slug(text: &str) -> bool {
    let plain = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    (2..=40).contains(&text.len())
        && text.bytes().all(|letter| plain(letter) || letter == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
}

async fn list_all(app: &App) -> Result<Said, Fault> {
    let mut text = String::new();
    let mut after = String::new();
    loop {
        let mut read = app.store.read();
        let rows = organization::any_list(&mut read, &after, PAGE).await?;
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.slug);
        for row in rows {
            let people = list::count(&mut read, row.id, None, None).await?;
            let admins = membership::count_admins(&mut read, row.id).await?;
            let suspended = if row.suspended_at.is_some() { "  suspended" } else { "" };
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "{:<24} {people:>6} people {admins:>3} admins  {}{suspended}",
                row.slug, row.name
            );
        }
    }
    if text.is_empty() {
        text.push_str("There is no organization yet; make one with `vestibule org create`.");
    }
    Ok(Said::Done(text))
}

async fn show(app: &App, row: &OrganizationRow) -> Result<Said, Fault> {
    let mut read = app.store.read();
    let people = list::count(&mut read, row.id, None, None).await?;
    let admins = membership::list_admins(&mut read, row.id).await?;
    let open = request::count_open(&mut read, row.id, app.now()).await?;
    let mut text = format!(
        "{} ({})\n  made          {}\n  time zone     {}\n  people        {people}\n  open requests {open}\n",
        row.name,
        row.slug,
        when::in_full(row.created_at, &row.zone),
        row.zone
    );
    let logo = logo::find_name(&mut read, row.id).await?;
    for (what, value) in [("colour", row.accent.as_deref()), ("logo", logo.as_deref())] {
        if let Some(value) = value {
            let _ = writeln!(text, "  {what:<13} {value}");
        }
    }
    if let Some(at) = row.suspended_at {
        let since = when::in_full(at, &row.zone);
        let _ = writeln!(text, "  suspended     since {since}; `vestibule org resume {}`", row.slug);
    }
    for admin in &admins {
        let factor = if admin.has_factor { "has a second factor" } else { "has no second factor yet" };
        let _ = writeln!(
            text,
            "  admin         {} {} <{}>, {factor}",
            admin.first_name, admin.last_name, admin.address
        );
    }
    match admins.len() {
        0 => text.push_str(
            "  No admin is in yet: `vestibule user invite ADDRESS --role admin` invites one (again).\n",
        ),
        1 => text.push_str(
            "  One admin is alone: with a second one, each can help the other back in; a recovery kit helps both.\n",
        ),
        _more => {}
    }
    let kit = match kit::state(rescue::known(&mut read, row.id).await?, app.now()) {
        kit::State::None => "none",
        kit::State::Untried => "made, and not tried yet",
        kit::State::Good => "tried",
        kit::State::Aged => "tried more than half a year ago",
        kit::State::Few => "nearly used up",
        kit::State::UsedUp => "used up",
    };
    let _ = writeln!(text, "  recovery kit  {kit}");
    text.push_str(&policy::printed(row));
    Ok(Said::Done(text))
}

async fn suspend(app: &App, slug: &str, suspended: bool) -> Result<Said, Fault> {
    let row = match find(app, slug).await? {
        Ok(row) => row,
        Err(unknown) => return Ok(unknown),
    };
    if row.suspended_at.is_some() == suspended {
        let state = if suspended { "suspended" } else { "open" };
        return Ok(Said::Done(format!("{} is {state} already.", row.name)));
    }
    flow::set_suspended(app, &visit(app), row.id, suspended).await?;
    Ok(Said::Done(if suspended {
        format!(
            "{} is suspended: nobody gets into it, and everybody keeps what they have. `vestibule org resume {slug}` \
             opens it again.",
            row.name
        )
    } else {
        format!("{} is open again.", row.name)
    }))
}
