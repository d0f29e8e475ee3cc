//! The canonical form against two implementations by others: libxml2's, from files, and bergshamra's, which has a
//! parser of its own, over documents that are made up.

use std::path::Path;

use bergshamra_c14n::C14nMode;
use bergshamra_xml::NodeSet;
use roxmltree::Document;

use super::canonical;

fn ours(text: &str, prefixes: &[&str]) -> String {
    let document = Document::parse(text).expect("well-formed");
    let apex = document.descendants().find(|one| one.attribute("ID") == Some("apex")).expect("an apex");
    let without = apex.children().find(|one| one.tag_name().name() == "gone").map(|one| one.id());
    canonical(apex, without, prefixes).expect("small")
}

fn theirs(text: &str, prefixes: &[&str]) -> String {
    let document = uppsala::parse(text).expect("well-formed");
    let every = document.get_elements_by_tag_name("apex");
    let apex = every.first().copied().or_else(|| document.document_element()).expect("an apex");
    let mut nodes = NodeSet::tree_without_comments(apex, &document);
    let gone = document.children(apex).into_iter().find(|one| {
        document.element(*one).is_some_and(|element| element.matches_name_ns("", "gone"))
            || document.element(*one).is_some_and(|element| element.name.local_name == "gone")
    });
    if let Some(gone) = gone {
        nodes = nodes.subtract(&NodeSet::tree_with_comments(gone, &document));
    }
    let form = bergshamra_c14n::canonicalize_doc(&document, C14nMode::Exclusive, Some(&nodes), prefixes);
    String::from_utf8(form.expect("a form")).expect("text")
}

/// Written by libxml2, but for two: `prefix-default`, which its binding cannot ask for and xmlsec's signatures
/// cover, and `namespace-escapes`, where libxml2 leaves out the escaping of Canonical XML 1.0 §2.3.
#[test]
fn every_form_is_the_one_that_libxml2_writes() {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/saml/vectors/canonical");
    let mut seen = 0;
    for entry in std::fs::read_dir(place).expect("the vectors") {
        let path = entry.expect("a file").path();
        if path.extension().is_none_or(|kind| kind != "xml") {
            continue;
        }
        let read = |kind: &str| std::fs::read_to_string(path.with_extension(kind));
        let prefixes = read("prefixes").unwrap_or_default();
        let prefixes: Vec<&str> = prefixes.split_whitespace().collect();
        let form = ours(&read("xml").expect("the document"), &prefixes);
        assert_eq!(form, read("canonical").expect("the form"), "{}", path.display());
        seen += 1;
    }
    assert_eq!(seen, 20);
}

/// Numbers that look random and are the same each time (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

const PREFIXES: [&str; 4] = ["", "a", "b", "c"];
const SPACES: [&str; 3] = ["urn:1", "urn:2", "http://x.test/?y=1"];
const TEXTS: [&str; 10] =
    ["", "x", " ", "\n\t", "&amp;&lt;&gt;", "&#13;&#10;&#9;", "\"'", "é中😀", "<![CDATA[<&>]]>", "a\r\nb\rc"];
const VALUES: [&str; 7] = ["", "1", "&amp;&lt;>", "&#13;&#10;&#9; x", "'", "&quot;", "é"];

/// An element with everything that namespaces allow; `bound` says which prefixes are.
fn element(numbers: &mut Numbers, depth: usize, mut bound: [bool; 4], out: &mut String) {
    let mut declared = String::new();
    for (place, prefix) in PREFIXES.iter().enumerate() {
        match numbers.below(5) {
            0 if place == 0 => {
                declared.push_str(&format!(" xmlns=\"{}\"", numbers.one(&["", "urn:1", "urn:2"])))
            }
            0 | 1 if place > 0 => {
                declared.push_str(&format!(" xmlns:{prefix}=\"{}\"", numbers.one(&SPACES)));
                bound[place] = true;
            }
            _ => {}
        }
    }
    let usable: Vec<&str> =
        PREFIXES.iter().zip(bound).filter(|(_, bound)| *bound).map(|(one, _)| *one).collect();
    let named = |prefix: &str, local: &str| match prefix {
        "" => local.to_owned(),
        prefix => format!("{prefix}:{local}"),
    };
    let prefix = numbers.one(&usable);
    let name =
        if depth == 1 { named(prefix, "apex") } else { named(prefix, numbers.one(&["m", "n", "gone"])) };
    let mut attributes = String::new();
    for local in ["z", "y", "B"].iter().take(numbers.below(4)) {
        let (prefix, value) = (numbers.one(&usable), numbers.one(&VALUES));
        attributes.push_str(&format!(" {}=\"{value}\"", named(prefix, local)));
    }
    if numbers.below(6) == 0 {
        attributes.push_str(" xml:lang='de'");
    }
    let id = if depth == 1 { " ID=\"apex\"" } else { "" };
    out.push_str(&format!("<{name}{attributes}{declared}{id}>"));
    let most = if depth == 0 {
        1
    } else if depth < 5 {
        4
    } else {
        1
    };
    for _ in 0..if depth == 0 { 1 } else { numbers.below(most) } {
        out.push_str(numbers.one(&TEXTS));
        if depth < 5 {
            element(numbers, depth + 1, bound, out);
        }
        out.push_str(numbers.one(&["", "", "<!-- c -->"]));
    }
    out.push_str(&format!("</{name}>"));
}

#[test]
fn another_implementation_writes_the_same_form() {
    let mut numbers = Numbers(0xc14);
    let rounds = if std::env::var_os("VESTIBULE_LONG").is_some() { 400_000 } else { 4_000 };
    for _ in 0..rounds {
        let mut text = String::new();
        element(&mut numbers, 0, [true, false, false, false], &mut text);
        let list: &[&[&str]] = &[&[], &[], &["a"], &["b", "c"], &["#default"], &["#default", "a", "unused"]];
        let prefixes = list[numbers.below(list.len())];
        assert_eq!(ours(&text, prefixes), theirs(&text, prefixes), "{prefixes:?} of {text}");
    }
}
