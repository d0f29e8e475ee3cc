//! Moments as SAML writes them: `xs:dateTime` in UTC (SAML core §1.3.3).
//!
//! Never in here: a clock. Moments are `rules::Instant`, microseconds since 1970.

use jiff::SignedDuration;
use jiff::civil::{DateTime, datetime};
use rules::Instant;

/// The calendar's own arithmetic, because a `jiff::Timestamp` ends a day before the year 9999 does, and "never" is
/// written as its last second.
const BEGIN: DateTime = datetime(1970, 1, 1, 0, 0, 0, 0);

/// How far two clocks may differ before it is said so, in seconds.
pub(super) const SKEW_SECONDS: i64 = 60;

/// Reads `2026-11-27T15:57:19Z`, with or without a fraction. Nothing but UTC is a moment here (core §1.3.3).
pub(super) fn read(text: &str) -> Option<Instant> {
    let text = text.trim();
    let text = text.strip_suffix('Z').or_else(|| text.strip_suffix("+00:00"))?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let moment: DateTime = whole.parse().ok().filter(|_| is_shaped(whole))?;
    let seconds = moment.duration_since(BEGIN).as_secs();
    (seconds >= 0).then_some(Instant(seconds * 1_000_000 + microseconds(fraction)?))
}

/// ISO 8601 has other ways to write the same, and a leap second; `xs:dateTime` has this one, without.
fn is_shaped(whole: &str) -> bool {
    let shape = b"0000-00-00T00:00:00";
    let fits = |(byte, shape): (u8, &u8)| if *shape == b'0' { byte.is_ascii_digit() } else { byte == *shape };
    whole.len() == shape.len() && whole.bytes().zip(shape).all(fits) && !whole.ends_with("60")
}

/// Writes a moment, to the second.
pub(super) fn written(moment: Instant) -> String {
    let since = SignedDuration::from_secs(moment.0.div_euclid(1_000_000));
    BEGIN.saturating_add(since).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Whole seconds from `earlier` to `later`, negative if it is the other way round.
pub(super) fn seconds_between(earlier: Instant, later: Instant) -> i64 {
    later.0.saturating_sub(earlier.0).div_euclid(1_000_000)
}

fn microseconds(fraction: &str) -> Option<i64> {
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    if fraction.is_empty() || fraction.len() > 20 || !digits {
        return None;
    }
    let six: String = fraction.chars().chain("000000".chars()).take(6).collect();
    six.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{read, written};
    use rules::Instant;

    #[test]
    fn moments_are_read_as_they_are_written() {
        for second in (0..200_000_000_000_i64).step_by(86_399_737) {
            let moment = Instant(second * 1_000_000);
            assert_eq!(read(&written(moment)), Some(moment), "{}", written(moment));
        }
        assert_eq!(read("2000-02-29T00:00:00Z"), Some(Instant(11_016 * 86_400 * 1_000_000)));
        assert_eq!(read("9999-12-31T23:59:59Z"), Some(Instant(253_402_300_799_000_000)));
        assert_eq!(read("2026-11-27T15:57:24.426Z"), Some(Instant(1_795_795_044_426_000)));
    }

    #[test]
    fn what_is_no_moment_is_none() {
        for text in [
            "",
            "2026-11-27",
            "2026-11-27T15:57:24",
            "2026-11-27T15:57:24+01:00",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-11-27T24:00:00Z",
            "2026-11-27T15:57:60Z",
            "+026-11-27T15:57:24Z",
            "2026-11-27T15:57:24.Z",
            "2026-1-27T15:57:24Z",
            "99999-11-27T15:57:24Z",
            "1969-12-31T23:59:59Z",
            "2026-11-27 15:57:24Z",
            "20261127T155724Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
