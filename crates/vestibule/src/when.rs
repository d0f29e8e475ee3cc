//! Times as people read them: in the organization's zone, named by its city, near ones without their date.
//!
//! Never in here: a clock.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rules::{Instant, Span};

use crate::words::words;

/// The zone of that name, or UTC.
fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// Whether there is such a zone.
pub fn is_zone(name: &str) -> bool {
    TimeZone::get(name).is_ok()
}

fn city(name: &str) -> String {
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}

fn zoned(at: Instant, name: &str) -> jiff::ZonedDateTime {
    Timestamp::from_microsecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned_datetime(zone(name))
}

/// "14:05 (Lisbon)" today, "24 Nov, 14:05 (Lisbon)" this year, with the year otherwise.
pub fn said(at: Instant, now: Instant, zone_name: &str) -> String {
    let (at, now) = (zoned(at, zone_name), zoned(now, zone_name));
    let form = if at.date() == now.date() {
        "%H:%M"
    } else if at.year() == now.year() {
        "%-d %b, %H:%M"
    } else {
        "%-d %b %Y, %H:%M"
    };
    format!("{} ({})", at.strftime(form), city(zone_name))
}

/// "23 November 2026, 14:05 (Lisbon)".
pub fn in_full(at: Instant, zone_name: &str) -> String {
    format!("{} ({})", zoned(at, zone_name).strftime("%-d %B %Y, %H:%M"), city(zone_name))
}

/// "23 November 2026".
pub fn day(at: Instant, zone_name: &str) -> String {
    zoned(at, zone_name).strftime("%-d %B %Y").to_string()
}

/// "23 Nov", for the name of an entry in an app.
pub fn short_day(at: Instant, zone_name: &str) -> String {
    zoned(at, zone_name).strftime("%-d %b").to_string()
}

/// "14:05".
pub fn clock(at: Instant, zone_name: &str) -> String {
    zoned(at, zone_name).strftime("%H:%M").to_string()
}

/// RFC 3339 in UTC.
pub fn rfc3339(at: Instant) -> String {
    Timestamp::from_microsecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}

/// As headers of HTTP have it, in GMT. RFC 9110 §5.6.7.
pub fn http_date(at: Instant) -> String {
    let at = Timestamp::from_microsecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
    jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&at).unwrap_or_default()
}

/// "2026-11-23", as a date field has it.
pub fn date(at: Instant, zone_name: &str) -> String {
    zoned(at, zone_name).strftime("%Y-%m-%d").to_string()
}

/// When that day begins in that zone: "2026-11-23".
pub fn day_begins(text: &str, zone_name: &str) -> Option<Instant> {
    let day: jiff::civil::Date = text.parse().ok()?;
    let begins = day.to_zoned_datetime(zone(zone_name)).ok()?;
    Some(Instant(begins.timestamp().as_microsecond()))
}

/// When the day after begins.
pub fn day_ends(text: &str, zone_name: &str) -> Option<Instant> {
    let day: jiff::civil::Date = text.parse().ok()?;
    let begins = day.tomorrow().ok()?.to_zoned_datetime(zone(zone_name)).ok()?;
    Some(Instant(begins.timestamp().as_microsecond()))
}

/// Reads RFC 3339.
pub fn parse_rfc3339(text: &str) -> Option<Instant> {
    text.parse::<Timestamp>().ok().map(|at| Instant(at.as_microsecond()))
}

/// "3 hours", "20 minutes", "45 seconds".
pub fn span(span: Span) -> String {
    let seconds = span.as_seconds();
    let (key, count) = match seconds {
        0..=119 => ("span-seconds", seconds),
        120..=7_199 => ("span-minutes", (seconds + 59) / 60),
        7_200..=172_799 => ("span-hours", (seconds + 3_599) / 3_600),
        _ => ("span-days", (seconds + 86_399) / 86_400),
    };
    words().plain(key, &[("count", &count.to_string())])
}

/// "a minute ago", "3 hours ago".
pub fn ago(at: Instant, now: Instant) -> String {
    words().plain("span-ago", &[("span", &span(now.since(at)))])
}
