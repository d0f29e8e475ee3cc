//! A provider's token: whose signature it has, and whether it is the answer to our question (OpenID Connect Core
//! §3.1.3.7, Back-Channel Logout 1.0 §2.6).
//!
//! Invariant: nothing of a token's claims is read before its signature holds. Never in here: whether the person
//! may come in. Where to go next: `claims.rs`, `flaw.rs`.

use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, crypto};
use rules::Instant;
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;

use super::claims::{self, Claims};
use super::flaw::Flaw;
use super::json::{object, text, texts};
use super::keys::{Key, Keys, TAKEN};
use super::said;

/// The longest token, in bytes: with hundreds of groups in it they have some ten thousand.
const MOST_BYTES: usize = 64 * 1024;
/// How far two clocks may be apart; what is more has a name of its own.
const SKEW_SECONDS: i64 = 60;
/// What a logout token is about (Back-Channel Logout 1.0 §2.4).
const LOGOUT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// What the answer to our question has to say.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The provider, exactly as its description says it.
    pub issuer: &'a str,
    /// Who we are there.
    pub client_id: &'a str,
    /// What was asked with.
    pub nonce: &'a str,
    /// Now.
    pub now: Instant,
}

/// A provider's word that somebody signed out there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutToken {
    /// Who; `None` where only a session is meant.
    pub subject: Option<String>,
    /// Which session there; `None` where all are meant.
    pub session: Option<String>,
    /// Its own name (`jti`): each is used once.
    pub id: String,
    /// When it was made, by the provider's clock: what began since then is not meant.
    pub made: Instant,
    /// Until when it could be used again, by the provider's clock.
    pub expires: Instant,
}

/// Verifies an ID token that the token endpoint gave for our code.
///
/// # Errors
/// The first flaw, in the order of the standard.
pub fn verify(token: &str, keys: &Keys, expected: &Expected<'_>) -> Result<Claims, Flaw> {
    let claims = signed(token, keys, None)?;
    from_and_for(&claims, expected.issuer, expected.client_id)?;
    let expires = in_time(&claims, expected.now)?;
    // A missing nonce is compared as an empty one; ours is never empty.
    let nonce = text(&claims, "nonce").unwrap_or_default();
    let same: bool = nonce.as_bytes().ct_eq(expected.nonce.as_bytes()).into();
    if !same || nonce.is_empty() {
        return Err(Flaw::Nonce);
    }
    let subject = claims::subject(&claims).ok_or(Flaw::Subject)?;
    Ok(Claims::read(&claims, subject, expires))
}

/// Verifies a logout token. The caller sees to it that one `id` is used once.
///
/// # Errors
/// The first flaw.
pub fn verify_logout(
    token: &str,
    keys: &Keys,
    issuer: &str,
    client_id: &str,
    now: Instant,
) -> Result<LogoutToken, Flaw> {
    let claims = signed(token, keys, Some("logout+jwt"))?;
    from_and_for(&claims, issuer, client_id)?;
    let expires = in_time(&claims, now)?;
    let made = claims::moment(&claims, "iat").ok_or(Flaw::Claim { name: "iat" })?;
    let event = claims.get("events").and_then(|events| events.get(LOGOUT));
    if claims.contains_key("nonce") || !event.is_some_and(Value::is_object) {
        return Err(Flaw::NoLogout);
    }
    let id = text(&claims, "jti").filter(|id| claims::is_name(id)).ok_or(Flaw::Claim { name: "jti" })?;
    let session = text(&claims, "sid").filter(|sid| claims::is_name(sid)).map(str::to_owned);
    let subject = match claims.contains_key("sub") {
        true => Some(claims::subject(&claims).ok_or(Flaw::Subject)?),
        false => None,
    };
    if subject.is_none() && session.is_none() {
        return Err(Flaw::Nobody);
    }
    Ok(LogoutToken { subject, session, id: id.to_owned(), made, expires })
}

/// The claims of a token that one of these keys signed.
fn signed(token: &str, keys: &Keys, kind: Option<&str>) -> Result<Map<String, Value>, Flaw> {
    if token.len() > MOST_BYTES {
        return Err(Flaw::TooLarge);
    }
    let parts: Vec<&str> = token.split('.').collect();
    let [head, body, signature] = parts[..] else {
        return Err(if parts.len() == 5 { Flaw::Encrypted } else { Flaw::Unreadable });
    };
    let header = part(head)?;
    typed(&header, kind)?;
    if header.contains_key("crit") {
        return Err(Flaw::Extension {
            came: texts(&header, "crit").into_iter().take(20).map(said).collect(),
        });
    }
    let algorithm = algorithm(&header)?;
    let message = &token[..head.len() + 1 + body.len()];
    // A signature that cannot be read, or is spelled in another way than it has to be, is none.
    by_one_of(keys, &header, algorithm, |key| {
        crypto::verify(signature, message.as_bytes(), &key.decoding(), algorithm).unwrap_or(false)
    })?;
    part(body)
}

fn part(encoded: &str) -> Result<Map<String, Value>, Flaw> {
    let bytes = BASE64URL_NOPAD.decode(encoded.as_bytes()).map_err(|_| Flaw::Unreadable)?;
    object(&bytes).ok_or(Flaw::Unreadable)
}

/// Explicit kinds end in `+jwt`; one of another kind is never taken for ours.
fn typed(header: &Map<String, Value>, kind: Option<&str>) -> Result<(), Flaw> {
    let Some(came) = text(header, "typ") else { return Ok(()) };
    let lower = came.to_ascii_lowercase();
    let lower = lower.strip_prefix("application/").unwrap_or(&lower);
    if lower.ends_with("+jwt") && kind != Some(lower) {
        return Err(Flaw::Kind { came: said(came) });
    }
    Ok(())
}

fn algorithm(header: &Map<String, Value>) -> Result<Algorithm, Flaw> {
    let came = text(header, "alg").ok_or(Flaw::Unreadable)?;
    if let Some((_, algorithm)) = TAKEN.iter().find(|(name, _)| *name == came) {
        return Ok(*algorithm);
    }
    Err(match came.to_ascii_lowercase().as_str() {
        "none" => Flaw::Unsigned,
        name if name.starts_with("hs") => Flaw::SharedSecret { came: said(came) },
        _other => Flaw::Algorithm { came: said(came) },
    })
}

fn by_one_of(
    keys: &Keys,
    header: &Map<String, Value>,
    algorithm: Algorithm,
    holds: impl Fn(&Key) -> bool,
) -> Result<(), Flaw> {
    let name = text(header, "kid");
    let called = keys.called(name);
    let known = called.iter().any(|key| key.is_called(name));
    let fitting: Vec<_> = called.into_iter().filter(|key| key.fits(algorithm)).collect();
    if fitting.iter().any(|key| holds(key)) {
        return Ok(());
    }
    Err(match (known, fitting.is_empty()) {
        (true, true) => Flaw::Algorithm { came: said(text(header, "alg").unwrap_or_default()) },
        (true, false) => Flaw::Signature,
        (false, _) if name.is_none() && !fitting.is_empty() => Flaw::Signature,
        (false, _) => Flaw::KeyUnknown { came: name.map(said), known: keys.names() },
    })
}

/// Who made it, and for whom: for us alone, because nobody else is trusted with it.
fn from_and_for(claims: &Map<String, Value>, issuer: &str, client_id: &str) -> Result<(), Flaw> {
    let came = text(claims, "iss").unwrap_or_default();
    if came != issuer {
        return Err(Flaw::Issuer { came: said(came), expected: said(issuer) });
    }
    let audience = texts(claims, "aud");
    let listed = claims.get("aud").and_then(Value::as_array).map_or(1, Vec::len);
    let ours = !audience.is_empty() && audience.iter().all(|one| *one == client_id);
    if !ours || audience.len() != listed {
        let came = audience.into_iter().take(20).map(said).collect();
        return Err(Flaw::Audience { came, expected: said(client_id) });
    }
    match claims.get("azp").map(|azp| azp.as_str().unwrap_or_default()) {
        Some(came) if came != client_id => {
            Err(Flaw::AuthorizedParty { came: said(came), expected: said(client_id) })
        }
        _ours_or_none => Ok(()),
    }
}

/// Whether it holds now, by clocks that may be a minute apart; gives its end.
fn in_time(claims: &Map<String, Value>, now: Instant) -> Result<Instant, Flaw> {
    let moment = |name| claims::moment(claims, name).ok_or(Flaw::Claim { name });
    let expires = moment("exp")?;
    let since = if claims.contains_key("nbf") { Some(moment("nbf")?) } else { None };
    let made = moment("iat")?;
    let gone = now.since(expires).as_seconds();
    if now >= expires.plus(rules::Span::seconds(SKEW_SECONDS)) {
        return Err(Flaw::Expired { by_seconds: gone });
    }
    let to_come = since.map_or(made, |since| since.max(made)).since(now).as_seconds();
    if to_come > SKEW_SECONDS {
        return Err(Flaw::NotYet { by_seconds: to_come });
    }
    Ok(expires)
}
