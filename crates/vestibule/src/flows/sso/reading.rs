//! Asks the provider: what it says about itself, and for the token that a code stands for; and reads what it sends.
//!
//! Outside of any transaction. Never in here: who the token is about.

use proofs::oidc::{self, Claims, Discovery, Expected, Flaw};
use rules::cause::SsoFlaw;
use serde_json::Value;

use super::{Back, LONGEST, Record, back_to, derived, keys};
use crate::app::App;
use crate::fault::Fault;
use crate::outside::fetch::{Answer, Trouble};
use crate::store::connection::ConnectionRow;
use crate::visit::Visit;

/// What a provider says about itself, and its keys, as it sent both.
pub struct Published {
    /// What was understood.
    pub discovery: Discovery,
    /// The description.
    pub described: String,
    /// The keys.
    pub keys: String,
}

/// Why a provider's description is of no use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is no address that can be asked.
    Address,
    /// It can't be reached.
    Unreachable(Trouble),
    /// It answered with another status than 200.
    Status(u16),
    /// What it says is not a description of that issuer.
    Description(oidc::DiscoveryFlaw),
    /// Its keys can't be read, or there is none that could be used.
    Keys,
}

/// Fetches what an issuer says about itself. OpenID Connect Discovery 1.0 §4.
///
/// # Errors
/// Why it is of no use.
pub async fn fetch_published(app: &App, issuer: &str) -> Result<Published, Unfit> {
    let at = oidc::discovery_at(issuer).ok_or(Unfit::Address)?;
    let described = got(app, &at).await?;
    let discovery = oidc::read_discovery(described.as_bytes(), issuer).map_err(Unfit::Description)?;
    let keys = got(app, &discovery.keys_at).await?;
    match oidc::read_keys(keys.as_bytes()) {
        Ok(_) => Ok(Published { discovery, described, keys }),
        Err(_) => Err(Unfit::Keys),
    }
}

async fn got(app: &App, url: &str) -> Result<String, Unfit> {
    let answer = app.fetch.get(url).await.map_err(|trouble| match trouble {
        Trouble::Address => Unfit::Address,
        other => Unfit::Unreachable(other),
    })?;
    if answer.status != 200 {
        return Err(Unfit::Status(answer.status));
    }
    Ok(String::from_utf8_lossy(&answer.body).into_owned())
}

/// Reads what came back: the provider's own error, or the token that its code stands for.
pub(super) async fn read(
    app: &App,
    visit: &Visit,
    row: &ConnectionRow,
    back: &Back,
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
    let token = match exchange(app, visit, row, &discovery, back, record).await {
        Ok(token) => token,
        Err(flaw) => return Ok(Err(flaw)),
    };
    record.answered = true;
    verified(app, visit, row, (&token, &back.state), record).await
}

/// The provider's own error as a cause. RFC 6749 §4.1.2.1; what Okta and Entra ID write beside it.
fn refusal(error: &str, words: &str) -> SsoFlaw {
    let words = words.to_ascii_lowercase();
    let assigned = words.contains("assigned") || words.contains("aadsts50105");
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
    back: &Back,
    record: &mut Record,
) -> Result<String, SsoFlaw> {
    let secret = super::super::connection::secret(app, row).ok_or(SsoFlaw::SecretRefused)?;
    let (to, verifier) = (back_to(app, row.id), derived(app, visit, "sso verifier", &back.state));
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", back.code.as_str()),
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
    record.sent(token);
    Ok(came.map_err(|flaw| {
        record.flaw(&flaw);
        cause(&flaw)
    }))
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
