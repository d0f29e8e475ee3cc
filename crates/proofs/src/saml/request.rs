//! The question that begins a sign-in: an `AuthnRequest` (SAML core §3.4.1, profiles §4.1.4.1).
//!
//! Its id is handed in, because the caller remembers it: the answer has to name it. Never in here: how it travels.
//! Where to go next: `binding.rs`.

use rules::Instant;

use super::metadata::Binding;
use super::text::escaped;
use super::time::written;
use super::xml::{ASSERTION, PROTOCOL};

/// A request to authenticate somebody.
#[derive(Clone, Copy, Debug)]
pub struct AuthnRequest<'a> {
    /// Its id: an XML name (`_` and hexadecimal digits), with at least 128 bits of randomness (core §1.3.4).
    pub id: &'a str,
    /// Our entity id.
    pub issuer: &'a str,
    /// The provider's address.
    pub destination: &'a str,
    /// Where the response is to go.
    pub acs: &'a str,
    /// Now.
    pub now: Instant,
    /// The kind of name that we would like; most providers send what they were told to.
    pub name_id_format: Option<&'a str>,
    /// Asks for a new sign-in even where there is a session (`ForceAuthn`).
    pub force: bool,
    /// How somebody has to sign in at least: `AuthnContextClassRef`s, of which one has to be met.
    pub authn_context: &'a [&'a str],
    /// Who is expected, as a hint (`Subject`); providers that do not know it answer with an error, so it is left
    /// out but for those that are known to take it.
    pub subject: Option<&'a str>,
}

impl AuthnRequest<'_> {
    /// The message.
    pub fn xml(&self) -> String {
        let mut out = format!(
            "<samlp:AuthnRequest xmlns:samlp=\"{PROTOCOL}\" xmlns:saml=\"{ASSERTION}\" ID=\"{}\" Version=\"2.0\" \
             IssueInstant=\"{}\" Destination=\"{}\" AssertionConsumerServiceURL=\"{}\" ProtocolBinding=\"{}\"{}>\
             <saml:Issuer>{}</saml:Issuer>",
            escaped(self.id),
            written(self.now),
            escaped(self.destination),
            escaped(self.acs),
            Binding::Post.uri(),
            if self.force { " ForceAuthn=\"true\"" } else { "" },
            escaped(self.issuer),
        );
        if let Some(subject) = self.subject {
            let name = escaped(subject);
            out.push_str(&format!("<saml:Subject><saml:NameID>{name}</saml:NameID></saml:Subject>"));
        }
        if let Some(format) = self.name_id_format {
            let format = escaped(format);
            out.push_str(&format!("<samlp:NameIDPolicy Format=\"{format}\" AllowCreate=\"true\"/>"));
        }
        if !self.authn_context.is_empty() {
            out.push_str("<samlp:RequestedAuthnContext Comparison=\"minimum\">");
            for class in self.authn_context {
                let class = escaped(class);
                out.push_str(&format!("<saml:AuthnContextClassRef>{class}</saml:AuthnContextClassRef>"));
            }
            out.push_str("</samlp:RequestedAuthnContext>");
        }
        out.push_str("</samlp:AuthnRequest>");
        out
    }
}
