//! Finding an article by a few words: where they stand says how much they weigh, and the beginning of a word counts.
//!
//! The shelf is small enough to be looked through whole; what is asked for is cut to a length that no honest
//! question reaches. Never in here: markup.

use std::collections::{BTreeMap, BTreeSet};

use super::{Article, all};

/// How many letters of a question are read, and how many words.
pub const MOST_LETTERS: usize = 200;
const MOST_WORDS: usize = 8;

/// Words that stand in every question and say nothing.
const EMPTY: &[&str] = &[
    "a", "about", "an", "and", "any", "are", "at", "be", "but", "by", "can", "cannot", "cant", "did", "do",
    "does", "dont", "for", "from", "get", "has", "have", "how", "i", "if", "im", "in", "into", "is", "it",
    "its", "me", "my", "no", "not", "of", "on", "or", "our", "so", "than", "that", "the", "their", "them",
    "then", "there", "they", "this", "to", "was", "we", "what", "when", "where", "which", "who", "why",
    "will", "with", "you", "your",
];

/// Where a word stands.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// In the title, or among the other words that people use for it.
    Title,
    /// In the summary.
    Summary,
    /// In a heading.
    Heading,
    /// In the text.
    Text,
}

impl Place {
    const fn weight(self) -> u32 {
        match self {
            Place::Title => 12,
            Place::Summary => 6,
            Place::Heading => 5,
            Place::Text => 1,
        }
    }
}

/// The words of an article, each with what it weighs.
#[derive(Clone, Debug, Default)]
pub struct Index(BTreeMap<String, u32>);

/// A word found in the text again and again says no more about it than one found so often.
const MOST_WEIGHT: u32 = 30;

impl Index {
    /// The index of these texts.
    pub fn new(texts: &[(Place, String)]) -> Index {
        let mut weights: BTreeMap<String, u32> = BTreeMap::new();
        for (place, text) in texts {
            for word in words(text) {
                let weight = weights.entry(word).or_default();
                *weight = (*weight + place.weight()).min(MOST_WEIGHT);
            }
        }
        Index(weights)
    }

    /// What a word of a question weighs here: whole words twice as much as beginnings.
    fn weight(&self, asked: &str) -> u32 {
        let whole = self.0.get(asked).map_or(0, |weight| weight * 2);
        let begun = self.0.range(asked.to_owned()..).take_while(|(word, _)| word.starts_with(asked));
        let begun = begun.map(|(_, weight)| *weight).max().filter(|_| asked.chars().count() > 1).unwrap_or(0);
        whole.max(begun)
    }
}

/// What fits a question, best first; nothing where no word of it is found.
pub fn search(question: &str) -> Vec<&'static Article> {
    let asked = asked(question);
    let score = |article: &Article| {
        let weights: Vec<u32> = asked.iter().map(|word| article.index.weight(word)).collect();
        let found = weights.iter().filter(|weight| **weight > 0).count();
        // Whoever types three words means all of them; one alone still helps more than nothing.
        (found, weights.iter().sum::<u32>())
    };
    let mut scored: Vec<_> = all().iter().map(|article| (score(article), article)).collect();
    scored.retain(|((found, _), _)| *found > 0);
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let most = scored.first().map_or(0, |((found, _), _)| *found);
    scored.into_iter().filter(|((found, _), _)| *found == most).map(|(_, article)| article).collect()
}

/// The words of a question that say something.
fn asked(question: &str) -> BTreeSet<String> {
    let cut: String = question.chars().take(MOST_LETTERS).collect();
    words(&cut).take(MOST_WORDS).collect()
}

/// The words of a text that say something, in small letters and without an s at their end.
fn words(text: &str) -> impl Iterator<Item = String> {
    let text = text.replace(['’', '\''], "").to_lowercase();
    let words: Vec<String> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty() && !EMPTY.contains(word))
        .map(|word| match word.strip_suffix('s') {
            Some(stem) if stem.len() > 3 && !stem.ends_with('s') => stem.to_owned(),
            _ => word.to_owned(),
        })
        .collect();
    words.into_iter()
}
