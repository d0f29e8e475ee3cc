//! What stands in the form of a connection, as it is kept or as it was typed, and what is wrong with it.

use proofs::saml::MetadataFlaw;
use uuid::Uuid;

use crate::flows::connection::Wanted;
use crate::flows::sso::Unfit;
use crate::outside::fetch::Trouble;
use crate::store::connection::ConnectionRow;
use crate::views::Field;
use crate::web::console::sso::{is_offered, saml_alone};
use crate::web::entry::Fields;
use crate::when;
use crate::words::words;

/// The longest that a field may be, in letters.
const LONGEST: usize = 500;
/// The longest that metadata may be.
const LONGEST_METADATA: usize = 400_000;
/// The longest that certificates may be.
const LONGEST_CERTIFICATES: usize = 20_000;

/// What stands in the form.
#[derive(Default)]
pub(in crate::web::console::sso) struct Filled {
    pub(in crate::web::console::sso) wanted: Wanted,
    pub(in crate::web::console::sso) ends: String,
    pub(in crate::web::console::sso) errors: Vec<(&'static str, String)>,
    pub(in crate::web::console::sso) error: Option<String>,
}

impl Filled {
    pub(in crate::web::console::sso) fn of(row: &ConnectionRow, zone: &str) -> Filled {
        let saml = row.protocol == "saml";
        Filled {
            wanted: Wanted {
                id: Some(row.id),
                provider: row.provider.clone(),
                protocol: row.protocol.clone(),
                name: row.name.clone(),
                issuer: row.issuer.clone(),
                metadata_at: row.described_at.clone().unwrap_or_default(),
                metadata: String::new(),
                certificates: if saml { row.keys.clone() } else { String::new() },
                client_id: row.client_id.clone(),
                client_secret: String::new(),
                secret_ends_at: row.secret_ends_at,
                second: row.second.clone(),
                addresses: row.addresses.clone(),
            },
            ends: row.secret_ends_at.map(|at| when::date(at, zone)).unwrap_or_default(),
            ..Filled::default()
        }
    }

    pub(in crate::web::console::sso) fn new(
        id: Uuid,
        provider: &str,
        protocol: &str,
        organization: &str,
    ) -> Filled {
        // What a provider's addresses are worth differs: some mark those that they made sure of, some never do.
        let unmarked = protocol == "oidc" && matches!(provider, "entra" | "adfs");
        let addresses = if unmarked { "all" } else { "verified" };
        Filled {
            wanted: Wanted {
                id: Some(id),
                provider: provider.to_owned(),
                protocol: protocol.to_owned(),
                name: words().plain("sso-name-of", &[("organization", organization)]),
                second: "when-said".to_owned(),
                addresses: addresses.to_owned(),
                ..Wanted::default()
            },
            ..Filled::default()
        }
    }

    /// Reads what was typed; what is wrong stands beside its field. `row`: the connection that is changed.
    pub(in crate::web::console::sso) fn typed(
        fields: &Fields,
        zone: &str,
        row: Option<&ConnectionRow>,
    ) -> Filled {
        let long = |name: &str, most: usize| fields.get(name).trim().chars().take(most).collect::<String>();
        let text = |name: &str| long(name, LONGEST);
        let word = |name: &str, known: &[&str]| {
            let typed = fields.get(name);
            known.iter().find(|word| **word == typed).map_or(known[0], |word| *word).to_owned()
        };
        let (provider, protocol) = match row {
            Some(row) => (row.provider.clone(), row.protocol.clone()),
            None => offered(fields.get("provider"), fields.get("protocol")),
        };
        let mut filled = Filled {
            wanted: Wanted {
                id: row.map(|row| row.id),
                provider,
                protocol,
                name: text("name"),
                issuer: text("issuer"),
                metadata_at: text("metadata_at"),
                metadata: long("metadata", LONGEST_METADATA),
                certificates: long("certificates", LONGEST_CERTIFICATES),
                client_id: text("client_id"),
                client_secret: text("client_secret"),
                secret_ends_at: None,
                second: word("second", &["when-said", "always", "never"]),
                addresses: word("addresses", &["verified", "all"]),
            },
            ends: text("ends"),
            ..Filled::default()
        };
        filled.look(zone, row);
        filled
    }

    fn look(&mut self, zone: &str, row: Option<&ConnectionRow>) {
        let wanted = &self.wanted;
        let mut needed = vec![("name", wanted.name.is_empty())];
        if wanted.protocol == "saml" {
            // Where they were pasted once, they are kept until others are given.
            let kept = row.is_some_and(|row| row.described_at.is_none());
            let given = !wanted.metadata_at.is_empty() || !wanted.metadata.is_empty();
            needed.push(("metadata_at", !given && !kept));
        } else {
            needed.extend([
                ("issuer", wanted.issuer.is_empty()),
                ("client_id", wanted.client_id.is_empty()),
                ("client_secret", wanted.client_secret.is_empty() && row.is_none()),
            ]);
        }
        let missing = needed.into_iter().filter(|(_, missing)| *missing);
        self.errors.extend(missing.map(|(name, _)| (name, words().plain("sso-field-missing", &[]))));
        match (self.ends.as_str(), when::day_begins(&self.ends, zone)) {
            ("", _) => {}
            (_, Some(at)) => self.wanted.secret_ends_at = Some(at),
            (_, None) => self.errors.push(("ends", words().plain("sso-ends-wrong", &[]))),
        }
    }

    pub(in crate::web::console::sso) fn field(&self, name: &str, value: &str) -> Field {
        let error = self.errors.iter().find(|(field, _)| *field == name).map(|(_, error)| error.clone());
        Field { value: value.to_owned(), error }
    }

    /// Why the provider can't be used as it was described stands beside what describes it.
    pub(in crate::web::console::sso) fn unfit(&mut self, unfit: &Unfit) {
        let field = match unfit {
            Unfit::Certificate => "certificates",
            _its_description if self.wanted.protocol != "saml" => "issuer",
            Unfit::Metadata(MetadataFlaw::OtherEntity { .. } | MetadataFlaw::SeveralEntities { .. }) => {
                "issuer"
            }
            _its_description if self.wanted.metadata_at.is_empty() && !self.wanted.metadata.is_empty() => {
                "metadata"
            }
            _its_description => "metadata_at",
        };
        self.errors.push((field, unfit_said(unfit, self.wanted.protocol == "saml")));
    }
}

/// A provider that is on offer, and a protocol that it speaks.
pub(super) fn offered(provider: &str, protocol: &str) -> (String, String) {
    let provider = if is_offered(provider) { provider } else { "oidc" };
    let saml = saml_alone(provider) || (protocol == "saml" && provider != "oidc");
    (provider.to_owned(), if saml { "saml" } else { "oidc" }.to_owned())
}

/// Why a provider can't be used as it was described, and what to do.
fn unfit_said(unfit: &Unfit, saml: bool) -> String {
    let plain = |key: &str, why: &str| words().plain(key, &[("why", why)]);
    match unfit {
        Unfit::Address => plain("sso-unfit-address", ""),
        Unfit::Unreachable(Trouble::Private) => plain("sso-unfit-private", ""),
        Unfit::Unreachable(Trouble::NameUnknown) => plain("sso-unfit-name", ""),
        Unfit::Unreachable(Trouble::Redirected) => plain("sso-unfit-redirected", ""),
        Unfit::Unreachable(trouble) => plain("sso-unfit-unreachable", &format!("{trouble:?}")),
        Unfit::Status(status) if saml => plain("sso-unfit-metadata-status", &status.to_string()),
        Unfit::Status(status) => plain("sso-unfit-status", &status.to_string()),
        Unfit::Description(proofs::oidc::DiscoveryFlaw::Issuer { came, .. }) => {
            plain("sso-unfit-issuer", came)
        }
        Unfit::Description(flaw) => plain("sso-unfit-description", flaw.code()),
        Unfit::Keys => plain("sso-unfit-keys", ""),
        Unfit::Metadata(MetadataFlaw::NoProvider) => plain("sso-unfit-no-provider", ""),
        Unfit::Metadata(MetadataFlaw::OtherEntity { came, .. } | MetadataFlaw::SeveralEntities { came }) => {
            plain("sso-unfit-entity", &came.join(", "))
        }
        Unfit::Metadata(MetadataFlaw::Ended { valid_until }) => {
            plain("sso-unfit-ended", &when::day(*valid_until, "UTC"))
        }
        Unfit::Metadata(flaw) => plain("sso-unfit-metadata", flaw.code()),
        Unfit::NoRedirect => plain("sso-unfit-no-redirect", ""),
        Unfit::WeakKey => plain("sso-unfit-weak-key", ""),
        Unfit::Certificate => plain("sso-unfit-certificate", ""),
    }
}
