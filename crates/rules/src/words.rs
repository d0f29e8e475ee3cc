//! The plain words that every rule uses: a moment, a span, a role.
//!
//! Nothing here reads a clock. Where to go next: `facts.rs`.

/// A moment, in microseconds since 1970-01-01T00:00:00Z. Handed in, never read from a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

/// A length of time in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(pub i64);

impl Span {
    /// That many seconds.
    pub const fn seconds(count: i64) -> Span {
        Span(count * 1_000_000)
    }
    /// That many minutes.
    pub const fn minutes(count: i64) -> Span {
        Span::seconds(count * 60)
    }
    /// That many hours.
    pub const fn hours(count: i64) -> Span {
        Span::minutes(count * 60)
    }
    /// That many days of 24 hours.
    pub const fn days(count: i64) -> Span {
        Span::hours(count * 24)
    }
    /// Whole seconds, rounded up.
    pub const fn as_seconds(self) -> i64 {
        (self.0 + 999_999) / 1_000_000
    }
}

impl Instant {
    /// This moment and a span later; saturates at the end of time.
    pub const fn plus(self, span: Span) -> Instant {
        Instant(self.0.saturating_add(span.0))
    }
    /// How long ago `earlier` was; zero if it is still to come.
    pub const fn since(self, earlier: Instant) -> Span {
        let gone = self.0.saturating_sub(earlier.0);
        Span(if gone < 0 { 0 } else { gone })
    }
}

/// What a membership allows its user to do in the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Gets in, looks after their own credentials.
    Member,
    /// Invites, un-sticks and sets policy for the organization.
    Admin,
}

impl Role {
    /// The word used in forms, the database and the audit log.
    pub const fn word(self) -> &'static str {
        match self {
            Role::Member => "member",
            Role::Admin => "admin",
        }
    }
    /// Reads the word back; nothing else is a role.
    pub fn parse(word: &str) -> Option<Role> {
        match word {
            "member" => Some(Role::Member),
            "admin" => Some(Role::Admin),
            _ => None,
        }
    }
}
