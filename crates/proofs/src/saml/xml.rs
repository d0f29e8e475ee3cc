//! The strict gate: bytes become a tree, or a flaw. The one place where XML is parsed.
//!
//! The tree keeps every node's place in the text, so that what is verified and what is read are the same nodes.
//! A DTD, processing instructions, other encodings than UTF-8, ids that stand twice, comments that split a value
//! and anything of absurd size are refused here, before anybody looks for a meaning.
//! Where to go next: `grammar.rs`.

use std::collections::HashSet;

use roxmltree::{Document, Node, ParsingOptions};

use super::flaw::{Excess, Flaw};
use super::text::bounded;

/// `samlp`: SAML core §1.2.
pub(super) const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
/// `saml`: SAML core §1.2.
pub(super) const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
/// `md`: SAML metadata §1.
pub(super) const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
/// `ds`: XML Signature.
pub(super) const SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";

/// How much is read at most.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    bytes: usize,
    nodes: u32,
}

/// For a message that a browser carries.
pub(super) const MESSAGE: Limits = Limits { bytes: 512 * 1024, nodes: 20_000 };
/// For metadata, which may describe a whole federation.
pub(super) const DESCRIPTION: Limits = Limits { bytes: 4 * 1024 * 1024, nodes: 200_000 };

const DEPTH: usize = 32;
const ATTRIBUTES: usize = 48;
const NAMESPACES: usize = 48;
const NAME_BYTES: usize = 256;
const NAMESPACE_BYTES: usize = 512;

/// Reads one document.
pub(super) fn read<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Document<'a>, Flaw> {
    let document = parse(bytes, limits)?;
    sweep(&document)?;
    Ok(document)
}

/// Reads one document that is only shown to somebody: of bounded size and well-formed, and nothing else is sure.
pub(super) fn parse<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Document<'a>, Flaw> {
    if bytes.len() > limits.bytes {
        return Err(Flaw::TooMuch { what: Excess::Bytes, limit: limits.bytes });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Flaw::NotUtf8)?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    declared(text)?;
    weigh(text)?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: limits.nodes, entity_resolver: None };
    Document::parse_with_options(text, options).map_err(|error| unreadable(&error, limits))
}

fn unreadable(error: &roxmltree::Error, limits: &Limits) -> Flaw {
    match error {
        roxmltree::Error::DtdDetected => Flaw::DocumentType,
        roxmltree::Error::UnknownEntityReference(name, _) => Flaw::Entity { name: bounded(name) },
        roxmltree::Error::NodesLimitReached => {
            Flaw::TooMuch { what: Excess::Nodes, limit: limits.nodes as usize }
        }
        other => Flaw::NotXml { line: other.pos().row, column: other.pos().col },
    }
}

/// The declaration, where there is one, names UTF-8 or nothing.
fn declared(text: &str) -> Result<(), Flaw> {
    let Some(declaration) = text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) else {
        return Ok(());
    };
    let Some((_, encoding)) = declaration.0.split_once("encoding") else { return Ok(()) };
    let name = encoding.trim_matches(|c: char| c.is_ascii_whitespace() || "='\"".contains(c));
    let name = name.split(['\'', '"']).next().unwrap_or_default();
    if name.eq_ignore_ascii_case("utf-8") { Ok(()) } else { Err(Flaw::NotUtf8) }
}

/// Counts depth, attributes and namespaces before a tree is built, because building one takes time that grows with
/// their square. It only ever refuses: nothing that it saw is used later.
fn weigh(text: &str) -> Result<(), Flaw> {
    let mut rest = text;
    // For each open element, how many namespaces it declares.
    let mut open: Vec<usize> = Vec::new();
    let mut namespaces = 0;
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        if let Some(end) = skipped(rest)? {
            rest = end;
            continue;
        }
        let tag = Tag::read(rest);
        rest = tag.rest;
        if tag.closing {
            namespaces -= open.pop().unwrap_or(0);
            continue;
        }
        tag.bounded()?;
        if namespaces + tag.namespaces > NAMESPACES {
            return Err(Flaw::TooMuch { what: Excess::Namespaces, limit: NAMESPACES });
        }
        if open.len() >= DEPTH {
            return Err(Flaw::TooMuch { what: Excess::Depth, limit: DEPTH });
        }
        if !tag.empty {
            namespaces += tag.namespaces;
            open.push(tag.namespaces);
        }
    }
    Ok(())
}

/// What follows a comment, a CDATA section, or an instruction, if that is what stands here.
fn skipped(rest: &str) -> Result<Option<&str>, Flaw> {
    for (start, end) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")] {
        if let Some(inside) = rest.strip_prefix(start) {
            return Ok(Some(inside.split_once(end).map_or("", |(_, after)| after)));
        }
    }
    if rest.starts_with("<!") { Err(Flaw::DocumentType) } else { Ok(None) }
}

/// A tag, as far as it has to be counted.
struct Tag<'a> {
    closing: bool,
    empty: bool,
    attributes: usize,
    namespaces: usize,
    rest: &'a str,
}

impl<'a> Tag<'a> {
    fn read(text: &'a str) -> Tag<'a> {
        let mut tag =
            Tag { closing: text.starts_with("</"), empty: false, attributes: 0, namespaces: 0, rest: "" };
        let mut rest = text;
        while let Some(place) = rest.find(['"', '\'', '>']) {
            let (before, after) = rest.split_at(place);
            if let Some(behind) = after.strip_prefix('>') {
                tag.empty = before.ends_with('/');
                tag.rest = behind;
                break;
            }
            tag.attributes += 1;
            tag.namespaces += usize::from(before.contains("xmlns"));
            let quote = &after[..1];
            rest = after[1..].split_once(quote).map_or("", |(_, next)| next);
        }
        tag
    }

    fn bounded(&self) -> Result<(), Flaw> {
        if self.attributes > ATTRIBUTES {
            return Err(Flaw::TooMuch { what: Excess::Attributes, limit: ATTRIBUTES });
        }
        Ok(())
    }
}

/// Everything that has to hold at every node.
fn sweep(document: &Document<'_>) -> Result<(), Flaw> {
    let mut ids = HashSet::new();
    for node in document.descendants() {
        if node.is_pi() {
            return Err(Flaw::Instruction);
        }
        if node.is_comment() {
            uncommented(node)?;
        }
        if node.is_element() {
            names(node)?;
            for attribute in node.attributes().filter(|one| one.name().eq_ignore_ascii_case("id")) {
                if !ids.insert(attribute.value()) {
                    return Err(Flaw::DuplicateId { id: bounded(attribute.value()) });
                }
            }
        }
    }
    Ok(())
}

/// A comment stands between elements, where nobody reads it, and never beside a value, which it would split in two
/// for some readers and not for others.
fn uncommented(comment: Node<'_, '_>) -> Result<(), Flaw> {
    let Some(parent) = comment.parent().filter(Node::is_element) else { return Ok(()) };
    let value = parent.children().any(|child| child.is_text() && !blank(child));
    if value || !parent.children().any(|child| child.is_element()) {
        return Err(Flaw::CommentInValue { element: element_name(parent) });
    }
    Ok(())
}

/// Names and namespaces are as "Namespaces in XML 1.0" wants them, also where the parser is generous.
fn names(node: Node<'_, '_>) -> Result<(), Flaw> {
    let malformed = || Flaw::Name { element: element_name(node) };
    let mut prefixes = HashSet::new();
    for namespace in node.namespaces() {
        let bound = namespace.name().is_none() || !namespace.uri().is_empty();
        if !bound || namespace.uri().len() > NAMESPACE_BYTES || !prefixes.insert(namespace.name()) {
            return Err(malformed());
        }
    }
    let sensible = |name: &str| !name.contains(':') && name.len() <= NAME_BYTES;
    let all = node.attributes().all(|attribute| {
        let whole = qualified_name(node.document().input_text(), attribute.range_qname().start);
        let local = whole.split_once(':').map_or(whole, |(_, local)| local);
        sensible(attribute.name()) && local == attribute.name()
    });
    let whole = qualified_name(node.document().input_text(), node.range().start + 1);
    let local = whole.split_once(':').map_or(whole, |(_, local)| local);
    if all && sensible(node.tag_name().name()) && local == node.tag_name().name() {
        Ok(())
    } else {
        Err(malformed())
    }
}

/// The name with its prefix, as it stands at that place of the text.
pub(super) fn qualified_name(text: &str, start: usize) -> &str {
    let rest = text.get(start..).unwrap_or_default();
    let end =
        rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=')).unwrap_or(rest.len());
    &rest[..end]
}

/// The prefix of a name that stands there; empty where there is none.
pub(super) fn prefix(text: &str, start: usize) -> &str {
    qualified_name(text, start).split_once(':').map_or("", |(prefix, _)| prefix)
}

/// The element is that one of that namespace, whatever its prefix.
pub(super) fn is(node: Node<'_, '_>, namespace: &str, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name && node.tag_name().namespace() == Some(namespace)
}

/// The value of the attribute of that name in no namespace. Invariant: nothing reads attributes in another way,
/// because the parser's own look-up by a bare name takes one of any namespace.
pub(super) fn unqualified<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|one| one.name() == name && one.namespace().is_none()).map(|one| one.value())
}

/// Its children of that name.
pub(super) fn children<'a, 'i>(
    node: Node<'a, 'i>,
    namespace: &'static str,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| is(*child, namespace, name))
}

/// Its first child of that name.
pub(super) fn child<'a, 'i>(
    node: Node<'a, 'i>,
    namespace: &'static str,
    name: &'static str,
) -> Option<Node<'a, 'i>> {
    children(node, namespace, name).next()
}

/// The text of an element that holds nothing else, exactly as it stands.
pub(super) fn value(node: Node<'_, '_>) -> Result<String, Flaw> {
    if let Some(inside) = node.children().find(Node::is_element) {
        return Err(Flaw::Unexpected { element: element_name(inside), within: element_name(node) });
    }
    Ok(node.children().filter_map(|child| child.text().filter(|_| child.is_text())).collect())
}

/// The same for names and addresses, which some providers set on a line of their own.
pub(super) fn trimmed(node: Node<'_, '_>) -> Result<String, Flaw> {
    value(node).map(|text| text.trim().to_owned())
}

/// The text is white space only.
pub(super) fn blank(node: Node<'_, '_>) -> bool {
    node.text().unwrap_or_default().trim_matches([' ', '\t', '\r', '\n']).is_empty()
}

/// How an element is named in a flaw: without its prefix, which means nothing.
pub(super) fn element_name(node: Node<'_, '_>) -> String {
    bounded(node.tag_name().name())
}
