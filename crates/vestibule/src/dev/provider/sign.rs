//! The practice provider's pen: its key as a set of keys, and signatures by it (JWS with EdDSA, RFC 8037).
//!
//! Its keys follow from the installation's key: a kept demo signs with the same one after a restart. Never in here:
//! what is signed.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use crate::app::App;
use crate::fault::Fault;

/// The name of the key that it shows.
const NAME: &str = "lumen-1";
/// The name of one that it does not.
const HIDDEN: &str = "lumen-2";

/// Its public keys.
pub(in crate::dev) fn keys(app: &App) -> Result<Value, Fault> {
    let public = BASE64URL_NOPAD.encode(pair(app, NAME)?.public_key().as_ref());
    Ok(json!({ "keys": [
        { "kty": "OKP", "crv": "Ed25519", "x": public, "kid": NAME, "use": "sig", "alg": "EdDSA" },
    ] }))
}

/// A token with these claims; `hidden`: signed with a key that it does not show.
pub(super) fn token(app: &App, claims: &Value, hidden: bool) -> Result<String, Fault> {
    let name = if hidden { HIDDEN } else { NAME };
    let header = json!({ "alg": "EdDSA", "kid": name, "typ": "JWT" });
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let message = format!("{}.{}", part(&header), part(claims));
    let signature = pair(app, name)?.sign(message.as_bytes());
    Ok(format!("{message}.{}", BASE64URL_NOPAD.encode(signature.as_ref())))
}

fn pair(app: &App, name: &str) -> Result<Ed25519KeyPair, Fault> {
    let seed = app.sealer.keyed_hash("demo provider", name.as_bytes());
    Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|error| Fault::broken(format!("a key: {error}")))
}
