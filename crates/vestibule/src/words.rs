//! Every sentence for people, one folder of Fluent files per language under `words/`.
//!
//! Templates and Rust hold keys only. A value that came from a person is escaped on its way into a page;
//! the sentences themselves may carry simple markup. Never in here: a decision.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

/// Named values for a sentence.
pub type Values<'a> = &'a [(&'a str, &'a str)];

/// One language's sentences.
pub struct Words {
    bundle: FluentBundle<FluentResource>,
}

static ENGLISH: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[
        include_str!("../words/en/pages.ftl"),
        include_str!("../words/en/mail.ftl"),
        include_str!("../words/en/causes.ftl"),
        include_str!("../words/en/refused.ftl"),
        include_str!("../words/en/rescue.ftl"),
        include_str!("../words/en/console.ftl"),
        include_str!("../words/en/support.ftl"),
        include_str!("../words/en/import.ftl"),
        include_str!("../words/en/erase.ftl"),
        include_str!("../words/en/several.ftl"),
        include_str!("../words/en/article.ftl"),
        include_str!("../words/en/address.ftl"),
        include_str!("../words/en/sso.ftl"),
        include_str!("../words/en/sign_on.ftl"),
        include_str!("../words/en/dev.ftl"),
        include_str!("../words/en/provider.ftl"),
    ])
});

/// The sentences in the language of the house.
pub fn words() -> &'static Words {
    &ENGLISH
}

impl Words {
    fn new(files: &[&str]) -> Words {
        let mut bundle = FluentBundle::new_concurrent(vec![unic_langid::langid!("en")]);
        // Isolation marks would end up inside addresses that people copy.
        bundle.set_use_isolating(false);
        for file in files {
            let resource = match FluentResource::try_new((*file).to_owned()) {
                Ok(resource) => resource,
                Err((_, errors)) => panic!("the words do not parse: {errors:?}"),
            };
            if let Err(errors) = bundle.add_resource(resource) {
                panic!("a sentence stands twice in the words: {errors:?}");
            }
        }
        Words { bundle }
    }

    /// Whether there is such a sentence.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The sentence as markup for a page: values are escaped, the sentence's own markup stays.
    pub fn say(&self, key: &str, values: Values) -> String {
        self.format(key, values, |value| Cow::Owned(escape(value)))
    }

    /// The sentence as plain text: values as they are, markup taken out.
    pub fn plain(&self, key: &str, values: Values) -> String {
        // The sentence is stripped before the values go in, so that a value may hold what looks like markup.
        let open = "\u{1}";
        let close = "\u{2}";
        let guarded = self.format(key, values, |value| {
            Cow::Owned(value.replace('<', open).replace('>', close).replace('&', "\u{3}"))
        });
        strip(&guarded).replace(open, "<").replace(close, ">").replace('\u{3}', "&")
    }

    fn format<'v>(&self, key: &str, values: Values<'v>, dress: impl Fn(&'v str) -> Cow<'v, str>) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            // A missing sentence must be seen by whoever reads the page, and a test looks for it.
            return format!("⟨{key}⟩");
        };
        let mut args = FluentArgs::new();
        for &(name, value) in values {
            // Whole numbers go in as numbers, so that plurals come out right.
            match value.parse::<i64>() {
                Ok(number) if !value.starts_with('0') || value == "0" => args.set(name, number),
                _ => args.set(name, FluentValue::from(dress(value))),
            }
        }
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
    }
}

/// Makes text safe between tags and inside quoted attributes.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

fn strip(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len());
    let mut inside = false;
    for letter in markup.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if inside => {}
            other => text.push(other),
        }
    }
    text.replace("&nbsp;", " ").replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
}
