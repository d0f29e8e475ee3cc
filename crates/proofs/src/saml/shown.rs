//! A message as an admin reads it: indented, without what would let anybody use it again.
//!
//! Signatures and ciphertexts are cut, certificates are shown by their fingerprint. Nothing is verified here, and
//! what the gate would refuse is shown all the same, because that is what has to be seen.

use roxmltree::Node;

use super::text::{base64, escaped, fingerprint};
use super::xml::{self, prefix, qualified_name};

/// The most that is shown of one text, in characters.
const VALUE_CHARACTERS: usize = 2_000;
/// The most that is shown in all, in bytes.
const SHOWN_BYTES: usize = 256 * 1024;

/// The message as indented text; `None` where it is no XML at all, or has a document type.
pub fn shown(xml: &[u8]) -> Option<String> {
    let document = xml::parse(xml, &xml::MESSAGE).ok()?;
    let mut out = String::new();
    element(&mut out, document.root_element(), 0);
    Some(out)
}

fn element(out: &mut String, node: Node<'_, '_>, depth: usize) {
    if out.len() > SHOWN_BYTES {
        return;
    }
    let name = qualified_name(node.document().input_text(), node.range().start + 1);
    let indent = "  ".repeat(depth);
    out.push_str(&format!("{indent}<{name}"));
    attributes(out, node);
    let texts: String = node.children().filter(Node::is_text).filter_map(|one| one.text()).collect();
    let inside: Vec<_> = node.children().filter(Node::is_element).collect();
    if inside.is_empty() && texts.is_empty() {
        out.push_str("/>\n");
        return;
    }
    out.push('>');
    out.push_str(&value(node, &texts));
    if !inside.is_empty() {
        out.push('\n');
        for one in inside {
            element(out, one, depth + 1);
        }
        out.push_str(&indent);
    }
    out.push_str(&format!("</{name}>\n"));
}

/// Namespaces that are declared here and not around, then the attributes as they stand.
fn attributes(out: &mut String, node: Node<'_, '_>) {
    let around = node.parent();
    for namespace in node.namespaces() {
        let known = around.and_then(|one| one.lookup_namespace_uri(namespace.name()));
        if known != Some(namespace.uri()) {
            let prefix = namespace.name().map_or(String::new(), |prefix| format!(":{prefix}"));
            out.push_str(&format!(" xmlns{prefix}=\"{}\"", escaped(namespace.uri())));
        }
    }
    for attribute in node.attributes() {
        let prefix = prefix(node.document().input_text(), attribute.range_qname().start);
        let colon = if prefix.is_empty() { "" } else { ":" };
        let value = cut(attribute.value());
        out.push_str(&format!(" {prefix}{colon}{}=\"{}\"", attribute.name(), escaped(&value)));
    }
}

/// Invariant: what makes a message worth stealing is cut: without its signature an assertion opens nothing.
fn value(node: Node<'_, '_>, text: &str) -> String {
    let text = text.trim();
    match node.tag_name().name() {
        "SignatureValue" | "CipherValue" if !text.is_empty() => {
            let start: String = text.chars().take(8).collect();
            format!("{}… ({} characters)", escaped(&start), text.chars().count())
        }
        "X509Certificate" => match base64(text) {
            Some(der) => format!("SHA-256 {}", fingerprint(&der)),
            None => escaped(&cut(text)),
        },
        _ => escaped(&cut(text)),
    }
}

fn cut(text: &str) -> String {
    let mut shown: String = text.chars().take(VALUE_CHARACTERS).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
