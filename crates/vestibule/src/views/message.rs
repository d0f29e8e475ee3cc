//! Pages that say one thing: not here, not yours, too often, too busy, broken, done.
//!
//! Each still has a button that leads on. Where to go next: `words/en/pages.ftl`, under "message".

use askama::Template;

use super::sso::Through;
use super::{Page, Remedy, Tone, Way};
use crate::article::{self, Article};
use crate::words::words;

/// A page that says one thing.
#[derive(Template)]
#[template(path = "message.html")]
pub struct MessagePage {
    /// What every page has.
    pub page: Page,
    /// How it stands; `Good` for something done.
    pub tone: Tone,
    /// The heading, said.
    pub heading: String,
    /// The sentences, said.
    pub lines: Vec<String>,
    /// Where to go; the first one is the main one.
    pub ways: Vec<Remedy>,
    /// Like `VST-7K3M-Q2XP`, where there is one.
    pub reference: Option<String>,
    /// When, said; only shown with a reference.
    pub at: String,
    /// The cause's kebab-case name, for readers who may know it: then the ways are its remedies.
    pub cause: Option<String>,
}

impl MessagePage {
    /// One thing said by key: `KEY` is the heading, `KEY-line` the sentence.
    pub fn said(page: Page, tone: Tone, key: &str, values: crate::words::Values) -> MessagePage {
        let heading = words().plain(key, values);
        let lines = vec![words().plain(&format!("{key}-line"), values)];
        let (ways, reference, at, cause) = (Vec::new(), None, String::new(), None);
        MessagePage { page, tone, heading, lines, ways, reference, at, cause }
    }
    /// The same with one more way on.
    pub fn way(mut self, way: Remedy) -> MessagePage {
        self.ways.push(way);
        self
    }
    /// The same with a reference.
    pub fn referring(mut self, reference: impl Into<String>, at: impl Into<String>) -> MessagePage {
        self.reference = Some(reference.into());
        self.at = at.into();
        self
    }
    /// The article that answers it, where the reader may know the cause.
    pub fn article(&self) -> Option<&'static Article> {
        self.cause.as_deref().and_then(|cause| article::answering(Some(cause)))
    }
    fn start(page: &Page) -> Remedy {
        let (key, href) = match page.user {
            Some(_) => ("way-account", "/account"),
            None => ("way-sign-in", "/sign-in"),
        };
        Remedy::link("start", words().plain(key, &[]), href)
    }
    /// 404.
    pub fn not_found(page: Page) -> MessagePage {
        let way = MessagePage::start(&page);
        MessagePage::said(page, Tone::Plain, "message-not-found", &[]).way(way)
    }
    /// 403 for a signed-in reader, with what they can do about it.
    pub fn not_yours(page: Page, ways: Vec<Remedy>) -> MessagePage {
        let cause = Some(rules::Cause::NotAnAdmin.code().to_owned());
        let said = MessagePage::said(page, Tone::Warn, "message-not-yours", &[]);
        MessagePage { ways, cause, ..said }
    }
    /// 403 for somebody whom a provider vouched for.
    pub fn only_visiting(page: Page, ways: Vec<Remedy>) -> MessagePage {
        let cause = Some(rules::Cause::OnlyVisiting.code().to_owned());
        let said = MessagePage::said(page, Tone::Warn, "message-only-visiting", &[]);
        MessagePage { ways, cause, ..said }
    }
    /// 429: `until` is the time at which it goes on, said with its zone.
    pub fn too_often(page: Page, until: &str) -> MessagePage {
        let way = MessagePage::start(&page);
        let reset = Remedy::link("reset", words().plain("way-reset", &[]), "/reset");
        MessagePage::said(page, Tone::Warn, "message-too-often", &[("until", until)]).way(way).way(reset)
    }
    /// 503 when shedding load.
    pub fn busy(page: Page, seconds: u32) -> MessagePage {
        let way = MessagePage::start(&page);
        MessagePage::said(page, Tone::Warn, "message-busy", &[("seconds", &seconds.to_string())]).way(way)
    }
    /// 500.
    pub fn broken(page: Page, reference: &str, at: &str) -> MessagePage {
        let way = MessagePage::start(&page);
        let support = format!("/contact?reference={reference}");
        MessagePage::said(page, Tone::Bad, "message-broken", &[("reference", reference)])
            .way(way)
            .way(Remedy::link("support", words().plain("way-support", &[]), support))
            .referring(reference, at)
    }
    /// The browser sends no cookies back.
    pub fn cookies(page: Page) -> MessagePage {
        let way = Remedy::link("again", words().plain("way-sign-in", &[]), "/sign-in");
        MessagePage::said(page, Tone::Warn, "message-cookies", &[]).way(way)
    }
    /// Signed out; `there`: perhaps not at the provider that they came through; `only_here`: though everywhere was
    /// pressed.
    pub fn signed_out(page: Page, there: Option<Through>, only_here: bool) -> MessagePage {
        let way = Remedy::link("again", words().plain("way-sign-in-again", &[]), "/sign-in");
        let mut said = MessagePage::said(page, Tone::Good, "message-signed-out", &[]).way(way);
        if only_here {
            said.lines.push(words().plain("sso-only-here", &[]));
        }
        if let Some(there) = there {
            let name = [("name", there.name.as_str())];
            said.lines.push(words().plain("sso-still-in", &name));
            if !there.href.is_empty() {
                let label = words().plain("sso-still-in-end", &name);
                said.ways.push(Remedy::link("end-there", label, there.href));
            }
        }
        said
    }
    /// A link for setting a sign-on up that has run out, or was taken back.
    pub fn setup_link_over(page: Page, by: &str) -> MessagePage {
        MessagePage::said(page, Tone::Warn, "message-setup-link-over", &[("name", by)])
    }
    /// The pages for setting a sign-on up, without an open link.
    pub fn setup_link_closed(page: Page) -> MessagePage {
        MessagePage::said(page, Tone::Warn, "message-setup-link-closed", &[])
    }
    /// A form that came from a page of another site, or from a page too old to be read.
    pub fn stale(page: Page, again: &str) -> MessagePage {
        let way = Remedy::link("again", words().plain("way-again", &[]), again);
        MessagePage::said(page, Tone::Warn, "message-stale", &[]).way(way)
    }
    /// Somebody else signed in here in another tab.
    pub fn other_tab(page: Page, address: &str) -> MessagePage {
        let way = Remedy::link("account", words().plain("way-account", &[]), "/account");
        MessagePage::said(page, Tone::Warn, "message-other-tab", &[("address", address)]).way(way)
    }
    /// "Mail me what happened" was pressed: what we say whatever we know of the address.
    pub fn answer_sent(page: Page, address: &str) -> MessagePage {
        let way = Remedy::link("sign-in", words().plain("way-sign-in", &[]), "/sign-in");
        MessagePage::said(page, Tone::Good, "message-answer-sent", &[("address", address)]).way(way)
    }
    /// A request went to the organization's admins.
    pub fn request_sent(page: Page, organization: &str) -> MessagePage {
        let way = MessagePage::start(&page);
        MessagePage::said(page, Tone::Good, "message-request-sent", &[("organization", organization)])
            .way(way)
    }
}
