//! What a verified assertion states of somebody, under the names that known providers give it.
//!
//! Values count exactly as they came: what was trimmed or cut could become somebody else's. Never in here: verifying.

use proofs::address::Address;
use proofs::saml::{Assertion, Attribute};

use crate::app::App;
use crate::fault::Fault;
use crate::store::connection::ConnectionRow;
use crate::store::domain;

/// Made up anew for each sign-in (core §8.3.8): it names nobody.
const TRANSIENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
/// An address (core §8.3.2).
const BY_ADDRESS: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
/// The longest key (core §8.3.7 allows 256 letters).
const LONGEST_KEY: usize = 256;
/// The longest value that is shown, in letters.
const LONGEST_SHOWN: usize = 300;
/// So many attributes are shown.
const MOST_SHOWN: usize = 60;

/// Attributes that name somebody for good, where the name itself doesn't: SAML's subject identifiers, eduPerson's, and
/// Entra ID's object.
const KEYS: [&str; 5] = [
    "urn:oasis:names:tc:SAML:attribute:subject-id",
    "urn:oasis:names:tc:SAML:attribute:pairwise-id",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.13",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.10",
    "http://schemas.microsoft.com/identity/claims/objectidentifier",
];

/// Attributes that hold an address, the plainest first.
const ADDRESSES: [&str; 9] = [
    "email",
    "mail",
    "emailaddress",
    "e-mail",
    "user.email",
    "email_address",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    "urn:oid:0.9.2342.19200300.100.1.3",
    "urn:oid:1.2.840.113549.1.9.1",
];

/// Contexts that are more than a password: several factors, or something held (authentication context §3.4; REFEDS;
/// what Entra ID and AD FS say).
const MORE: [&str; 9] = [
    "http://schemas.microsoft.com/claims/multipleauthn",
    "https://refeds.org/profile/mfa",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorUnregistered",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:TLSClient",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:X509",
];
/// Where Entra ID and AD FS list all that somebody did to sign in.
const METHODS: &str = "http://schemas.microsoft.com/claims/authnmethodsreferences";

/// The values of an attribute, whatever the case of its name.
fn values<'a>(assertion: &'a Assertion, name: &'a str) -> impl Iterator<Item = &'a str> {
    let named = assertion.attributes.iter().filter(move |one| one.name.eq_ignore_ascii_case(name));
    named.flat_map(|one| one.values.iter().map(String::as_str))
}

/// The provider's key for somebody; nothing where it gave none that would be the same tomorrow.
pub(super) fn subject(assertion: &Assertion) -> Option<String> {
    let name = &assertion.subject;
    let key = match name.format.as_deref() {
        Some(TRANSIENT) => KEYS.iter().find_map(|key| values(assertion, key).next())?.to_owned(),
        // Addresses are the same in any case of their letters.
        Some(BY_ADDRESS) => match Address::parse(&name.value) {
            Ok(address) => address.as_str().to_owned(),
            Err(_) => name.value.clone(),
        },
        _for_good => name.value.clone(),
    };
    let fits = !key.trim().is_empty() && key.chars().count() <= LONGEST_KEY;
    (fits && !key.contains('\0')).then_some(key)
}

/// Their address: an attribute's, or the name itself where it is one.
pub(super) fn address(assertion: &Assertion) -> Option<String> {
    let attribute = ADDRESSES.iter().find_map(|name| values(assertion, name).find(|one| !one.is_empty()));
    let name = &assertion.subject;
    let named = || (name.format.as_deref() != Some(TRANSIENT)).then_some(name.value.as_str());
    let named = || named().filter(|value| value.contains('@'));
    attribute.or_else(named).map(str::to_owned)
}

/// SAML has no mark for an address that was made sure of. What a provider is believed is its own organization's domains.
pub(super) async fn is_of_proved_domain(
    app: &App,
    row: &ConnectionRow,
    address: Option<&str>,
) -> Result<bool, Fault> {
    let address = address.and_then(|address| Address::parse(address).ok());
    let Some((_, name)) = address.as_ref().and_then(|address| address.as_str().rsplit_once('@')) else {
        return Ok(false);
    };
    let proved = domain::any_find_proved(&mut app.store.read(), name).await?;
    Ok(proved.is_some_and(|proved| proved.organization_id == row.organization_id))
}

/// Whether the provider says that a second factor was given.
pub(super) fn second(assertion: &Assertion) -> bool {
    let said = assertion.authn_context.iter().map(String::as_str).chain(values(assertion, METHODS));
    said.into_iter().any(|one| MORE.contains(&one))
}

/// What providers call names and groups, beside what OpenID Connect calls them.
const USUAL: [(&str, &[&str]); 4] = [
    (
        "given_name",
        &[
            "givenName",
            "firstName",
            "first_name",
            "urn:oid:2.5.4.42",
            "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname",
        ],
    ),
    (
        "family_name",
        &[
            "sn",
            "surname",
            "lastName",
            "last_name",
            "urn:oid:2.5.4.4",
            "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname",
        ],
    ),
    (
        "name",
        &[
            "displayName",
            "cn",
            "urn:oid:2.16.840.1.113730.3.1.241",
            "http://schemas.microsoft.com/identity/claims/displayname",
        ],
    ),
    (
        "groups",
        &[
            "group",
            "memberOf",
            "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups",
            "http://schemas.xmlsoap.org/claims/Group",
        ],
    ),
];

/// Every attribute, as name and values: under its own name, and under the usual one of what it means where nothing else
/// has that.
pub(super) fn everything(assertion: &Assertion) -> Vec<(String, Vec<String>)> {
    let own = |one: &Attribute| (one.name.clone(), one.values.clone());
    let mut all: Vec<(String, Vec<String>)> = assertion.attributes.iter().map(own).collect();
    for (usual, others) in USUAL {
        if all.iter().any(|(name, _)| name == usual) {
            continue;
        }
        let found =
            others.iter().map(|other| values(assertion, other).map(str::to_owned).collect::<Vec<_>>());
        all.extend(
            found.into_iter().find(|values| !values.is_empty()).map(|values| (usual.to_owned(), values)),
        );
    }
    all
}

/// All of it as name and text, for the admin's look.
pub(super) fn shown(assertion: &Assertion) -> Vec<(String, String)> {
    let name = &assertion.subject;
    let mut all = vec![("NameID".to_owned(), name.value.clone())];
    all.extend(name.format.iter().map(|format| ("NameID Format".to_owned(), format.clone())));
    all.extend(
        assertion.authn_context.iter().map(|class| ("AuthnContextClassRef".to_owned(), class.clone())),
    );
    all.extend(assertion.attributes.iter().map(|one| (one.name.clone(), one.values.join(", "))));
    let short = |text: String| text.chars().filter(|one| !one.is_control()).take(LONGEST_SHOWN).collect();
    all.into_iter().take(MOST_SHOWN).map(|(name, value)| (short(name), short(value))).collect()
}
