//! Metadata of an identity provider: where it answers, what it signs with, what it wants (SAML metadata §2).
//!
//! It is believed because an admin gave the file or its address: a signature inside is neither needed nor looked
//! at. Never in here: fetching it. Where to go next: `ours.rs` for what we say about ourselves.

use roxmltree::Node;
use rules::Instant;

use super::assertion::moment;
use super::certificate::{Certificate, CertificateFlaw};
use super::flaw::Flaw;
use super::text::bounded;
use super::xml::{
    self, METADATA, PROTOCOL, SIGNATURE, children, element_name, is, trimmed, unqualified, value,
};

/// What is kept of any list.
const MOST: usize = 20;

/// How a message travels (SAML bindings §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// In an address (§3.4).
    Redirect,
    /// In a form (§3.5).
    Post,
}

impl Binding {
    /// Its name in metadata.
    pub fn uri(self) -> &'static str {
        match self {
            Binding::Redirect => "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
            Binding::Post => "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
        }
    }
}

/// Where a provider takes messages of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// How they travel.
    pub binding: Binding,
    /// The address; `http` or `https`, nothing else.
    pub location: String,
    /// The address for answers, where it is another one.
    pub response_location: Option<String>,
}

/// An identity provider, as its metadata describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Its entity id: the issuer of all that it sends.
    pub entity_id: String,
    /// A name for people, if it has one.
    pub name: Option<String>,
    /// Where sign-ins begin.
    pub sign_on: Vec<Endpoint>,
    /// Where single logout goes.
    pub logout: Vec<Endpoint>,
    /// What it signs with. Those with a key too short are among them and say so.
    pub certificates: Vec<Certificate>,
    /// Certificates that are of no use, and why.
    pub unusable: Vec<CertificateFlaw>,
    /// It takes signed requests only.
    pub wants_signed_requests: bool,
    /// The kinds of names that it knows.
    pub name_id_formats: Vec<String>,
    /// When the metadata end, if they do.
    pub valid_until: Option<Instant>,
}

/// Why metadata are of no use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MetadataFlaw {
    /// They cannot be read.
    Unreadable(Flaw),
    /// It is another document.
    NotMetadata {
        /// The name of its root element.
        came: String,
    },
    /// They describe no identity provider: perhaps a service such as this one.
    NoProvider,
    /// They describe other providers.
    OtherEntity {
        /// The one that was expected.
        expected: String,
        /// Those that are described.
        came: Vec<String>,
    },
    /// They describe several, and none was chosen.
    SeveralEntities {
        /// Those that are described.
        came: Vec<String>,
    },
    /// They have ended.
    Ended {
        /// When.
        valid_until: Instant,
    },
    /// They name no place where a sign-in could begin.
    NoSignOn,
    /// They hold no certificate for signing that is of use.
    NoCertificate,
}

impl MetadataFlaw {
    /// Its permanent name; for what cannot be read, that of the flaw inside.
    pub fn code(&self) -> &'static str {
        match self {
            MetadataFlaw::Unreadable(flaw) => flaw.code(),
            MetadataFlaw::NotMetadata { .. } => "saml-not-metadata",
            MetadataFlaw::NoProvider => "saml-no-provider",
            MetadataFlaw::OtherEntity { .. } => "saml-other-entity",
            MetadataFlaw::SeveralEntities { .. } => "saml-several-entities",
            MetadataFlaw::Ended { .. } => "saml-metadata-ended",
            MetadataFlaw::NoSignOn => "saml-no-sign-on",
            MetadataFlaw::NoCertificate => "saml-no-certificate",
        }
    }
}

/// Reads metadata: of the entity with that id, or of the only one there is.
///
/// # Errors
/// The first flaw.
pub fn read(xml: &[u8], entity_id: Option<&str>, now: Instant) -> Result<Provider, MetadataFlaw> {
    let document = xml::read(xml, &xml::DESCRIPTION).map_err(MetadataFlaw::Unreadable)?;
    let root = document.root_element();
    if !is(root, METADATA, "EntityDescriptor") && !is(root, METADATA, "EntitiesDescriptor") {
        return Err(MetadataFlaw::NotMetadata { came: element_name(root) });
    }
    let (entity, role) = chosen(root, entity_id)?;
    let valid_until = valid_until(role).map_err(MetadataFlaw::Unreadable)?;
    if let Some(valid_until) = valid_until.filter(|ends| *ends <= now) {
        return Err(MetadataFlaw::Ended { valid_until });
    }
    let provider = provider(entity, role, valid_until).map_err(MetadataFlaw::Unreadable)?;
    if provider.sign_on.is_empty() {
        return Err(MetadataFlaw::NoSignOn);
    }
    if provider.certificates.is_empty() {
        return Err(MetadataFlaw::NoCertificate);
    }
    Ok(provider)
}

/// The entity and its role as an identity provider (§2.4.3).
fn chosen<'a, 'i>(
    root: Node<'a, 'i>,
    entity_id: Option<&str>,
) -> Result<(Node<'a, 'i>, Node<'a, 'i>), MetadataFlaw> {
    let entities = root.descendants().filter(|node| is(*node, METADATA, "EntityDescriptor"));
    let providers: Vec<_> = entities.filter_map(|entity| Some((entity, role(entity)?))).collect();
    let id = |entity: Node<'a, 'i>| unqualified(entity, "entityID").unwrap_or_default();
    let known = || providers.iter().take(MOST).map(|(entity, _)| bounded(id(*entity))).collect();
    match (entity_id, &providers[..]) {
        (_, []) => Err(MetadataFlaw::NoProvider),
        (None, [only]) => Ok(*only),
        (None, _) => Err(MetadataFlaw::SeveralEntities { came: known() }),
        (Some(expected), all) => {
            let found = all.iter().find(|(entity, _)| id(*entity) == expected).copied();
            found.ok_or_else(|| MetadataFlaw::OtherEntity { expected: bounded(expected), came: known() })
        }
    }
}

fn role<'a, 'i>(entity: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    let speaks = |role: &Node<'_, '_>| {
        let protocols = unqualified(*role, "protocolSupportEnumeration").unwrap_or_default();
        protocols.split_ascii_whitespace().any(|one| one == PROTOCOL)
    };
    children(entity, METADATA, "IDPSSODescriptor").find(speaks)
}

fn provider(
    entity: Node<'_, '_>,
    role: Node<'_, '_>,
    valid_until: Option<Instant>,
) -> Result<Provider, Flaw> {
    let entity_id = super::assertion::attribute(entity, "entityID")?;
    // Core §8.3.6: at most 1024 characters.
    if entity_id.chars().count() > 1024 {
        return Err(Flaw::Malformed { element: "entityID".to_owned(), came: bounded(entity_id) });
    }
    let (certificates, unusable) = certificates(role)?;
    Ok(Provider {
        entity_id: entity_id.to_owned(),
        name: name(entity)?,
        sign_on: endpoints(role, "SingleSignOnService"),
        logout: endpoints(role, "SingleLogoutService"),
        certificates,
        unusable,
        wants_signed_requests: matches!(unqualified(role, "WantAuthnRequestsSigned"), Some("true" | "1")),
        name_id_formats: children(role, METADATA, "NameIDFormat")
            .take(MOST)
            .map(trimmed)
            .collect::<Result<_, _>>()?,
        valid_until,
    })
}

fn name(entity: Node<'_, '_>) -> Result<Option<String>, Flaw> {
    let organization = xml::child(entity, METADATA, "Organization");
    let name = organization.and_then(|one| xml::child(one, METADATA, "OrganizationDisplayName"));
    Ok(name.map(trimmed).transpose()?.map(|name| bounded(&name)).filter(|name| !name.is_empty()))
}

/// The earliest end that is written on the role or around it (§§2.3.1, 2.4.1).
fn valid_until(role: Node<'_, '_>) -> Result<Option<Instant>, Flaw> {
    let limited = role.ancestors().filter(|node| unqualified(*node, "validUntil").is_some());
    let ends: Vec<Instant> = limited.map(|node| moment(node, "validUntil")).collect::<Result<_, _>>()?;
    Ok(ends.into_iter().min())
}

/// Those with a binding that we speak and an address that a browser may be sent to.
fn endpoints(role: Node<'_, '_>, name: &'static str) -> Vec<Endpoint> {
    let endpoint = |node: Node<'_, '_>| {
        let uri = unqualified(node, "Binding").unwrap_or_default();
        let binding = [Binding::Redirect, Binding::Post].into_iter().find(|one| one.uri() == uri)?;
        let location = unqualified(node, "Location").filter(|one| safe(one))?.to_owned();
        let response_location =
            unqualified(node, "ResponseLocation").filter(|one| safe(one)).map(str::to_owned);
        Some(Endpoint { binding, location, response_location })
    };
    children(role, METADATA, name).filter_map(endpoint).take(MOST).collect()
}

/// An address that may stand in a `Location` header and in a form: a page, and no script.
fn safe(location: &str) -> bool {
    let page = location.starts_with("https://") || location.starts_with("http://");
    let plain = location.chars().all(|letter| letter.is_ascii_graphic() && !"\"'<>\\`{}|^".contains(letter));
    page && plain && location.len() <= 2048 && !location.contains('#')
}

/// What it signs with: descriptors for signing, and those for every use (§2.4.1.1).
fn certificates(role: Node<'_, '_>) -> Result<(Vec<Certificate>, Vec<CertificateFlaw>), Flaw> {
    let (mut usable, mut unusable): (Vec<Certificate>, _) = (Vec::new(), Vec::new());
    let descriptors = children(role, METADATA, "KeyDescriptor");
    let signing = descriptors.filter(|one| matches!(unqualified(*one, "use"), None | Some("" | "signing")));
    for descriptor in signing {
        for node in descriptor.descendants().filter(|one| is(*one, SIGNATURE, "X509Certificate")).take(MOST) {
            match Certificate::read(value(node)?.as_bytes()) {
                Ok(one) if usable.iter().any(|known| known.der == one.der) => {}
                Ok(one) => usable.push(one),
                Err(flaw) => unusable.push(flaw),
            }
        }
    }
    usable.truncate(MOST);
    Ok((usable, unusable))
}
