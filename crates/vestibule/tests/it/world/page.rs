//! A page as its reader sees it: its heading, its words, its forms.
//!
//! Reads our own HTML and no other: it knows how our templates write. Never in here: a request.

use axum::http::{HeaderMap, StatusCode};

/// An answer that was read to its end.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it stands, with what is behind the question mark.
    pub path: String,
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its bytes, as text.
    pub html: String,
    /// Where the person was led through: status and place.
    pub led: Vec<(StatusCode, HeaderMap)>,
}

/// A form on a page.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it goes.
    pub action: String,
    /// It is the page's main form.
    pub main: bool,
    /// Its fields with what stands in them.
    pub fields: Vec<(String, String)>,
    /// Where its buttons go instead.
    pub ways: Vec<String>,
    /// The names of its boxes.
    pub boxes: Vec<String>,
}

/// What a remedy is on a page.
#[derive(Clone, Debug)]
pub enum Remedy {
    /// A link; to a field of the same page, if it begins with `#`.
    Link(String),
    /// A button: what it sends.
    Form(Form),
}

impl Page {
    /// The path without what is behind the question mark.
    pub fn place(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// The heading.
    pub fn title(&self) -> String {
        let inner = self.html.split_once("<h1").and_then(|(_, rest)| rest.split_once('>'));
        let inner = inner.and_then(|(_, rest)| rest.split_once("</h1>"));
        inner.map(|(inner, _)| words_of(inner)).unwrap_or_default()
    }

    /// All words of the page.
    pub fn words(&self) -> String {
        words_of(self.html.split_once("<body").map_or("", |(_, body)| body))
    }

    /// Whether the page says so.
    pub fn says(&self, words: &str) -> bool {
        self.words().contains(words)
    }

    /// The value of an attribute, the first of its name.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let (_, rest) = self.html.split_once(&format!(" {name}=\""))?;
        rest.split('"').next().map(|value| unescape(value.trim()))
    }

    /// The cause, where the page tells it.
    pub fn cause(&self) -> Option<String> {
        self.attribute("data-cause")
    }

    /// The remedies that are offered by name.
    pub fn remedies(&self) -> Vec<String> {
        let marks = self.html.split(" data-remedy=\"").skip(1);
        marks.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    }

    /// Whether something leads there.
    pub fn offers(&self, path: &str) -> bool {
        self.html.contains(&format!("=\"{path}"))
    }

    /// The reference in the header; a refusal's own page must repeat it in its text.
    pub fn reference(&self) -> Option<String> {
        let reference = self.headers.get("vestibule-reference")?.to_str().ok()?.to_owned();
        if let Some(shown) = self.attribute("data-reference") {
            assert_eq!(shown, reference);
            assert!(self.says(&reference), "the reference stands in the text, too: {}", self.told());
        }
        Some(reference)
    }

    /// Who is signed in.
    pub fn user(&self) -> Option<String> {
        self.attribute("data-user")
    }

    /// In which organization.
    pub fn organization(&self) -> Option<String> {
        self.attribute("data-organization").filter(|slug| !slug.is_empty())
    }

    /// All forms.
    pub fn forms(&self) -> Vec<Form> {
        self.html.split("<form ").skip(1).map(form).collect()
    }

    /// The form that goes there, with its action or with one of its buttons.
    pub fn form(&self, action: &str) -> Form {
        let fits = |form: &Form| form.action == action || form.ways.iter().any(|way| way == action);
        let found = self.forms().into_iter().find(fits);
        found.unwrap_or_else(|| panic!("no form to {action} on {}", self.told()))
    }

    /// The link or button that carries this remedy's name.
    pub fn remedy(&self, code: &str) -> Remedy {
        let mark = format!(" data-remedy=\"{code}\"");
        let found = self.html.find(&mark);
        let at = found.unwrap_or_else(|| panic!("no remedy {code} on {}", self.told()));
        let start = self.html[..at].rfind('<').expect("an attribute stands in a tag");
        let tag = self.html[start..].split('>').next().unwrap_or_default();
        let tag = format!(" {} ", tag.replace('\n', " "));
        if tag.starts_with(" <a ") {
            return Remedy::Link(value_of(&tag, "href").expect("a link leads somewhere"));
        }
        let open = self.html[..start].rfind("<form ").expect("a button stands in a form");
        let mut form = form(&self.html[open + "<form ".len()..]);
        if let Some(name) = value_of(&tag, "name") {
            form.fields.push((name, value_of(&tag, "value").unwrap_or_default()));
        }
        form.action = value_of(&tag, "formaction").unwrap_or(form.action);
        Remedy::Form(form)
    }

    /// The first link that leads there, with what is behind the question mark.
    pub fn link_to(&self, path: &str) -> Option<String> {
        let (_, rest) = self.html.split_once(&format!("href=\"{path}"))?;
        rest.split('"').next().map(|end| format!("{path}{}", unescape(end)))
    }

    /// The main form.
    pub fn main_form(&self) -> Form {
        let found = self.forms().into_iter().find(|form| form.main);
        found.unwrap_or_else(|| panic!("no main form on {}", self.told()))
    }

    /// The sealed step in the main form.
    pub fn sealed(&self) -> String {
        let form = self.main_form();
        let step = form.fields.into_iter().find(|(name, _)| name == "s");
        step.map(|(_, value)| value).unwrap_or_default()
    }

    /// For whoever reads why a test failed.
    pub fn told(&self) -> String {
        format!("{} {} “{}”: {}", self.status, self.place(), self.title(), self.words())
    }
}

fn form(text: &str) -> Form {
    let inside = text.split("</form>").next().unwrap_or_default();
    let (tag, inside) = inside.split_once('>').unwrap_or((inside, ""));
    let tag = format!(" {tag} ");
    let inputs: Vec<String> = tags(inside, "<input ");
    let of = |kind: fn(&str) -> bool| {
        inputs.iter().filter(move |tag| kind(&value_of(tag, "type").unwrap_or_default()))
    };
    let long = tags_with(inside, "<textarea ", "</textarea>").into_iter();
    let long = long.filter_map(|(tag, text)| Some((value_of(&tag, "name")?, unescape(&text))));
    let named = |tag: &String| Some((value_of(tag, "name")?, value_of(tag, "value").unwrap_or_default()));
    Form {
        action: value_of(&tag, "action").unwrap_or_default(),
        main: tag.contains(" data-main"),
        fields: of(|kind| kind != "checkbox" && kind != "radio").filter_map(named).chain(long).collect(),
        ways: tags(inside, "<button ").iter().filter_map(|tag| value_of(tag, "formaction")).collect(),
        boxes: of(|kind| kind == "checkbox").filter_map(named).map(|(name, _)| name).collect(),
    }
}

/// Elements with what stands in them.
fn tags_with(text: &str, start: &str, end: &str) -> Vec<(String, String)> {
    let found = text.split(start).skip(1).filter_map(|rest| rest.split(end).next()?.split_once('>'));
    found.map(|(tag, inside)| (format!(" {tag} "), inside.to_owned())).collect()
}

fn tags(text: &str, start: &str) -> Vec<String> {
    let found = text.split(start).skip(1).filter_map(|rest| rest.split('>').next());
    found.map(|tag| format!(" {tag} ")).collect()
}

fn value_of(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next().map(unescape)
}

fn words_of(html: &str) -> String {
    let mut plain = String::new();
    for part in html.split('<') {
        plain.push_str(part.split_once('>').map_or(part, |(_, words)| words));
        plain.push(' ');
    }
    unescape(&plain).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unescape(text: &str) -> String {
    let mut plain = text.to_owned();
    for (escape, letter) in
        [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&quot;", "\"")]
    {
        plain = plain.replace(escape, letter);
    }
    for (escape, letter) in [("&lt;", "<"), ("&gt;", ">"), ("&#38;", "&"), ("&amp;", "&")] {
        plain = plain.replace(escape, letter);
    }
    plain
}
