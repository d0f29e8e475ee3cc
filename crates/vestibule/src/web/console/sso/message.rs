//! What a provider sent beside what was expected, and the field to change, in that provider's words.

use axum::extract::{Path, State};
use rules::Cause;
use rules::cause::SsoFlaw;

use super::{ended, found};
use crate::app::Shared;
use crate::flows::sso::{Check, Record, find_record};
use crate::store::connection::ConnectionRow;
use crate::views::Section;
use crate::views::sso::{Message, MessageFromProvider, own_word, voice};
use crate::visit::Visit;
use crate::web::answer::{Answer, page, to};
use crate::web::who::Admin;
use crate::when;
use crate::words::words;

/// More than so many seconds are worth a word.
const WORTH_A_WORD: i64 = 20;

/// What there is to see of an arrival.
pub(super) fn of(row: &ConnectionRow, record: &Record, visit: &Visit) -> Message {
    let checks = record.checks().into_iter().map(|(code, check)| {
        let stand = match check {
            Check::Holds => "holds",
            Check::Fails => "fails",
            Check::NotReached => "not-reached",
        };
        (code, stand, words().plain(&format!("sso-check-{code}"), &[]))
    });
    let cause = record.cause.as_ref().map(|cause| cause.code().to_owned());
    Message {
        stand: ended(record, visit),
        mend: cause.as_ref().map(|cause| mend(row, cause)),
        cause,
        checks: checks.collect(),
        compared: record
            .sent
            .compared
            .iter()
            .map(|(field, expected, came)| {
                (words().plain(&format!("sso-compared-{field}"), &[]), expected.clone(), came.clone())
            })
            .collect(),
        error: record.sent.error.clone(),
        clock: record.sent.clock_ahead.filter(|ahead| ahead.abs() > WORTH_A_WORD).map(clock),
        claims: record.sent.claims.clone(),
        document: record.sent.document.clone(),
    }
}

fn clock(ahead: i64) -> String {
    let amount = when::span(rules::Span::seconds(ahead.abs()));
    let direction = if ahead > 0 { "ahead" } else { "behind" };
    words().plain("sso-clock", &[("amount", &amount), ("direction", direction)])
}

/// What to change, and where: with the names that the provider has for its fields.
fn mend(row: &ConnectionRow, cause: &str) -> String {
    let voice = voice(&row.provider, &row.protocol);
    let own = |what: &str| own_word(&voice, what);
    // The generic ones have no name of their own.
    let provider = match row.provider.as_str() {
        "oidc" | "saml" => words().plain("sso-your-provider", &[]),
        known => own_word(known, "name"),
    };
    let (issuer, client) = (own("issuer"), own("client"));
    let (secret, back, assign) = (own("secret"), own("back"), own("assign"));
    let values = [
        ("provider", provider.as_str()),
        ("issuer", issuer.as_str()),
        ("client", client.as_str()),
        ("secret", secret.as_str()),
        ("back", back.as_str()),
        ("assign", assign.as_str()),
    ];
    let (audience, format) = (own("audience"), own("format"));
    let values =
        [values.as_slice(), &[("audience", audience.as_str()), ("format", format.as_str())]].concat();
    let keys = [format!("mend-{}-{cause}", row.protocol), format!("mend-{cause}"), "mend-any".to_owned()];
    let key = keys.iter().find(|key| words().has(key)).map_or("mend-any", String::as_str);
    let said = words().plain(key, &values);
    // The sentence may begin with the provider, and "your provider" is no name.
    let mut letters = said.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// From a reference to what came; to the list where nothing is kept of it any more.
pub async fn find(
    State(app): State<Shared>,
    admin: Admin,
    Path((_, reference)): Path<(String, String)>,
) -> Answer {
    let record = find_record(&app, admin.organization.id, &reference).await?;
    let here = super::path(&admin);
    Ok(to(&record.map_or(here.clone(), |record| format!("{here}/{}/{reference}", record.connection()))))
}

/// Where somebody who is nobody's here is invited, or invited again.
fn invite(admin: &Admin, record: &Record) -> Option<String> {
    let missing = match record.cause? {
        Cause::Sso(flaw) => matches!(flaw, SsoFlaw::NobodyHere | SsoFlaw::DomainUnproved),
        cause => matches!(cause, Cause::InvitationPending | Cause::InvitationExpired),
    };
    let address = record.sent.address.as_deref().filter(|_| missing)?;
    let address: String = form_urlencoded::byte_serialize(address.as_bytes()).collect();
    Some(format!("/org/{}/invite?email={address}", admin.organization.slug))
}

/// One of them.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    admin: Admin,
    Path((_, id, reference)): Path<(String, String, String)>,
) -> Answer {
    let Some(row) = found(&app, &admin, &id).await? else { return admin.not_found(&app).await };
    let record = find_record(&app, admin.organization.id, &reference).await?;
    let Some(record) = record.filter(|record| record.connection() == row.id) else {
        return admin.not_found(&app).await;
    };
    Ok(page(&MessageFromProvider {
        page: admin.frame(&app, Section::Sso, "").await?,
        organization: admin.named(),
        id: row.id.to_string(),
        at: when::said(record.at, visit.now, &admin.organization.zone),
        reference: record.reference.clone(),
        invite: invite(&admin, &record),
        message: of(&row, &record, &visit),
        name: row.name,
    }))
}
