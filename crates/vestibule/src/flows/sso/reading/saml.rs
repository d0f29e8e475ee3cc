//! SAML 2.0: what a provider's metadata say, the question that goes there by redirect, and the response that comes back
//! in a form.
//!
//! Our entity id is the address of our own metadata, one for each connection. Never in here: who the claims are about.
//! Where to go next: `saml/stated.rs`, which reads a verified assertion; `proofs::saml`, which verifies it.

mod stated;

use data_encoding::HEXLOWER;
use proofs::saml::{
    self, Assertion, AuthnRequest, Binding, Carried, Certificate, DecryptionKey, Endpoint, Expected, Flaw,
    Kind, Ours, Provider, SigningKey,
};
use rules::cause::SsoFlaw;
use rules::{Instant, Span};
use uuid::Uuid;

use super::{Asking, Claims, Published, Record, Unfit, back_to, derived_bytes, got};
use crate::app::App;
use crate::fault::Fault;
use crate::outside::fetch::Trouble;
use crate::store::connection::{self, ConnectionRow};
use crate::store::question;
use crate::visit::Visit;

/// The kind of name that our metadata ask for: the same person keeps it for good (core §8.3.7).
const PERSISTENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
/// What every status begins with.
const STATUS: &str = "urn:oasis:names:tc:SAML:2.0:status:";
/// So much is kept of a message for the admins, in bytes.
const SHOWN: usize = 8 * 1024;
/// An unknown key has metadata that have an address fetched anew, so often at most.
const AGAIN: Span = Span::minutes(1);
/// So many certificates are kept beside the metadata's.
const MORE: usize = 4;

/// Where a provider's metadata are, and what an admin says about them.
#[derive(Clone, Copy, Debug)]
pub struct Metadata<'a> {
    /// Their address; may be empty.
    pub at: &'a str,
    /// They themselves, where there is no address.
    pub xml: &'a str,
    /// Which of several providers; empty where they describe one.
    pub entity: &'a str,
    /// Certificates beside those in them, in PEM; may be empty.
    pub more: &'a str,
}

/// Our entity id at the connection's provider, and the address of our metadata for it.
pub fn entity_id(app: &App, connection: Uuid) -> String {
    app.url(&format!("/sso/{connection}/metadata"))
}

/// Fetches metadata, or takes them as they were pasted, and sees whether they are of use.
pub(super) async fn fetch_published(
    app: &App,
    now: Instant,
    wanted: &Metadata<'_>,
) -> Result<Published, Unfit> {
    let described = match wanted.at {
        "" => wanted.xml.to_owned(),
        at => got(app, at).await?,
    };
    let entity = Some(wanted.entity).filter(|entity| !entity.is_empty());
    let provider = saml::read_metadata(described.as_bytes(), entity, now).map_err(Unfit::Metadata)?;
    if sign_on(&provider).is_none() {
        return Err(Unfit::NoRedirect);
    }
    let certificates = certificates(&provider, wanted.more).ok_or(Unfit::Certificate)?;
    let usable = certificates.iter().filter(|one| !one.weak());
    let ends = usable.map(|one| one.ends).max().ok_or(Unfit::WeakKey)?;
    Ok(Published { issuer: provider.entity_id, described, keys: wanted.more.to_owned(), ends: Some(ends) })
}

/// What the provider signs with: the metadata's, and those that were filled in beside them.
fn certificates(provider: &Provider, more: &str) -> Option<Vec<Certificate>> {
    const END: &str = "-----END CERTIFICATE-----";
    let mut all = provider.certificates.clone();
    for one in more.split_inclusive(END).map(str::trim).filter(|one| !one.is_empty()).take(MORE) {
        all.push(Certificate::read(one.as_bytes()).ok()?);
    }
    Some(all)
}

/// What a connection's provider says about itself. How long the description holds was judged when it was taken: whom a
/// provider left without a new one by then is told of it, and not locked out.
pub fn provider_of(row: &ConnectionRow) -> Option<Provider> {
    let mut provider =
        saml::read_metadata(row.described.as_bytes(), Some(&row.issuer), row.fetched_at).ok()?;
    provider.certificates = certificates(&provider, &row.keys)?;
    Some(provider)
}

/// Whether a sign-in depends on the same in both: providers sign their metadata anew each time, and nothing else of them
/// may have changed.
pub fn is_same(one: &ConnectionRow, other: &ConnectionRow) -> bool {
    let depends = |row: &ConnectionRow| {
        provider_of(row).map(|its| (its.sign_on, its.certificates, its.wants_signed_requests))
    };
    one.issuer == other.issuer && depends(one) == depends(other)
}

/// The metadata as they stand at their address by now, in place of those that are kept; nothing where they have no
/// address, or can't be used.
pub async fn fetch_again(
    app: &App,
    now: Instant,
    row: &ConnectionRow,
) -> Result<Option<ConnectionRow>, Fault> {
    let Some(at) = &row.described_at else { return Ok(None) };
    let wanted = Metadata { at, xml: "", entity: &row.issuer, more: &row.keys };
    let Ok(published) = fetch_published(app, now, &wanted).await else { return Ok(None) };
    let fresh = ConnectionRow {
        described: published.described,
        secret_ends_at: published.ends,
        fetched_at: now,
        ..row.clone()
    };
    let mut write = app.store.write().await?;
    // What an admin saved meanwhile is newer.
    let kept = connection::set_metadata(&mut write, &fresh).await?;
    write.commit().await?;
    Ok(kept.then_some(fresh))
}

/// Where sign-ins begin. Our pages send nobody's form elsewhere (`form-action`), so that it is by redirect.
fn sign_on(provider: &Provider) -> Option<&Endpoint> {
    provider.sign_on.iter().find(|one| one.binding == Binding::Redirect)
}

/// Whether the page where sign-ins begin answers, in whatever way: without a question it has nothing else to say. One
/// that only people can reach is none that we could see fail.
pub(super) async fn is_there(app: &App, row: &ConnectionRow) -> bool {
    let Some(provider) = provider_of(row) else { return true };
    let Some(place) = sign_on(&provider) else { return true };
    match app.fetch.get(&place.location).await {
        Ok(answer) => answer.status != 502 && answer.status != 503 && answer.status != 504,
        Err(Trouble::Address | Trouble::Private | Trouble::Redirected | Trouble::TooLarge) => true,
        Err(
            Trouble::NameUnknown | Trouble::Refused | Trouble::Tls(_) | Trouble::TooSlow | Trouble::Broken(_),
        ) => false,
    }
}

fn certificate(row: &ConnectionRow) -> Option<Certificate> {
    Certificate::read(row.certificate.as_deref()?).ok()
}

/// Our metadata for that connection.
pub fn metadata(app: &App, row: &ConnectionRow) -> Option<String> {
    let (certificate, provider) = (certificate(row)?, provider_of(row)?);
    Some(saml::make_metadata(&Ours {
        entity_id: &entity_id(app, row.id),
        acs: &back_to(app, row),
        logout: None,
        // Whoever is told that requests are signed refuses those that aren't.
        signing: Some(&certificate).filter(|_| provider.wants_signed_requests),
        encryption: std::slice::from_ref(&certificate),
        name_id_format: Some(PERSISTENT),
    }))
}

/// The request's id belongs to the question of this browser, and stands nowhere.
fn request_id(app: &App, visit: &Visit, state: &str) -> String {
    format!("_{}", HEXLOWER.encode(&derived_bytes(app, visit, "sso request", state)[..20]))
}

/// The address that asks this question. Profiles §4.1.4.1, bindings §3.4.
pub(super) fn question(app: &App, visit: &Visit, row: &ConnectionRow, asking: &Asking<'_>) -> Option<String> {
    let provider = provider_of(row)?;
    let place = sign_on(&provider)?;
    let request = AuthnRequest {
        id: &request_id(app, visit, asking.state),
        issuer: &entity_id(app, row.id),
        destination: &place.location,
        acs: &back_to(app, row),
        now: visit.now,
        // Most send what they were told to, and refuse a wish for something else.
        name_id_format: None,
        force: asking.switch,
        authn_context: &[],
        subject: None,
    };
    let key = match provider.wants_signed_requests {
        true => {
            Some(SigningKey::read(&crate::flows::connection::secret_bytes(app, row)?, &certificate(row)?)?)
        }
        false => None,
    };
    saml::redirect(&place.location, Kind::Request, &request.xml(), Some(asking.state), key.as_ref())
}

/// Whether the provider sent this without being asked (profiles §4.1.5). Nothing of it is believed: the question is then
/// ours to ask.
pub fn is_unsolicited(row: &ConnectionRow, message: &str) -> bool {
    let carried = Carried::posted(Kind::Response, message, None).ok();
    let issuer = carried.and_then(|carried| saml::issuer_of_unsolicited(&carried.xml));
    issuer.is_some_and(|issuer| issuer == row.issuer)
}

/// Reads what came back.
pub(super) async fn read(
    app: &App,
    visit: &Visit,
    row: &ConnectionRow,
    (message, state): (&str, &str),
    record: &mut Record,
) -> Result<Result<Claims, SsoFlaw>, Fault> {
    let Some(provider) = provider_of(row) else { return Ok(Err(SsoFlaw::Unreachable)) };
    let mut came = verified(app, visit, row, &provider, (message, state), record);
    if matches!(came, Err(Flaw::WrongKey { .. })) && visit.now.since(row.fetched_at) >= AGAIN {
        // Providers change their keys, and publish the new one where the old one stood.
        let fresh = fetch_again(app, visit.now, row).await?;
        if let Some(provider) = fresh.as_ref().and_then(provider_of) {
            came = verified(app, visit, row, &provider, (message, state), record);
        }
    }
    record.answered = is_signed(&came);
    let assertion = match came {
        Ok(assertion) => assertion,
        Err(flaw) => {
            told(&flaw, record);
            return Ok(Err(cause(&flaw)));
        }
    };
    record.claims(stated::shown(&assertion));
    if !first_use(app, row, &assertion).await? {
        return Ok(Err(SsoFlaw::UsedTwice));
    }
    let Some(subject) = stated::subject(&assertion) else { return Ok(Err(SsoFlaw::NoSubject)) };
    let email = stated::address(&assertion);
    Ok(Ok(Claims {
        subject,
        email_verified: stated::is_of_proved_domain(app, row, email.as_deref()).await?,
        email,
        second: stated::second(&assertion),
        // Nothing that SAML says ends it yet.
        session: None,
        values: stated::everything(&assertion),
    }))
}

fn verified(
    app: &App,
    visit: &Visit,
    row: &ConnectionRow,
    provider: &Provider,
    (message, state): (&str, &str),
    record: &mut Record,
) -> Result<Assertion, Flaw> {
    let carried = Carried::posted(Kind::Response, message, None)?;
    record.document(saml::shown(&carried.xml).map(|text| cut(&text)));
    let private = crate::flows::connection::secret_bytes(app, row).unwrap_or_default();
    let key = certificate(row).and_then(|certificate| DecryptionKey::read(&private, &certificate));
    let expected = Expected {
        issuer: &row.issuer,
        audience: &entity_id(app, row.id),
        acs: &back_to(app, row),
        request: &request_id(app, visit, state),
        certificates: &provider.certificates,
        decryption_keys: key.as_slice(),
        now: visit.now,
    };
    saml::verify(&carried.xml, &expected)
}

/// Whether the provider's signature was found to hold: these flaws are looked for in nothing else.
const fn is_signed(came: &Result<Assertion, Flaw>) -> bool {
    matches!(
        came,
        Ok(_)
            | Err(Flaw::WrongAudience { .. }
                | Flaw::WrongRecipient { .. }
                | Flaw::Expired { .. }
                | Flaw::NoSubject)
    )
}

fn cut(text: &str) -> String {
    match text.char_indices().map(|(at, _)| at).find(|at| *at >= SHOWN) {
        Some(at) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// An assertion works once (profiles §4.1.4.5), whatever carried it.
async fn first_use(app: &App, row: &ConnectionRow, assertion: &Assertion) -> Result<bool, Fault> {
    let about = [row.id.as_bytes().as_slice(), assertion.id.as_bytes()].concat();
    let key = app.sealer.keyed_hash("sso assertion", &about);
    let mut write = app.store.write().await?;
    let first = question::spend(&mut write, &key, assertion.ends).await?;
    write.commit().await?;
    Ok(first)
}

/// What was expected beside what came.
fn told(flaw: &Flaw, record: &mut Record) {
    let none = || "–".to_owned();
    match flaw {
        Flaw::WrongIssuer { expected, came } => record.compared("entity", expected, came),
        Flaw::WrongAudience { expected, came } => record.compared("restriction", expected, &came.join(", ")),
        Flaw::WrongRecipient { expected, came } => record.compared("recipient", expected, came),
        Flaw::WrongDestination { expected, came } => record.compared("destination", expected, came),
        Flaw::NotRequested { expected, came } => {
            record.compared("request", expected, came.as_deref().unwrap_or("–"));
        }
        Flaw::WrongKey { came, expected } => {
            record.compared("certificate", &expected.join(", "), &came.clone().unwrap_or_else(none));
        }
        Flaw::OtherRecipientKey { came, expected } => {
            record.compared("encryption", &expected.join(", "), &came.clone().unwrap_or_else(none));
        }
        Flaw::WeakAlgorithm { algorithm } | Flaw::OtherAlgorithm { algorithm } => {
            record.compared("signing", "RSA-SHA256", algorithm);
        }
        Flaw::WeakKey { bits, .. } => record.compared("bits", "2048", &bits.to_string()),
        Flaw::ProviderSaid { status, message } => {
            let short: Vec<&str> = status.iter().map(|one| one.strip_prefix(STATUS).unwrap_or(one)).collect();
            record.provider_said(&short.join(" / "), message.as_deref().unwrap_or_default());
        }
        Flaw::Expired { clock_difference_seconds, .. }
        | Flaw::NotYetValid { clock_difference_seconds, .. } => {
            record.clock_ahead(-clock_difference_seconds);
        }
        Flaw::Unexpected { element, within }
        | Flaw::Misplaced { element, within }
        | Flaw::Missing { element, within }
        | Flaw::Repeated { element, within } => {
            record.compared("form", "–", &format!("{}: {element} ({within})", flaw.code()));
        }
        other => record.compared("form", "–", other.code()),
    }
}

/// A response's flaw as a cause.
fn cause(flaw: &Flaw) -> SsoFlaw {
    match flaw {
        Flaw::Expired { late_seconds, .. } => SsoFlaw::Expired { seconds: *late_seconds },
        Flaw::NotYetValid { early_seconds, .. } => SsoFlaw::NotYetValid { seconds: *early_seconds },
        Flaw::WrongAudience { .. } => SsoFlaw::Audience,
        Flaw::WrongIssuer { .. } => SsoFlaw::Issuer,
        Flaw::WrongDestination { .. } | Flaw::WrongRecipient { .. } => SsoFlaw::Recipient,
        Flaw::NotSigned => SsoFlaw::Unsigned,
        Flaw::WrongKey { .. } => SsoFlaw::Key,
        Flaw::SignatureBroken { .. } | Flaw::Altered { .. } => SsoFlaw::Signature,
        Flaw::WeakAlgorithm { .. } | Flaw::OtherAlgorithm { .. } | Flaw::WeakKey { .. } => SsoFlaw::Algorithm,
        Flaw::NoDecryptionKey | Flaw::OtherRecipientKey { .. } | Flaw::NotDecrypted => SsoFlaw::Encrypted,
        Flaw::NotRequested { .. } => SsoFlaw::Unasked,
        Flaw::NoSubject => SsoFlaw::NoSubject,
        Flaw::ProviderSaid { status, message } => refusal(status, message.as_deref().unwrap_or_default()),
        Flaw::TooMuch { .. }
        | Flaw::NotUtf8
        | Flaw::NotXml { .. }
        | Flaw::DocumentType
        | Flaw::Entity { .. }
        | Flaw::Instruction
        | Flaw::DuplicateId { .. }
        | Flaw::CommentInValue { .. }
        | Flaw::Name { .. }
        | Flaw::NotUnpacked
        | Flaw::OtherMessage { .. }
        | Flaw::Version { .. }
        | Flaw::Misplaced { .. }
        | Flaw::Unexpected { .. }
        | Flaw::Missing { .. }
        | Flaw::Repeated { .. }
        | Flaw::Malformed { .. }
        | Flaw::NoAssertion
        | Flaw::SeveralAssertions { .. }
        | Flaw::SeveralSignatures
        | Flaw::SignatureMalformed { .. }
        | Flaw::SignatureElsewhere { .. }
        | Flaw::SeveralReferences { .. }
        | Flaw::Transform { .. }
        | Flaw::NotBearer { .. }
        | Flaw::SeveralConfirmations { .. } => SsoFlaw::Unreadable,
    }
}

/// The provider's own error as a cause (core §3.2.2.2).
fn refusal(status: &[String], words: &str) -> SsoFlaw {
    if super::is_not_assigned(words) {
        return SsoFlaw::NotAssigned;
    }
    let inner = status.last().map(|code| code.strip_prefix(STATUS).unwrap_or(code));
    match inner.unwrap_or_default() {
        "AuthnFailed" | "RequestDenied" | "NoPassive" => SsoFlaw::Declined,
        "UnknownPrincipal" => SsoFlaw::NotAssigned,
        _others => SsoFlaw::ProviderSaid,
    }
}
