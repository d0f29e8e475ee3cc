//! SAML against responses that real providers made, and against everything that is known to break verifiers.
//!
//! The vectors' providers are SimpleSAMLphp 1.19 (`ssp-…`) and node-samlp 7 (`samlp-…`); `xmlsec-…` were signed by
//! xmlsec1. All keys beside them were made for these tests alone.

#[path = "saml/attacks.rs"]
mod attacks;
#[path = "saml/encrypted.rs"]
mod encrypted;
#[path = "saml/everything.rs"]
mod everything;
#[path = "saml/messages.rs"]
mod messages;
#[path = "saml/metadata.rs"]
mod metadata;
#[path = "saml/mutations.rs"]
mod mutations;
#[path = "saml/oracle.rs"]
mod oracle;
#[path = "saml/provider.rs"]
mod provider;
#[path = "saml/real.rs"]
mod real;
#[path = "saml/statements.rs"]
mod statements;
#[path = "saml/world.rs"]
mod world;
