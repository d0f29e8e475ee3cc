//! Setting a connection up, or another way: what to do at the provider beside what to fill in here, in that provider's
//! own words for its fields.
//!
//! The second factor is asked for before the form, so that nothing typed is lost by it; the form says, sealed, that it
//! was given.

use axum::extract::{Path, State};
use rules::{Instant, Span};
use uuid::Uuid;

use super::{PROVIDERS, found, path, provider_name, recent, stepping_up};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::connection::{self as flow, Saved, Wanted};
use crate::flows::sso::{Unfit, back_to};
use crate::outside::fetch::Trouble;
use crate::step::Step;
use crate::store::connection::ConnectionRow;
use crate::store::identity;
use crate::views::sso::ConnectionForm;
use crate::views::{Field, Page, Section};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page, to};
use crate::web::entry::{Asked, Fields};
use crate::web::who::Admin;
use crate::when;
use crate::words::words;

/// The word in a form's seal.
const MARK: &str = "sso-form";
/// How long a form may stay open: there is much to do at the provider meanwhile.
const OPEN_FOR: Span = Span::hours(4);
/// The longest that a field may be.
const LONGEST: usize = 500;

/// What stands in the form.
#[derive(Default)]
pub(super) struct Filled {
    pub(super) wanted: Wanted,
    ends: String,
    pub(super) errors: Vec<(&'static str, String)>,
    error: Option<String>,
}

impl Filled {
    pub(super) fn of(row: &ConnectionRow, zone: &str) -> Filled {
        Filled {
            wanted: Wanted {
                provider: row.provider.clone(),
                name: row.name.clone(),
                issuer: row.issuer.clone(),
                client_id: row.client_id.clone(),
                client_secret: String::new(),
                secret_ends_at: row.secret_ends_at,
                second: row.second.clone(),
                addresses: row.addresses.clone(),
            },
            ends: row.secret_ends_at.map(|at| when::date(at, zone)).unwrap_or_default(),
            ..Filled::default()
        }
    }

    fn new(provider: &str, organization: &str) -> Filled {
        // What a provider's addresses are worth differs: some mark those that they made sure of, some never do.
        let addresses = if matches!(provider, "entra" | "adfs") { "all" } else { "verified" };
        Filled {
            wanted: Wanted {
                provider: provider.to_owned(),
                name: words().plain("sso-name-of", &[("organization", organization)]),
                second: "when-said".to_owned(),
                addresses: addresses.to_owned(),
                ..Wanted::default()
            },
            ..Filled::default()
        }
    }

    /// Reads what was typed; what is wrong stands beside its field.
    pub(super) fn typed(fields: &Fields, zone: &str, kept: bool) -> Filled {
        let text = |name: &str| fields.get(name).trim().chars().take(LONGEST).collect::<String>();
        let word = |name: &str, known: &[&str]| {
            let typed = fields.get(name);
            known.iter().find(|word| **word == typed).map_or(known[0], |word| *word).to_owned()
        };
        let mut filled = Filled {
            wanted: Wanted {
                provider: word("provider", &PROVIDERS),
                name: text("name"),
                issuer: text("issuer"),
                client_id: text("client_id"),
                client_secret: text("client_secret"),
                secret_ends_at: None,
                second: word("second", &["when-said", "always", "never"]),
                addresses: word("addresses", &["verified", "all"]),
            },
            ends: text("ends"),
            ..Filled::default()
        };
        let wanted = &filled.wanted;
        let needed = [
            ("name", wanted.name.is_empty()),
            ("issuer", wanted.issuer.is_empty()),
            ("client_id", wanted.client_id.is_empty()),
            ("client_secret", wanted.client_secret.is_empty() && !kept),
        ];
        for (name, missing) in needed {
            if missing {
                filled.errors.push((name, words().plain("sso-field-missing", &[])));
            }
        }
        match (filled.ends.as_str(), when::day_begins(&filled.ends, zone)) {
            ("", _) => {}
            (_, Some(at)) => filled.wanted.secret_ends_at = Some(at),
            (_, None) => filled.errors.push(("ends", words().plain("sso-ends-wrong", &[]))),
        }
        filled
    }

    fn field(&self, name: &str, value: &str) -> Field {
        let error = self.errors.iter().find(|(field, _)| *field == name).map(|(_, error)| error.clone());
        Field { value: value.to_owned(), error }
    }
}

/// Who stands before the form: an admin, or whoever came by a link.
pub(super) struct Desk {
    /// What every page has.
    pub page: Page,
    /// Where it belongs: its address and its name.
    pub crumb: (String, String),
    /// Where it posts.
    pub action: String,
    /// What it sends along, sealed.
    pub s: String,
    /// How many people another issuer would touch, said.
    pub linked: Option<String>,
}

impl Desk {
    async fn of(app: &App, visit: &Visit, admin: &Admin, row: Option<&ConnectionRow>) -> Result<Desk, Fault> {
        let here = path(admin);
        Ok(Desk {
            page: admin.frame(app, Section::Sso, "").await?,
            action: row.map_or_else(|| format!("{here}/new"), |row| format!("{here}/{}/edit", row.id)),
            crumb: (here, words().plain("sso-title", &[])),
            s: sealed(app, visit, admin),
            linked: linked(app, row).await?,
        })
    }
}

async fn form_page(
    app: &App,
    visit: &Visit,
    admin: &Admin,
    row: Option<&ConnectionRow>,
    filled: Filled,
) -> Result<ConnectionForm, Fault> {
    Ok(form(app, Desk::of(app, visit, admin, row).await?, row, filled))
}

/// The form as it stands before them.
pub(super) fn form(app: &App, desk: Desk, row: Option<&ConnectionRow>, filled: Filled) -> ConnectionForm {
    let wanted = &filled.wanted;
    let provider = wanted.provider.as_str();
    let steps = (1..=6).map(|number| format!("provider-{provider}-step-{number}"));
    ConnectionForm {
        page: desk.page,
        crumb: desk.crumb,
        action: desk.action,
        s: desk.s,
        provider: provider.to_owned(),
        provider_name: provider_name(provider),
        steps: steps.filter(|key| words().has(key)).map(|key| words().plain(&key, &[])).collect(),
        back_to: row.map(|row| back_to(app, row.id)),
        start: row.map(|row| app.url(&format!("/sso/{}", row.id))),
        name: filled.field("name", &wanted.name),
        issuer: filled.field("issuer", &wanted.issuer),
        client_id: filled.field("client_id", &wanted.client_id),
        secret: filled.field("client_secret", ""),
        secret_kept: row.is_some(),
        ends: filled.field("ends", &filled.ends),
        second: wanted.second.clone(),
        addresses: wanted.addresses.clone(),
        linked: desk.linked,
        error: filled.error,
    }
}

/// Another issuer is another provider, which knows people by other keys: whom that would touch is said beforehand.
pub(super) async fn linked(app: &App, row: Option<&ConnectionRow>) -> Result<Option<String>, Fault> {
    let Some(row) = row else { return Ok(None) };
    let people = identity::count(&mut app.store.read(), row.id).await?;
    Ok((people > 0).then(|| words().plain("sso-issuer-linked", &[("count", &people.to_string())])))
}

/// The form for a new one.
pub async fn show_new(State(app): State<Shared>, visit: Visit, admin: Admin, asked: Asked) -> Answer {
    let Some(provider) = PROVIDERS.iter().find(|code| **code == asked.get("provider")) else {
        return Ok(to(&path(&admin)));
    };
    let actor = admin.actor(&app, &visit).await?;
    if !recent(&actor) {
        let back = format!("{}/new?provider={provider}", path(&admin));
        return Ok(stepping_up(&app, &visit, &admin, &back).await?);
    }
    let filled = Filled::new(provider, &admin.organization.name);
    Ok(page(&form_page(&app, &visit, &admin, None, filled).await?))
}

/// The form for one that is there.
pub async fn show_edit(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, String)>,
) -> Answer {
    let Some(row) = found(&app, &admin, &id).await? else { return admin.not_found(&app).await };
    let actor = admin.actor(&app, &visit).await?;
    if !recent(&actor) {
        let back = format!("{}/{}/edit", path(&admin), row.id);
        return Ok(stepping_up(&app, &visit, &admin, &back).await?);
    }
    let filled = Filled::of(&row, &admin.organization.zone);
    Ok(page(&form_page(&app, &visit, &admin, Some(&row), filled).await?))
}

/// That this admin gave a second factor before the form.
pub(super) fn sealed(app: &App, visit: &Visit, admin: &Admin) -> String {
    let user = Some(admin.signed_in.user());
    Step { word: Some(MARK.to_owned()), user, ..Step::default() }.seal(app, visit)
}

/// Whether the form was opened by this admin in this browser, of late, after a second factor.
pub(super) fn was_opened(app: &App, visit: &Visit, admin: &Admin, sealed: &str) -> bool {
    Step::open(app, visit, sealed).is_ok_and(|step| {
        let fresh = visit.now.since(Instant(step.sealed_at)) < OPEN_FOR;
        fresh && step.word.as_deref() == Some(MARK) && step.user == Some(admin.signed_in.user())
    })
}

/// A new one.
pub async fn submit_new(State(app): State<Shared>, visit: Visit, admin: Admin, fields: Fields) -> Answer {
    let filled = Filled::typed(&fields, &admin.organization.zone, false);
    submit(&app, &visit, &admin, None, filled, &fields).await
}

/// Another way.
pub async fn submit_edit(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, String)>,
    fields: Fields,
) -> Answer {
    let Some(row) = found(&app, &admin, &id).await? else { return admin.not_found(&app).await };
    let mut filled = Filled::typed(&fields, &admin.organization.zone, true);
    filled.wanted.provider.clone_from(&row.provider);
    submit(&app, &visit, &admin, Some(&row), filled, &fields).await
}

async fn submit(
    app: &App,
    visit: &Visit,
    admin: &Admin,
    row: Option<&ConnectionRow>,
    mut filled: Filled,
    fields: &Fields,
) -> Answer {
    if !was_opened(app, visit, admin, fields.get("s")) {
        return Ok(stepping_up(app, visit, admin, &path(admin)).await?);
    }
    if !filled.errors.is_empty() {
        return Ok(page(&form_page(app, visit, admin, row, filled).await?));
    }
    let actor = admin.actor(app, visit).await?;
    let here = &admin.organization;
    let saved = match row {
        Some(row) => flow::set(app, visit, here, &actor, row.id, &filled.wanted).await?,
        None => flow::add(app, visit, here, &actor, &filled.wanted).await?,
    };
    match saved {
        Saved::Done(id) => return Ok(to(&saved_path(admin, row, id))),
        Saved::Gone | Saved::SwitchedOn => return Ok(to(&path(admin))),
        Saved::NotAnAdmin => return Ok(answer::not_an_admin(app, visit, &admin.signed_in).await),
        Saved::TooMany => filled.error = Some(words().plain("sso-too-many", &[])),
        Saved::Unfit(unfit) => filled.errors.push(("issuer", unfit_said(&unfit))),
    }
    Ok(page(&form_page(app, visit, admin, row, filled).await?))
}

/// A new one has an address for the provider now, which its form shows.
fn saved_path(admin: &Admin, row: Option<&ConnectionRow>, id: Uuid) -> String {
    let word = if row.is_some() { "sso-changed" } else { "sso-added" };
    format!("{}/{id}?word={word}", path(admin))
}

/// Why a provider can't be used as it was described, and what to do.
pub(super) fn unfit_said(unfit: &Unfit) -> String {
    let plain = |key: &str, why: &str| words().plain(key, &[("why", why)]);
    match unfit {
        Unfit::Address => plain("sso-unfit-address", ""),
        Unfit::Unreachable(Trouble::Private) => plain("sso-unfit-private", ""),
        Unfit::Unreachable(Trouble::NameUnknown) => plain("sso-unfit-name", ""),
        Unfit::Unreachable(Trouble::Redirected) => plain("sso-unfit-redirected", ""),
        Unfit::Unreachable(trouble) => plain("sso-unfit-unreachable", &format!("{trouble:?}")),
        Unfit::Status(status) => plain("sso-unfit-status", &status.to_string()),
        Unfit::Description(proofs::oidc::DiscoveryFlaw::Issuer { came, .. }) => {
            plain("sso-unfit-issuer", came)
        }
        Unfit::Description(flaw) => plain("sso-unfit-description", flaw.code()),
        Unfit::Keys => plain("sso-unfit-keys", ""),
    }
}
