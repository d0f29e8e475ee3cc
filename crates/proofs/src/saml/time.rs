//! Moments as SAML writes them: `xs:dateTime` in UTC (SAML core §1.3.3).
//!
//! Never in here: a clock. Moments are `rules::Instant`, microseconds since 1970.

use rules::Instant;

const SECONDS_OF_DAY: i64 = 86_400;

/// How far two clocks may differ before it is said so, in seconds.
pub(super) const SKEW_SECONDS: i64 = 60;

/// Reads `2026-11-27T15:57:19Z`, with or without a fraction. Nothing but UTC is a moment here (core §1.3.3).
pub(super) fn read(text: &str) -> Option<Instant> {
    let text = text.trim();
    let text = text.strip_suffix('Z').or_else(|| text.strip_suffix("+00:00"))?;
    let (date, clock) = text.split_once('T')?;
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
    let sensible = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && hour <= 23
        && minute <= 59
        && second <= 59;
    if !sensible {
        return None;
    }
    let seconds = days(year, month, day) * SECONDS_OF_DAY + hour * 3_600 + minute * 60 + second;
    Some(Instant(seconds * 1_000_000 + microseconds(fraction)?))
}

/// Writes a moment, to the second.
pub(super) fn written(moment: Instant) -> String {
    let seconds = moment.0.div_euclid(1_000_000);
    let (year, month, day) = date(seconds.div_euclid(SECONDS_OF_DAY));
    let rest = seconds.rem_euclid(SECONDS_OF_DAY);
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Whole seconds from `earlier` to `later`, negative if it is the other way round.
pub(super) fn seconds_between(earlier: Instant, later: Instant) -> i64 {
    later.0.saturating_sub(earlier.0).div_euclid(1_000_000)
}

fn numbers(text: &str, between: char, widths: [usize; 3]) -> Option<[i64; 3]> {
    let mut parts = text.split(between);
    let mut read = [0; 3];
    for (number, width) in read.iter_mut().zip(widths) {
        let part = parts.next()?;
        if part.len() != width || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(read)
}

fn microseconds(fraction: &str) -> Option<i64> {
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    if fraction.is_empty() || fraction.len() > 20 || !digits {
        return None;
    }
    let six: String = fraction.chars().chain("000000".chars()).take(6).collect();
    six.parse().ok()
}

fn days_in(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01: years begin in March, so that the leap day is the last (proleptic Gregorian calendar).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The way back from [`days`].
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::{days, read, written};
    use rules::Instant;

    #[test]
    fn moments_are_read_as_they_are_written() {
        for second in (0..200_000_000_000_i64).step_by(86_399_737) {
            let moment = Instant(second * 1_000_000);
            assert_eq!(read(&written(moment)), Some(moment), "{}", written(moment));
        }
        assert_eq!(days(2000, 2, 29), 11_016);
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
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
