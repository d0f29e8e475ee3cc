//! `/org/SLUG/sso`: the organization's connections to its own providers and its domains; each connection is set up,
//! tried, switched, and looked into when something went wrong.
//!
//! Never in here: what comes of a sign-in (`flows/sso.rs`), what may be saved (`flows/connection.rs`). Where to go next:
//! `sso/form.rs`, `sso/domains.rs`, `sso/message.rs`.

mod domains;
mod form;
mod it;
mod link;
mod message;
mod people;
mod required;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use rules::people::ActorSecond;
use uuid::Uuid;

use super::help::stepping_up;
use crate::app::{App, Shared};
use crate::fault::Fault;
use crate::flows::connection::{self as flow, Switched};
use crate::flows::request::Came;
use crate::flows::sso::{Record, find_record, list_records};
use crate::flows::{Actor, identity as identities};
use crate::said;
use crate::step::Step;
use crate::store::connection::{self, ConnectionRow};
use crate::store::organization::OrganizationRow;
use crate::store::{domain, identity, membership};
use crate::views::sso::{
    ArrivalLine, ConnectionLine, ConnectionPage, ConnectionsPage, Offer, ProposalLine, own_word, voice,
};
use crate::views::{Field, Section, Tone};
use crate::visit::Visit;
use crate::web::answer::{self, Answer, page, to};
use crate::web::entry::{Asked, Fields};
use crate::web::sso;
use crate::web::who::Admin;
use crate::when;
use crate::words::words;

/// The providers on offer, in both protocols but for the last two, whose name is the one that they speak.
pub const PROVIDERS: [&str; 10] =
    ["okta", "entra", "google", "jumpcloud", "onelogin", "ping", "keycloak", "adfs", "oidc", "saml"];
/// How many arrivals a connection's page tells.
const TOLD: i64 = 20;
/// How many proposals are told at once.
const PROPOSALS: i64 = 50;

/// Its routes.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/org/{slug}/sso", get(show))
        .route("/org/{slug}/sso/new", get(form::show_new).post(form::submit_new))
        .route("/org/{slug}/sso/domain", post(domains::add))
        .route("/org/{slug}/sso/domain/ask", post(domains::ask))
        .route("/org/{slug}/sso/domain/remove", post(domains::remove))
        .route("/org/{slug}/sso/required", post(required::require))
        .route("/org/{slug}/sso/side-door", post(required::side_door))
        .route("/org/{slug}/sso/proposal", post(answer_proposal))
        .route("/org/{slug}/sso/why/{reference}", get(message::find))
        .route("/org/{slug}/sso/{id}", get(show_one))
        .route("/org/{slug}/sso/{id}/edit", get(form::show_edit).post(form::submit_edit))
        .route("/org/{slug}/sso/{id}/people", get(people::show).post(people::submit))
        .route("/org/{slug}/sso/{id}/people/tell", post(people::tell))
        .route("/org/{slug}/sso/{id}/try", get(try_out))
        .route("/org/{slug}/sso/{id}/switch", post(switch))
        .route("/org/{slug}/sso/{id}/remove", post(remove))
        .route("/org/{slug}/sso/{id}/link", get(link::show).post(link::make))
        .route("/org/{slug}/sso/{id}/link/end", post(link::end))
        .route("/it", get(it::show))
        .route("/it/edit", get(it::show_edit).post(it::submit_edit))
        .route("/it/try", get(it::try_out))
        .route("/it/{token}", get(it::show_door).post(it::submit_door))
        .route("/org/{slug}/sso/{id}/{reference}", get(message::show))
}

fn path(admin: &Admin) -> String {
    format!("/org/{}/sso", admin.organization.slug)
}

/// A provider's name for people.
fn provider_name(code: &str) -> String {
    own_word(code, "name")
}

fn is_offered(provider: &str) -> bool {
    PROVIDERS.contains(&provider)
}

/// Whether a provider is any that speaks SAML.
fn saml_alone(provider: &str) -> bool {
    provider == "saml"
}

/// The links to the form of each provider.
fn offers() -> Vec<Offer> {
    let offer = |code: &str| Offer {
        code: code.to_owned(),
        name: provider_name(code),
        saml_too: !matches!(code, "oidc" | "saml"),
    };
    PROVIDERS.into_iter().map(offer).collect()
}

async fn found(app: &App, admin: &Admin, id: &str) -> Result<Option<ConnectionRow>, Fault> {
    let Ok(id) = id.parse::<Uuid>() else { return Ok(None) };
    connection::find(&mut app.store.read(), admin.organization.id, id).await
}

/// Whether the admin gave a second factor just now; what could let others in asks for one.
fn recent(actor: &Actor) -> bool {
    actor.second == ActorSecond::Recent
}

/// All connections, domains, and new names.
pub async fn show(State(app): State<Shared>, visit: Visit, admin: Admin, asked: Asked) -> Answer {
    list_page(&app, &visit, &admin, asked.get("word"), Field::default()).await
}

async fn list_page(app: &App, visit: &Visit, admin: &Admin, word: &str, typed: Field) -> Answer {
    let here = &admin.organization;
    let mut own = admin.frame(app, Section::Sso, word).await?;
    if let Some(notice) =
        own.notice.as_mut().filter(|_| word.ends_with("-missing") || word.ends_with("-late"))
    {
        notice.tone = Tone::Warn;
    }
    let all = connection::list(&mut app.store.read(), here.id).await?;
    let required = required::card(app, visit, admin, &all).await?;
    let mut connections = Vec::new();
    for row in all {
        let people = identity::count(&mut app.store.read(), row.id).await?;
        connections.push(ConnectionLine {
            id: row.id.to_string(),
            stand: stand(&row, here),
            provider: spoken(&row),
            people: words().plain("sso-people", &[("count", &people.to_string())]),
            name: row.name,
        });
    }
    let rows = domain::list(&mut app.store.read(), here.id).await?;
    Ok(page(&ConnectionsPage {
        page: own,
        organization: admin.named(),
        connections,
        required,
        proposals: proposals(app, visit, admin).await?,
        domains: rows.iter().map(|row| domains::line(row, visit, &here.zone)).collect(),
        typed,
        providers: offers(),
    }))
}

fn stand(row: &ConnectionRow, here: &OrganizationRow) -> (Tone, String) {
    let (tone, key) = match (row.mode.as_str(), row.tried_at, here.sign_on_since) {
        ("off", None, _) => (Tone::Warn, "sso-stand-untried"),
        ("off", Some(_), _) => (Tone::Plain, "sso-stand-off"),
        (_, _, None) => (Tone::Good, "sso-stand-optional"),
        (_, _, Some(_)) => (Tone::Good, "sso-stand-required"),
    };
    (tone, words().plain(key, &[]))
}

async fn proposals(app: &App, visit: &Visit, admin: &Admin) -> Result<Vec<ProposalLine>, Fault> {
    let here = &admin.organization;
    let mut all = Vec::new();
    for row in identity::list_proposals(&mut app.store.read(), here.id, PROPOSALS).await? {
        let member = membership::find(&mut app.store.read(), here.id, row.user_id).await?;
        let before = identity::find_of_user(&mut app.store.read(), row.connection_id, row.user_id).await?;
        all.push(ProposalLine {
            id: row.id.to_string(),
            person: member.map(|row| proofs::full_name(&row.first_name, &row.last_name)).unwrap_or_default(),
            href: format!("/org/{}/people/{}", here.slug, row.user_id),
            at: when::said(row.at, visit.now, &here.zone),
            before: before.map_or("–".to_owned(), |row| row.subject),
            after: row.subject,
            own: row.user_id == admin.signed_in.user(),
        });
    }
    Ok(all)
}

/// An admin says whether a new name belongs to the same person.
pub async fn answer_proposal(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    fields: Fields,
) -> Answer {
    let Ok(id) = fields.get("id").parse::<Uuid>() else { return Ok(to(&path(&admin))) };
    let yes = fields.get("answer") == "yes";
    let actor = admin.actor(&app, &visit).await?;
    if yes && !recent(&actor) {
        return Ok(stepping_up(&app, &visit, &admin, &format!("{}?word=stepped-up", path(&admin))).await?);
    }
    let word =
        match identities::answer(&app, &visit, &admin.organization, &actor, (id, fields.get("subject")), yes)
            .await?
        {
            Came::Done if yes => "identity-confirmed",
            Came::Done => "identity-declined",
            Came::Late => "identity-late",
            Came::NotAnAdmin => return Ok(answer::not_an_admin(&app, &visit, &admin.signed_in).await),
        };
    Ok(to(&format!("{}?word={word}", path(&admin))))
}

/// One connection.
pub async fn show_one(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, String)>,
    asked: Asked,
) -> Answer {
    let Some(row) = found(&app, &admin, &id).await? else { return admin.not_found(&app).await };
    let here = &admin.organization;
    let own = admin.frame(&app, Section::Sso, asked.get("word")).await?;
    let tried = match asked.get("tried") {
        "" => None,
        reference => find_record(&app, here.id, reference).await?.filter(|record| record.rehearsal),
    };
    let mut arrivals = Vec::new();
    for record in list_records(&app, row.id, TOLD).await? {
        arrivals.push(arrival(&app, &visit, &admin, &record).await?);
    }
    Ok(page(&ConnectionPage {
        page: own,
        organization: admin.named(),
        id: row.id.to_string(),
        provider: spoken(&row),
        stands: stands(&row, &visit, here),
        on: row.mode != "off",
        tried: row.tried_at.is_some(),
        facts: facts(&app, &row, &here.zone),
        rehearsal: tried.map(|record| message::of(&row, &record, &visit)),
        arrivals,
        links: link::lines(&app, &visit, &admin, &row).await?,
        name: row.name,
    }))
}

fn stands(row: &ConnectionRow, visit: &Visit, here: &OrganizationRow) -> Vec<(Tone, String)> {
    let zone = here.zone.as_str();
    let mut all = vec![stand(row, here)];
    if let Some(at) = row.tried_at {
        let time = when::said(at, visit.now, zone);
        all.push((Tone::Good, words().plain("sso-stand-tried", &[("time", &time)])));
    }
    if let Some(ends) = row.secret_ends_at {
        let over = if ends < visit.now { "-over" } else { "" };
        let what = if row.protocol == "saml" { "certificate" } else { "secret" };
        let key = &format!("sso-stand-{what}{over}");
        let soon = ends.since(visit.now) < rules::Span::days(30);
        let tone = if soon { Tone::Warn } else { Tone::Good };
        all.push((tone, words().plain(key, &[("day", &when::day(ends, zone))])));
    }
    all
}

fn facts(app: &App, row: &ConnectionRow, zone: &str) -> Vec<(String, String)> {
    let voice = voice(&row.provider, &row.protocol);
    let own = |what: &str| own_word(&voice, what);
    let said = |key: &str| words().plain(key, &[]);
    let mut all = vec![(own("issuer"), row.issuer.clone())];
    let counting = match row.protocol.as_str() {
        "saml" => {
            let provider = crate::flows::sso::saml::provider_of(row);
            let certificates = provider.map(|provider| provider.certificates).unwrap_or_default();
            all.extend(row.described_at.iter().map(|at| (said("sso-metadata-at"), at.clone())));
            all.extend(certificates.iter().map(|one| {
                let ends = words().plain("sso-certificate-ends", &[("day", &when::day(one.ends, zone))]);
                (said("sso-certificate"), format!("{} ({ends})", one.fingerprint))
            }));
            format!("sso-addresses-saml-{}", row.addresses)
        }
        _oidc => {
            all.push((own("client"), row.client_id.clone()));
            all.push((said("sso-logout"), app.url(&format!("/sso/{}/logout", row.id))));
            all.extend(row.secret_ends_at.map(|at| (said("sso-ends"), when::day(at, zone))));
            format!("sso-addresses-{}", row.addresses)
        }
    };
    all.extend(form::there(app, &voice, &row.protocol, row.id));
    all.push((said("sso-second"), said(&format!("sso-second-{}", row.second))));
    all.push((said("sso-addresses"), said(&counting)));
    all
}

/// The provider's name, with the protocol where it doesn't say it.
fn spoken(row: &ConnectionRow) -> String {
    let name = provider_name(&row.provider);
    match row.protocol.as_str() {
        "saml" if !saml_alone(&row.provider) => words().plain("sso-by-saml", &[("provider", &name)]),
        _its_name_is_enough => name,
    }
}

async fn arrival(app: &App, visit: &Visit, admin: &Admin, record: &Record) -> Result<ArrivalLine, Fault> {
    let here = &admin.organization;
    let person = match record.user {
        Some(user) => membership::find(&mut app.store.read(), here.id, user).await?,
        None => None,
    };
    Ok(ArrivalLine {
        at: when::said(record.at, visit.now, &here.zone),
        stand: ended(record, visit),
        reference: record.reference.clone(),
        person: person.map(|row| proofs::full_name(&row.first_name, &row.last_name)),
    })
}

/// How an arrival ended.
fn ended(record: &Record, visit: &Visit) -> (Tone, String) {
    match (&record.cause, record.rehearsal) {
        (Some(cause), _) => (Tone::Bad, said::cause_for_operator(cause, visit.now)),
        (None, true) => (Tone::Good, words().plain("sso-ended-rehearsed", &[])),
        (None, false) => (Tone::Good, words().plain("sso-ended-in", &[])),
    }
}

/// Tries it out: to the provider and back, and nobody is signed in by it.
pub async fn try_out(
    State(app): State<Shared>,
    visit: Visit,
    headers: HeaderMap,
    admin: Admin,
    Path((_, id)): Path<(String, String)>,
) -> Answer {
    let Some(row) = found(&app, &admin, &id).await? else { return admin.not_found(&app).await };
    let step = Step { rehearsal: true, ..Step::default() };
    let gone = sso::go(&app, &visit, &headers, &row, &step, false);
    Ok(gone.unwrap_or_else(|| to(&format!("{}/{id}/edit", path(&admin)))))
}

/// On or off.
pub async fn switch(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, String)>,
    fields: Fields,
) -> Answer {
    let Some(row) = found(&app, &admin, &id).await? else { return admin.not_found(&app).await };
    let on = fields.get("to") == "on";
    let actor = admin.actor(&app, &visit).await?;
    let back = format!("{}/{}", path(&admin), row.id);
    if on && !recent(&actor) {
        return Ok(stepping_up(&app, &visit, &admin, &format!("{back}?word=stepped-up")).await?);
    }
    let came = flow::switch(&app, &visit, &admin.organization, &actor, row.id, on).await?;
    let word = if on { "sso-switched-on" } else { "sso-switched-off" };
    Ok(switched(&app, &visit, &admin, came, &format!("{back}?word={word}")).await)
}

async fn switched(app: &App, visit: &Visit, admin: &Admin, came: Switched, done: &str) -> Response {
    match came {
        Switched::Done => to(done),
        Switched::NotTried | Switched::Gone => to(&path(admin)),
        Switched::NotAnAdmin => answer::not_an_admin(app, visit, &admin.signed_in).await,
    }
}

/// Takes one away.
pub async fn remove(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id)): Path<(String, String)>,
) -> Answer {
    let Some(row) = found(&app, &admin, &id).await? else { return admin.not_found(&app).await };
    let actor = admin.actor(&app, &visit).await?;
    if !recent(&actor) {
        let back = format!("{}/{}?word=stepped-up", path(&admin), row.id);
        return Ok(stepping_up(&app, &visit, &admin, &back).await?);
    }
    let came = flow::remove(&app, &visit, &admin.organization, &actor, row.id).await?;
    Ok(switched(&app, &visit, &admin, came, &format!("{}?word=sso-removed", path(&admin))).await)
}
