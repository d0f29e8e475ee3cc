//! One article, read: the front matter between `+++` lines, and the text below it.
//!
//! The text is CommonMark without markup of its own: what looks like HTML stays text. A paragraph that is nothing
//! but links becomes buttons; a link to `other.md` leads to that article; links lead nowhere outside of this house.
//! In steps, what is printed in bold is pressed, word for word; tests hold the product to it.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::Date;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};
use serde::Deserialize;

use super::{Article, Block, Heading, Reader, pictures, search};

const FENCE: &str = "+++\n";

/// What stands above the text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    title: String,
    summary: String,
    #[serde(rename = "for")]
    reader: Word,
    written_by: String,
    updated: String,
    #[serde(default)]
    causes: Vec<String>,
    #[serde(default)]
    related: Vec<String>,
    walked_by: Option<String>,
    /// Other words that people use for it; only the search knows them.
    #[serde(default)]
    also: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Word {
    User,
    Admin,
}

/// Reads one.
///
/// # Errors
/// What is wrong with the file, for whoever wrote it.
pub fn read(slug: &str, text: &str) -> Result<Article, String> {
    let inside = text.strip_prefix(FENCE).and_then(|rest| rest.split_once(&format!("\n{FENCE}")));
    let (front, body) = inside.ok_or("it does not begin with +++, the front matter, and +++")?;
    let front: Front = toml::from_str(front).map_err(|error| error.to_string())?;
    let updated: Date = front.updated.parse().map_err(|_| "updated is no date like 2026-11-27")?;
    let text = Text::read(body)?;
    let headings = text.headings.iter().map(|heading| heading.words.as_str());
    let index = search::Index::new(&[
        (search::Place::Title, front.title.clone()),
        (search::Place::Title, front.also.join(" ")),
        (search::Place::Summary, front.summary.clone()),
        (search::Place::Heading, headings.collect::<Vec<_>>().join(" ")),
        (search::Place::Text, text.words.clone()),
    ]);
    Ok(Article {
        slug: slug.to_owned(),
        title: front.title,
        summary: front.summary,
        reader: match front.reader {
            Word::User => Reader::User,
            Word::Admin => Reader::Admin,
        },
        written_by: front.written_by,
        updated: updated.strftime("%-d %B %Y").to_string(),
        causes: front.causes,
        related: front.related,
        walked_by: front.walked_by,
        blocks: text.blocks,
        headings: text.headings,
        index,
    })
}

/// The text below the front matter.
#[derive(Default)]
struct Text {
    blocks: Vec<Block>,
    headings: Vec<Heading>,
    words: String,
}

impl Text {
    fn read(body: &str) -> Result<Text, String> {
        let events: Vec<Event> = Parser::new_ext(body, Options::empty()).map(plain).collect();
        let mut text = Text::default();
        let mut prose: Vec<Event> = Vec::new();
        for part in parts(&events) {
            let part = &events[part];
            text.note(part);
            if let Some(ways) = ways(part)? {
                text.end_prose(&mut prose);
                text.blocks.push(Block::Ways(ways));
                continue;
            }
            if let Some(picture) = picture(part)? {
                text.end_prose(&mut prose);
                text.blocks.push(picture);
                continue;
            }
            for event in part {
                prose.push(text.dress(event, part)?);
            }
        }
        text.end_prose(&mut prose);
        Ok(text)
    }

    /// The words, for the search.
    fn note(&mut self, events: &[Event]) {
        for event in events {
            if let Event::Text(words) | Event::Code(words) = event {
                self.words.push_str(words);
            }
            if let Event::End(_) | Event::SoftBreak = event {
                self.words.push(' ');
            }
        }
    }

    /// An event as it goes onto the page: headings with a place, links with where they lead.
    fn dress<'a>(&mut self, event: &Event<'a>, part: &[Event]) -> Result<Event<'a>, String> {
        Ok(match event {
            Event::Start(Tag::Heading { level, .. }) => {
                if *level != HeadingLevel::H2 {
                    return Err("only headings with ## fit below the title".to_owned());
                }
                let heading = self.heading(part)?;
                let id = Some(CowStr::from(heading.id.clone()));
                self.headings.push(heading);
                Event::Start(Tag::Heading { level: *level, id, classes: vec![], attrs: vec![] })
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = CowStr::from(leads(dest_url)?);
                Event::Start(Tag::Link {
                    link_type: *link_type,
                    dest_url,
                    title: title.clone(),
                    id: id.clone(),
                })
            }
            Event::Start(Tag::Image { .. }) => return Err("a picture stands on a line of its own".to_owned()),
            other => other.clone(),
        })
    }

    fn heading(&self, part: &[Event]) -> Result<Heading, String> {
        let words: String = part.iter().filter_map(spoken).collect();
        let taken: BTreeSet<&str> = self.headings.iter().map(|heading| heading.id.as_str()).collect();
        let id = id_of(&words);
        if id.is_empty() || taken.contains(id.as_str()) {
            return Err(format!("the heading “{words}” has no place of its own"));
        }
        Ok(Heading { id, words })
    }

    fn end_prose(&mut self, prose: &mut Vec<Event>) {
        if prose.is_empty() {
            return;
        }
        let mut out = String::new();
        html::push_html(&mut out, prose.drain(..));
        self.blocks.push(Block::Prose(out));
    }
}

/// Markup in the file is text like any other.
fn plain(event: Event) -> Event {
    match event {
        Event::Html(markup) | Event::InlineHtml(markup) => Event::Text(markup),
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        other => other,
    }
}

/// The outermost parts: paragraphs, lists, headings.
fn parts(events: &[Event]) -> Vec<Range<usize>> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (place, event) in events.iter().enumerate() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            parts.push(start..place + 1);
            start = place + 1;
        }
    }
    parts
}

/// The buttons, if a part is a paragraph of nothing but links.
fn ways(part: &[Event]) -> Result<Option<Vec<(String, String)>>, String> {
    let [Event::Start(Tag::Paragraph), inside @ .., Event::End(TagEnd::Paragraph)] = part else {
        return Ok(None);
    };
    let mut ways: Vec<(String, String)> = Vec::new();
    let mut open: Option<(String, String)> = None;
    for event in inside {
        match (event, &mut open) {
            (Event::Start(Tag::Link { dest_url, .. }), None) => {
                open = Some((String::new(), leads(dest_url)?));
            }
            (Event::End(TagEnd::Link), way) => ways.extend(way.take()),
            (Event::Text(words), Some((label, _))) => label.push_str(words),
            (Event::SoftBreak, None) => {}
            _ => return Ok(None),
        }
    }
    Ok(Some(ways).filter(|ways| !ways.is_empty()))
}

/// The picture, if a part is a paragraph of nothing else: one of ours, with what it shows in words.
fn picture(part: &[Event]) -> Result<Option<Block>, String> {
    let [
        Event::Start(Tag::Paragraph),
        Event::Start(Tag::Image { dest_url, .. }),
        words @ ..,
        Event::End(TagEnd::Image),
        Event::End(TagEnd::Paragraph),
    ] = part
    else {
        return Ok(None);
    };
    let name = dest_url.strip_prefix("../pictures/").unwrap_or_default();
    let known = pictures().iter().find(|picture| picture.name == name);
    let picture = known.ok_or_else(|| format!("{dest_url} is no picture in help/pictures"))?;
    let words: String = words.iter().filter_map(spoken).collect();
    if words.is_empty() {
        return Err(format!("{name} does not say what it shows"));
    }
    Ok(Some(Block::Picture(picture, words)))
}

fn spoken<'a>(event: &'a Event) -> Option<&'a str> {
    match event {
        Event::Text(words) | Event::Code(words) => Some(words),
        _ => None,
    }
}

/// Where a link leads: to another article, to a place in this one, or to a page of this house.
fn leads(to: &str) -> Result<String, String> {
    if let Some((slug, place)) = to.split_once(".md") {
        let named = slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        let placed = place.is_empty() || place.starts_with('#');
        return if named && placed && !slug.is_empty() {
            Ok(format!("/help/{slug}{place}"))
        } else {
            Err(format!("{to} is no article"))
        };
    }
    let ours = to.starts_with('#') || to.starts_with('/') && !to.starts_with("//");
    if ours && !to.contains('\\') { Ok(to.to_owned()) } else { Err(format!("{to} leads out of this house")) }
}

/// The place of a heading: its words in small letters, joined by dashes.
fn id_of(words: &str) -> String {
    let kept: String = words.chars().filter(|letter| !"’'“”".contains(*letter)).collect();
    let parts = kept.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}
