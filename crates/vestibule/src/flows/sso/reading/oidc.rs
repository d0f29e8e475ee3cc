//! OpenID Connect: what an issuer says about itself, the question that goes there, and the token that the answer's code
//! stands for.
//!
//! Never in here: who the token is about. Where to go next: `proofs::oidc`, which judges each claim.

use proofs::oidc::{self, Discovery, Expected, Flaw};
use rules::cause::SsoFlaw;
use serde_json::Value;

use super::super::keys;
use super::{Asking, Claims, Published, Record, Unfit, back_to, derived, got, is_not_assigned};
use crate::app::App;
use crate::fault::Fault;
use crate::outside::fetch::Answer;
use crate::store::connection::ConnectionRow;
use crate::visit::Visit;

/// What providers are asked for.
const SCOPES: &str = "openid email profile";
/// The longest that what comes back may be, part by part.
const LONGEST: usize = 4096;

/// What comes back in the address of our page. OpenID Connect Core §3.1.2.5, RFC 9207.
#[derive(Clone, Debug, Default)]
pub struct Back {
    /// What we fetch the token with.
    pub code: String,
    /// The provider's name for itself, where it says it.
    pub issuer: Option<String>,
    /// The provider's own error.
    pub error: Option<String>,
    /// The same in words.
    pub description: Option<String>,
}

/// Fetches what an issuer says about itself. OpenID Connect Discovery 1.0 §4.
///
/// # Errors
/// Why it is of no use.
pub(super) async fn fetch_published(app: &App, issuer: &str) -> Result<Published, Unfit> {
    let at = oidc::discovery_at(issuer).ok_or(Unfit::Address)?;
    let described = got(app, &at).await?;
    let discovery = oidc::read_discovery(described.as_bytes(), issuer).map_err(Unfit::Description)?;
    let keys = got(app, &discovery.keys_at).await?;
    match oidc::read_keys(keys.as_bytes()) {
        Ok(_) => Ok(Published { issuer: issuer.to_owned(), described, keys, ends: None }),
        Err(_) => Err(Unfit::Keys),
    }
}

/// The address that asks this question. OpenID Connect Core §3.1.2.1, RFC 7636 §4.3.
pub(super) fn question(app: &App, visit: &Visit, row: &ConnectionRow, asking: &Asking<'_>) -> Option<String> {
    let said = oidc::read_discovery(row.described.as_bytes(), &row.issuer).ok()?;
    let challenge = oidc::challenge_of(&derived(app, visit, "sso verifier", asking.state));
    let nonce = derived(app, visit, "sso nonce", asking.state);
    let back = back_to(app, row);
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs([
        ("response_type", "code"),
        ("client_id", row.client_id.as_str()),
        ("redirect_uri", back.as_str()),
        ("scope", SCOPES),
        ("state", asking.state),
        ("nonce", nonce.as_str()),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ]);
    if asking.switch {
        query.append_pair("prompt", "select_account");
    } else if !asking.address.is_empty() {
        query.append_pair("login_hint", asking.address);
    }
    let joint = if said.authorization_endpoint.contains('?') { '&' } else { '?' };
    Some(format!("{}{joint}{}", said.authorization_endpoint, query.finish()))
}

/// Reads what came back: the provider's own error, or the token that its code stands for.
pub(super) async fn read(
    app: &App,
    visit: &Visit,
    row: &ConnectionRow,
    (back, state): (&Back, &str),
    record: &mut Record,
) -> Result<Result<Claims, SsoFlaw>, Fault> {
    if let Some(error) = &back.error {
        let words = back.description.as_deref().unwrap_or_default();
        record.provider_said(error, words);
        return Ok(Err(refusal(error, words)));
    }
    let Ok(discovery) = oidc::read_discovery(row.described.as_bytes(), &row.issuer) else {
        return Ok(Err(SsoFlaw::Unreachable));
    };
    // Another provider's answer must not be taken for this one's (RFC 9207 §2.4).
    let named = back.issuer.as_deref();
    if named.is_some_and(|named| named != row.issuer) || (discovery.names_itself && named.is_none()) {
        record.compared("issuer", &row.issuer, named.unwrap_or_default());
        return Ok(Err(SsoFlaw::Issuer));
    }
    if back.code.is_empty() || back.code.len() > LONGEST {
        return Ok(Err(SsoFlaw::Unreadable));
    }
    let token = match exchange(app, visit, row, &discovery, (&back.code, state), record).await {
        Ok(token) => token,
        Err(flaw) => return Ok(Err(flaw)),
    };
    record.answered = true;
    verified(app, visit, row, (&token, state), record).await
}

/// The provider's own error as a cause. RFC 6749 §4.1.2.1.
fn refusal(error: &str, words: &str) -> SsoFlaw {
    let assigned = is_not_assigned(words);
    match error {
        "access_denied" if assigned => SsoFlaw::NotAssigned,
        "access_denied" | "consent_required" | "login_required" | "interaction_required" => SsoFlaw::Declined,
        _others if assigned => SsoFlaw::NotAssigned,
        _others => SsoFlaw::ProviderSaid,
    }
}

/// The token for the code. RFC 6749 §4.1.3, RFC 7636 §4.5.
async fn exchange(
    app: &App,
    visit: &Visit,
    row: &ConnectionRow,
    discovery: &Discovery,
    (code, state): (&str, &str),
    record: &mut Record,
) -> Result<String, SsoFlaw> {
    let secret = crate::flows::connection::secret(app, row).ok_or(SsoFlaw::SecretRefused)?;
    let (to, verifier) = (back_to(app, row), derived(app, visit, "sso verifier", state));
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", to.as_str()),
        ("code_verifier", verifier.as_str()),
    ];
    let basic = (!discovery.by_post).then_some((row.client_id.as_str(), secret.as_str()));
    if discovery.by_post {
        fields.extend([("client_id", row.client_id.as_str()), ("client_secret", secret.as_str())]);
    }
    let answer = app.fetch.post_form(&discovery.token_endpoint, basic, &fields).await;
    let answer = answer.map_err(|trouble| {
        record.provider_said("unreachable", &format!("{trouble:?}"));
        SsoFlaw::Unreachable
    })?;
    record.clock(visit.now, answer.date);
    token_in(&answer, record)
}

fn token_in(answer: &Answer, record: &mut Record) -> Result<String, SsoFlaw> {
    let read: Option<Value> = serde_json::from_slice(&answer.body).ok();
    let text = |name: &str| read.as_ref().and_then(|read| read.get(name)).and_then(Value::as_str);
    if answer.status != 200 {
        let error = text("error").unwrap_or_default().to_owned();
        let words = text("error_description").unwrap_or_default().to_owned();
        record.provider_said(&format!("{} {error}", answer.status), &words);
        return Err(match (answer.status, error.as_str()) {
            (_, "invalid_client" | "unauthorized_client") | (401, _) => SsoFlaw::SecretRefused,
            (500.., _) => SsoFlaw::Unreachable,
            _others => SsoFlaw::ProviderSaid,
        });
    }
    text("id_token").map(str::to_owned).ok_or(SsoFlaw::Unreadable)
}

async fn verified(
    app: &App,
    visit: &Visit,
    row: &ConnectionRow,
    (token, state): (&str, &str),
    record: &mut Record,
) -> Result<Result<Claims, SsoFlaw>, Fault> {
    let nonce = derived(app, visit, "sso nonce", state);
    let expected = Expected { issuer: &row.issuer, client_id: &row.client_id, nonce: &nonce, now: visit.now };
    let Some(known) = keys::believed(app, visit.now, row).await? else {
        record.provider_said("unreachable", "");
        return Ok(Err(SsoFlaw::Unreachable));
    };
    let mut came = oidc::verify(token, &known, &expected);
    if came.as_ref().is_err_and(keys::may_be_outdated) {
        // Providers change their keys without a word; the new ones stand where the old ones stood.
        if let Some(newer) = keys::newer(app, visit.now, row).await? {
            came = oidc::verify(token, &newer, &expected);
        }
    }
    record.claims(oidc::look(token));
    Ok(came.map(stated).map_err(|flaw| {
        told(&flaw, record);
        cause(&flaw)
    }))
}

fn stated(claims: oidc::Claims) -> Claims {
    Claims {
        second: said_a_second(&claims.methods),
        subject: claims.subject,
        email: claims.email,
        email_verified: claims.email_verified,
        session: claims.session,
        values: claims.values,
    }
}

/// Whether these methods (RFC 8176 §2) are more than a password: several factors by name, or something held or of the
/// body.
fn said_a_second(methods: &[String]) -> bool {
    const MORE: [&str; 9] = ["mfa", "otp", "hwk", "swk", "sc", "fpt", "face", "iris", "retina"];
    methods.iter().any(|method| MORE.contains(&method.as_str()))
}

/// What was expected beside what came.
fn told(flaw: &Flaw, record: &mut Record) {
    match flaw {
        Flaw::Issuer { came, expected } => record.compared("issuer", expected, came),
        Flaw::Audience { came, expected } => record.compared("audience", expected, &came.join(", ")),
        Flaw::AuthorizedParty { came, expected } => record.compared("azp", expected, came),
        Flaw::KeyUnknown { came, known } => {
            record.compared("key", &known.join(", "), came.as_deref().unwrap_or("–"));
        }
        Flaw::Algorithm { came } | Flaw::SharedSecret { came } => {
            record.compared("algorithm", "RS256, PS256, ES256, EdDSA", came);
        }
        other => record.named(other.code()),
    }
}

/// A token's flaw as a cause.
fn cause(flaw: &Flaw) -> SsoFlaw {
    match flaw {
        Flaw::Expired { by_seconds } => SsoFlaw::Expired { seconds: *by_seconds },
        Flaw::NotYet { by_seconds } => SsoFlaw::NotYetValid { seconds: *by_seconds },
        Flaw::Audience { .. } | Flaw::AuthorizedParty { .. } => SsoFlaw::Audience,
        Flaw::Issuer { .. } => SsoFlaw::Issuer,
        Flaw::Unsigned => SsoFlaw::Unsigned,
        Flaw::Algorithm { .. } | Flaw::SharedSecret { .. } => SsoFlaw::Algorithm,
        Flaw::KeyUnknown { .. } => SsoFlaw::Key,
        Flaw::Signature => SsoFlaw::Signature,
        // An answer to another question than this browser's.
        Flaw::Nonce => SsoFlaw::Unasked,
        Flaw::TooLarge
        | Flaw::Unreadable
        | Flaw::Encrypted
        | Flaw::Kind { .. }
        | Flaw::Extension { .. }
        | Flaw::Subject
        | Flaw::Claim { .. }
        | Flaw::NoLogout
        | Flaw::Nobody => SsoFlaw::Unreadable,
    }
}
