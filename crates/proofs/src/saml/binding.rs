//! How messages travel: in the query of an address, compressed (SAML bindings §3.4), or in a form (§3.5).
//!
//! A message that came keeps what its query signature was made over, byte for byte as it was sent, because
//! providers encode the same value in different ways. Never in here: what a message says.

use std::io::{Read, Write};

use data_encoding::BASE64;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use super::algorithm::{Method, RSA_SHA256};
use super::certificate::Certificate;
use super::flaw::Flaw;
use super::sign::{SigningKey, enveloped};
use super::signature::unsigned;
use super::text::{base64, percent, unpercent};

/// What a message is decompressed to at most.
const INFLATED_BYTES: u64 = 512 * 1024;
/// What travels in an address at most.
const QUERY_BYTES: usize = 64 * 1024;

/// A question or an answer, which decides the name of the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `SAMLRequest`.
    Request,
    /// `SAMLResponse`.
    Response,
}

impl Kind {
    /// The name of its field.
    pub fn field(self) -> &'static str {
        match self {
            Kind::Request => "SAMLRequest",
            Kind::Response => "SAMLResponse",
        }
    }
}

/// The address that carries a message to a provider; signed over its query if there is a key (§3.4.4.1). `None` where
/// the key fails.
pub fn redirect(
    location: &str,
    kind: Kind,
    xml: &str,
    relay_state: Option<&str>,
    key: Option<&SigningKey>,
) -> Option<String> {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
    packed.write_all(xml.as_bytes()).ok()?;
    let packed = BASE64.encode(&packed.finish().ok()?);
    let mut query = format!("{}={}", kind.field(), percent(&packed));
    if let Some(state) = relay_state {
        query.push_str(&format!("&RelayState={}", percent(state)));
    }
    if let Some(key) = key {
        query.push_str(&format!("&SigAlg={}", percent(RSA_SHA256)));
        let signature = BASE64.encode(&key.sign(query.as_bytes())?);
        query.push_str(&format!("&Signature={}", percent(&signature)));
    }
    let join = if location.contains('?') { '&' } else { '?' };
    Some(format!("{location}{join}{query}"))
}

/// The form field that carries a message to a provider; signed in the message if there is a key (§3.5.4). `None`
/// where the key fails.
pub fn post(xml: &str, key: Option<&SigningKey>) -> Option<String> {
    let message = match key {
        Some(key) => enveloped(xml, key)?,
        None => xml.to_owned(),
    };
    Some(BASE64.encode(message.as_bytes()))
}

/// A message as it came. Nothing of it is verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Question or answer, as its field says.
    pub kind: Kind,
    /// The message.
    pub xml: Vec<u8>,
    /// What we gave along, or the provider did: a stranger's words in any case.
    pub relay_state: Option<String>,
    query: Option<Signed>,
    redirected: bool,
}

/// A signature over a query.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Signed {
    algorithm: String,
    over: String,
    value: Vec<u8>,
}

impl Carried {
    /// Reads the fields of a form (§3.5).
    ///
    /// # Errors
    /// It is not in base64.
    pub fn posted(kind: Kind, message: &str, relay_state: Option<&str>) -> Result<Carried, Flaw> {
        // A browser's form turns no plus into a space, but a careless client does.
        let xml = base64(&message.replace(' ', "+")).or_else(|| base64(message)).ok_or(Flaw::NotUnpacked)?;
        let relay_state = relay_state.map(str::to_owned);
        Ok(Carried { kind, xml, relay_state, query: None, redirected: false })
    }

    /// Reads the query of an address, exactly as it was sent (§3.4).
    ///
    /// # Errors
    /// It cannot be unpacked, or a field stands twice.
    pub fn redirected(query: &str) -> Result<Carried, Flaw> {
        if query.len() > QUERY_BYTES {
            return Err(Flaw::NotUnpacked);
        }
        let raw = |name: &str| -> Result<Option<&str>, Flaw> {
            let fields = query.split('&').filter_map(|field| field.split_once('='));
            let mut values = fields.filter(|(known, _)| *known == name).map(|(_, value)| value);
            let first = values.next();
            if values.next().is_some() { Err(Flaw::NotUnpacked) } else { Ok(first) }
        };
        let (kind, message) = match (raw("SAMLRequest")?, raw("SAMLResponse")?) {
            (Some(message), None) => (Kind::Request, message),
            (None, Some(message)) => (Kind::Response, message),
            _ => return Err(Flaw::NotUnpacked),
        };
        if raw("SAMLEncoding")?.is_some_and(|one| !one.ends_with("DEFLATE")) {
            return Err(Flaw::NotUnpacked);
        }
        let state = raw("RelayState")?;
        let query = match (raw("SigAlg")?, raw("Signature")?) {
            (Some(algorithm), Some(value)) => Some(Signed::read(kind, message, state, algorithm, value)?),
            (None, None) => None,
            _ => return Err(Flaw::SignatureMalformed { part: "Signature".to_owned() }),
        };
        let relay_state = state.map(|raw| unpercent(raw).ok_or(Flaw::NotUnpacked)).transpose()?;
        Ok(Carried { kind, xml: inflated(message)?, relay_state, query, redirected: true })
    }

    /// The certificate whose key signed the query; `None` where no query is signed, or there is none.
    pub(super) fn signed_by<'c>(
        &self,
        certificates: &'c [Certificate],
    ) -> Result<Option<&'c Certificate>, Flaw> {
        let Some(signed) = &self.query else { return Ok(None) };
        let method = Method::read(&signed.algorithm)?;
        let made = |one: &&Certificate| {
            !one.weak() && method.verifies(&one.key, signed.over.as_bytes(), &signed.value)
        };
        let by = certificates.iter().find(made);
        by.map(Some).ok_or_else(|| unsigned(None, certificates))
    }

    /// It came in an address.
    pub(super) fn by_redirect(&self) -> bool {
        self.redirected
    }
}

impl Signed {
    /// The signature is over these fields in this order, encoded as they came (§3.4.4.1).
    fn read(
        kind: Kind,
        message: &str,
        state: Option<&str>,
        algorithm: &str,
        value: &str,
    ) -> Result<Signed, Flaw> {
        let state = state.map_or(String::new(), |state| format!("&RelayState={state}"));
        let over = format!("{}={message}{state}&SigAlg={algorithm}", kind.field());
        let malformed = || Flaw::SignatureMalformed { part: "Signature".to_owned() };
        let value =
            unpercent(value).and_then(|text| base64(&text.replace(' ', "+"))).ok_or_else(malformed)?;
        Ok(Signed { algorithm: unpercent(algorithm).ok_or_else(malformed)?, over, value })
    }
}

/// Base64 and DEFLATE undone, up to a length (§3.4.4.1).
fn inflated(raw: &str) -> Result<Vec<u8>, Flaw> {
    let text = unpercent(raw).ok_or(Flaw::NotUnpacked)?;
    let packed = base64(&text.replace(' ', "+")).ok_or(Flaw::NotUnpacked)?;
    let mut plain = Vec::new();
    let mut reader = DeflateDecoder::new(&packed[..]).take(INFLATED_BYTES + 1);
    reader.read_to_end(&mut plain).map_err(|_| Flaw::NotUnpacked)?;
    if plain.len() as u64 > INFLATED_BYTES {
        return Err(Flaw::NotUnpacked);
    }
    Ok(plain)
}
