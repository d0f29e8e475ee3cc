//! Our own metadata, for providers that read them instead of having six fields copied (SAML metadata §2.4.4).
//!
//! Never in here: anything about a provider.

use data_encoding::BASE64;

use super::certificate::Certificate;
use super::metadata::Binding;
use super::text::escaped;
use super::xml::{METADATA, PROTOCOL, SIGNATURE};

/// What we say about ourselves to one provider.
#[derive(Clone, Copy, Debug)]
pub struct Ours<'a> {
    /// Our entity id.
    pub entity_id: &'a str,
    /// Where responses go, by POST.
    pub acs: &'a str,
    /// Where single logout goes, by Redirect and by POST.
    pub logout: Option<&'a str>,
    /// The certificate of the key that we sign with.
    pub signing: Option<&'a Certificate>,
    /// The certificates of the keys that we decrypt with, the preferred one first.
    pub encryption: &'a [Certificate],
    /// The kind of name that we would like.
    pub name_id_format: Option<&'a str>,
}

/// Writes our metadata. We want assertions signed, also where the response around them is.
pub fn metadata(ours: &Ours<'_>) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<md:EntityDescriptor xmlns:md=\"{METADATA}\" entityID=\"{}\">\n  \
         <md:SPSSODescriptor AuthnRequestsSigned=\"{}\" WantAssertionsSigned=\"true\" \
         protocolSupportEnumeration=\"{PROTOCOL}\">\n",
        escaped(ours.entity_id),
        ours.signing.is_some(),
    );
    if let Some(certificate) = ours.signing {
        key(&mut out, "signing", certificate);
    }
    for certificate in ours.encryption {
        key(&mut out, "encryption", certificate);
    }
    if let Some(location) = ours.logout {
        for binding in [Binding::Redirect, Binding::Post] {
            let (uri, location) = (binding.uri(), escaped(location));
            out.push_str(&format!(
                "    <md:SingleLogoutService Binding=\"{uri}\" Location=\"{location}\"/>\n"
            ));
        }
    }
    if let Some(format) = ours.name_id_format {
        out.push_str(&format!("    <md:NameIDFormat>{}</md:NameIDFormat>\n", escaped(format)));
    }
    out.push_str(&format!(
        "    <md:AssertionConsumerService Binding=\"{}\" Location=\"{}\" index=\"0\" isDefault=\"true\"/>\n  \
         </md:SPSSODescriptor>\n</md:EntityDescriptor>\n",
        Binding::Post.uri(),
        escaped(ours.acs),
    ));
    out
}

fn key(out: &mut String, purpose: &str, certificate: &Certificate) {
    out.push_str(&format!(
        "    <md:KeyDescriptor use=\"{purpose}\">\n      <ds:KeyInfo xmlns:ds=\"{SIGNATURE}\"><ds:X509Data>\
         <ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>\n    </md:KeyDescriptor>\n",
        BASE64.encode(&certificate.der)
    ));
}
