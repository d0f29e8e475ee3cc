//! Setting a connection up, or another way: what to do at the provider beside what to fill in here, in that provider's
//! own words for its fields.
//!
//! The second factor is asked for before the form, so that nothing typed is lost by it; the form says, sealed, that it
//! was given, and which id a new connection will have: the provider is told addresses with that id in them before there
//! is anything to save. Where to go next: `form/filled.rs`.

mod filled;

use axum::extract::{Path, State};
use rules::{Instant, Span};
use uuid::Uuid;

pub(super) use self::filled::Filled;
use self::filled::offered;
use super::{found, is_offered, path, provider_name, recent, stepping_up};
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::connection::{self as flow, Saved};
use crate::flows::sso::{back_to_id, saml};
use crate::step::Step;
use crate::store::connection::ConnectionRow;
use crate::store::identity;
use crate::views::sso::{ConnectionForm, own_word, voice};
use crate::views::{Page, Section};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page, to};
use crate::web::entry::{Asked, Fields, LongFields};
use crate::web::who::Admin;
use crate::words::words;

/// The word in a form's seal.
const MARK: &str = "sso-form";
/// How long a form may stay open: there is much to do at the provider meanwhile.
const OPEN_FOR: Span = Span::hours(4);

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
    async fn of(
        app: &App,
        visit: &Visit,
        admin: &Admin,
        row: Option<&ConnectionRow>,
        id: Option<Uuid>,
    ) -> Result<Desk, Fault> {
        let here = path(admin);
        Ok(Desk {
            page: admin.frame(app, Section::Sso, "").await?,
            action: row.map_or_else(|| format!("{here}/new"), |row| format!("{here}/{}/edit", row.id)),
            crumb: (here, words().plain("sso-title", &[])),
            s: sealed(app, visit, admin, id),
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
    let desk = Desk::of(app, visit, admin, row, filled.wanted.id).await?;
    Ok(form(app, desk, row, filled))
}

/// The form as it stands before them.
pub(super) fn form(app: &App, desk: Desk, row: Option<&ConnectionRow>, filled: Filled) -> ConnectionForm {
    let wanted = &filled.wanted;
    let provider = wanted.provider.as_str();
    let voice = voice(provider, &wanted.protocol);
    let steps = steps_of(&voice);
    ConnectionForm {
        page: desk.page,
        crumb: desk.crumb,
        action: desk.action,
        s: desk.s,
        provider: provider.to_owned(),
        provider_name: provider_name(provider),
        saml: wanted.protocol == "saml",
        steps,
        there: there(app, &voice, &wanted.protocol, wanted.id.unwrap_or_default()),
        voice,
        name: filled.field("name", &wanted.name),
        issuer: filled.field("issuer", &wanted.issuer),
        metadata_at: filled.field("metadata_at", &wanted.metadata_at),
        metadata: filled.field("metadata", &wanted.metadata),
        metadata_kept: row.is_some_and(|row| row.described_at.is_none()),
        certificates: filled.field("certificates", &wanted.certificates),
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

/// What to do at a provider, step by step, said.
pub(super) fn steps_of(voice: &str) -> Vec<String> {
    let keys = (1..=6).map(|number| format!("provider-{voice}-step-{number}"));
    keys.filter(|key| words().has(key)).map(|key| words().plain(&key, &[])).collect()
}

/// What the provider has to be told, each under that provider's name for it.
pub(super) fn there(app: &App, voice: &str, protocol: &str, id: Uuid) -> Vec<(String, String)> {
    let own = |what: &str| own_word(voice, what);
    let mut all = vec![(own("back"), back_to_id(app, protocol, id))];
    if protocol == "saml" {
        all.extend([
            (own("audience"), saml::entity_id(app, id)),
            (own("format"), own("format-value")),
            (own("attribute"), "email".to_owned()),
        ]);
    }
    all.push((words().plain("sso-start", &[]), app.url(&format!("/sso/{id}"))));
    all
}

/// The form for a new one.
pub async fn show_new(State(app): State<Shared>, visit: Visit, admin: Admin, asked: Asked) -> Answer {
    if !is_offered(asked.get("provider")) {
        return Ok(to(&path(&admin)));
    }
    let (provider, protocol) = offered(asked.get("provider"), asked.get("protocol"));
    let actor = admin.actor(&app, &visit).await?;
    if !recent(&actor) {
        let back = format!("{}/new?provider={provider}&protocol={protocol}", path(&admin));
        return Ok(stepping_up(&app, &visit, &admin, &back).await?);
    }
    let filled = Filled::new(app.new_id(), &provider, &protocol, &admin.organization.name);
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

/// That this admin gave a second factor before the form, and which id a new connection will have.
pub(super) fn sealed(app: &App, visit: &Visit, admin: &Admin, connection: Option<Uuid>) -> String {
    let user = Some(admin.signed_in.user());
    Step { word: Some(MARK.to_owned()), user, connection, ..Step::default() }.seal(app, visit)
}

/// The seal of a form that was opened by this admin in this browser, of late, after a second factor.
pub(super) fn opened(app: &App, visit: &Visit, admin: &Admin, sealed: &str) -> Option<Step> {
    Step::open(app, visit, sealed).ok().filter(|step| {
        let fresh = visit.now.since(Instant(step.sealed_at)) < OPEN_FOR;
        fresh && step.word.as_deref() == Some(MARK) && step.user == Some(admin.signed_in.user())
    })
}

/// A new one.
pub async fn submit_new(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    LongFields(fields): LongFields,
) -> Answer {
    let filled = Filled::typed(&fields, &admin.organization.zone, None);
    submit(&app, &visit, &admin, None, filled, &fields).await
}

/// Another way.
pub async fn submit_edit(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, String)>,
    LongFields(fields): LongFields,
) -> Answer {
    let Some(row) = found(&app, &admin, &id).await? else { return admin.not_found(&app).await };
    let filled = Filled::typed(&fields, &admin.organization.zone, Some(&row));
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
    let Some(step) = opened(app, visit, admin, fields.get("s")) else {
        return Ok(stepping_up(app, visit, admin, &path(admin)).await?);
    };
    filled.wanted.id = row.map(|row| row.id).or(step.connection);
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
        Saved::Unfit(unfit) => filled.unfit(&unfit),
    }
    Ok(page(&form_page(app, visit, admin, row, filled).await?))
}

fn saved_path(admin: &Admin, row: Option<&ConnectionRow>, id: Uuid) -> String {
    let word = if row.is_some() { "sso-changed" } else { "sso-added" };
    format!("{}/{id}?word={word}", path(admin))
}
