//! Exclusive canonical XML 1.0, without comments: the one form of an element over which signatures are made
//! (<https://www.w3.org/TR/xml-exc-c14n/>).
//!
//! Written from the parsed tree, so that what is digested is what is read. Processing instructions and document
//! types cannot occur: the gate refused them. Never in here: a choice of algorithms.

use std::collections::BTreeMap;

use roxmltree::{Node, NodeId};

use super::flaw::{Excess, Flaw};
use super::xml::prefix;

/// What a canonical form may weigh: a namespace that is said again at every element could make it large.
const BYTES: usize = 8 * 1024 * 1024;

/// The canonical form of an element and everything in it but `without` (the enveloped signature). `inclusive` is
/// the `PrefixList` of §4, with `#default` for the namespace without a prefix.
pub(super) fn canonical(
    node: Node<'_, '_>,
    without: Option<NodeId>,
    inclusive: &[&str],
) -> Result<String, Flaw> {
    let mut writer = Writer { out: String::new(), rendered: Vec::new(), without, inclusive };
    writer.element(node)?;
    Ok(writer.out)
}

struct Writer<'t, 'p> {
    out: String,
    /// The namespaces that open elements of the output have declared, prefix and name.
    rendered: Vec<(&'t str, &'t str)>,
    without: Option<NodeId>,
    inclusive: &'p [&'p str],
}

impl<'t> Writer<'t, '_> {
    /// Depth is bounded by the gate, and so is this recursion.
    fn element(&mut self, node: Node<'t, '_>) -> Result<(), Flaw> {
        if self.out.len() > BYTES {
            return Err(Flaw::TooMuch { what: Excess::Canonical, limit: BYTES });
        }
        let text: &'t str = node.document().input_text();
        let own = prefix(text, node.range().start + 1);
        let open = self.rendered.len();
        self.out.push('<');
        self.name(own, node.tag_name().name());
        self.namespaces(node, own);
        self.attributes(node);
        self.out.push('>');
        let without = self.without;
        for child in node.children().filter(|child| Some(child.id()) != without) {
            if child.is_element() {
                self.element(child)?;
            } else if child.is_text() {
                self.text(child.text().unwrap_or_default());
            }
        }
        self.out.push_str("</");
        self.name(own, node.tag_name().name());
        self.out.push('>');
        self.rendered.truncate(open);
        Ok(())
    }

    fn name(&mut self, prefix: &str, local: &str) {
        if !prefix.is_empty() {
            self.out.push_str(prefix);
            self.out.push(':');
        }
        self.out.push_str(local);
    }

    /// The namespaces that this element visibly uses, or that the list names, unless they are declared already
    /// (§3); sorted by prefix.
    fn namespaces(&mut self, node: Node<'t, '_>, own: &'t str) {
        let text: &'t str = node.document().input_text();
        let mut needed: BTreeMap<&'t str, &'t str> = BTreeMap::new();
        needed.insert(own, node.tag_name().namespace().unwrap_or_default());
        for attribute in node.attributes() {
            let prefix = prefix(text, attribute.range_qname().start);
            if let Some(namespace) = attribute.namespace().filter(|_| !prefix.is_empty()) {
                needed.insert(prefix, namespace);
            }
        }
        for namespace in node.namespaces() {
            let prefix = namespace.name().unwrap_or_default();
            let named = if prefix.is_empty() { "#default" } else { prefix };
            if self.inclusive.contains(&named) {
                needed.insert(prefix, namespace_uri(node, prefix));
            }
        }
        for (prefix, uri) in needed {
            let declared =
                self.rendered.iter().rev().find(|(known, _)| *known == prefix).map(|(_, uri)| *uri);
            // Without a declaration there is no default namespace: nothing to undo.
            let same = declared.unwrap_or_default() == uri;
            if prefix == "xml" || same {
                continue;
            }
            self.out.push_str(" xmlns");
            if !prefix.is_empty() {
                self.out.push(':');
                self.out.push_str(prefix);
            }
            self.out.push_str("=\"");
            self.attribute_value(uri);
            self.out.push('"');
            self.rendered.push((prefix, uri));
        }
    }

    /// Sorted by namespace, then by local name; those without a namespace first (Canonical XML 1.0 §2.2).
    fn attributes(&mut self, node: Node<'t, '_>) {
        let text = node.document().input_text();
        let mut attributes: Vec<_> = node.attributes().collect();
        attributes.sort_by_key(|one| (one.namespace().unwrap_or_default(), one.name()));
        for attribute in attributes {
            self.out.push(' ');
            self.name(prefix(text, attribute.range_qname().start), attribute.name());
            self.out.push_str("=\"");
            self.attribute_value(attribute.value());
            self.out.push('"');
        }
    }

    fn text(&mut self, value: &str) {
        for letter in value.chars() {
            match letter {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '\r' => self.out.push_str("&#xD;"),
                other => self.out.push(other),
            }
        }
    }

    fn attribute_value(&mut self, value: &str) {
        for letter in value.chars() {
            match letter {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '"' => self.out.push_str("&quot;"),
                '\t' => self.out.push_str("&#x9;"),
                '\n' => self.out.push_str("&#xA;"),
                '\r' => self.out.push_str("&#xD;"),
                other => self.out.push(other),
            }
        }
    }
}

fn namespace_uri<'t>(node: Node<'t, '_>, prefix: &str) -> &'t str {
    node.lookup_namespace_uri((!prefix.is_empty()).then_some(prefix)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
