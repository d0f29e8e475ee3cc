//! Codes of authenticator apps (RFC 6238): SHA-1, six digits, thirty seconds, one step either side.
//!
//! A code that would be right at another time is named as such, because a phone whose clock is off is
//! the commonest reason for "wrong code". The last step that was used is kept by the store; it is handed
//! in, and moved forward in a guarded update by whoever lets the person in.
//! Never in here: a clock. Where to go next: `ticket.rs` for how typed codes are read.

use std::fmt;

use aws_lc_rs::hmac;
use data_encoding::BASE32_NOPAD;
use rules::Instant;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// How long a code is shown.
pub const STEP_SECONDS: i64 = 30;
/// How many steps before and after now a code is accepted.
const ACCEPTED: i64 = 1;
/// How many steps before and after now a code is recognised: half an hour.
const RECOGNISED: i64 = 60;

/// What an authenticator app and we both know: 160 random bits (RFC 4226 §4 R6).
#[derive(Clone)]
pub struct Secret(Zeroizing<[u8; 20]>);

impl Secret {
    /// From 20 random bytes.
    pub fn from_bytes(bytes: [u8; 20]) -> Secret {
        Secret(Zeroizing::new(bytes))
    }

    /// From what was stored.
    pub fn from_slice(bytes: &[u8]) -> Option<Secret> {
        bytes.try_into().ok().map(Secret::from_bytes)
    }

    /// Reads base32 as an app or a person gives it: any case, blanks and hyphens do not matter.
    pub fn parse(base32: &str) -> Option<Secret> {
        let text: String = base32.chars().take(200).filter(char::is_ascii_alphanumeric).collect();
        let bytes = Zeroizing::new(BASE32_NOPAD.decode(text.to_ascii_uppercase().as_bytes()).ok()?);
        Secret::from_slice(&bytes)
    }

    /// What is sealed and stored.
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// 32 letters of base32, for typing by hand.
    pub fn base32(&self) -> String {
        BASE32_NOPAD.encode(&*self.0)
    }

    /// The code of one step, as the app shows it.
    pub fn code(&self, step: i64) -> String {
        format!("{:06}", number(&self.key(), step))
    }

    fn key(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &*self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Secret(…)")
    }
}

/// What a typed code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is right; this step is now used.
    Right {
        /// The step to keep as the last one.
        step: i64,
    },
    /// It was right, and it or a later one has been used already.
    Replayed {
        /// Its step.
        step: i64,
    },
    /// It would be right on another clock. Not accepted, and a guess like any other wrong code: among so
    /// many steps every 8,000th guess ends here. Tell it only to who has given the first factor.
    ClockOff {
        /// How far the phone is ahead of us; negative when it is behind. Give or take a step.
        seconds: i64,
    },
    /// It is none of the codes of the hour around now.
    Wrong,
}

/// The step of a moment.
pub fn step_at(now: Instant) -> i64 {
    now.0.div_euclid(1_000_000 * STEP_SECONDS)
}

/// Says what six typed digits are, given the last step that was used. Computes and compares all the steps
/// that it recognises, whichever matches, so that the time says nothing.
pub fn verify(secret: &Secret, code: &str, now: Instant, last_step: Option<i64>) -> Outcome {
    let well_formed = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    let Some(typed) = code.parse::<u32>().ok().filter(|_| well_formed) else {
        return Outcome::Wrong;
    };
    let (key, middle) = (secret.key(), step_at(now));
    let mut matching = Vec::new();
    for step in middle - RECOGNISED..=middle + RECOGNISED {
        let same = number(&key, step).ct_eq(&typed);
        if bool::from(same) {
            matching.push(step);
        }
    }
    judge(&matching, middle, last_step)
}

/// Of the steps that have this code, the one that is best for who typed it: right, then used already,
/// then the nearest on another clock.
fn judge(matching: &[i64], middle: i64, last_step: Option<i64>) -> Outcome {
    let accepted = |step: &&i64| (**step - middle).abs() <= ACCEPTED;
    let unused = |step: &&i64| last_step.is_none_or(|last| **step > last);
    if let Some(step) = matching.iter().filter(accepted).find(unused) {
        return Outcome::Right { step: *step };
    }
    // An older code than the last one may come from a clock that has since gone wrong; the very last one
    // has been seen here.
    if let Some(step) = matching.iter().find(|step| accepted(step) || last_step == Some(**step)) {
        return Outcome::Replayed { step: *step };
    }
    match matching.iter().min_by_key(|step| (**step - middle).abs()) {
        Some(step) => Outcome::ClockOff { seconds: (step - middle) * STEP_SECONDS },
        None => Outcome::Wrong,
    }
}

/// The six digits of a step as a number (RFC 4226 §5.3).
fn number(key: &hmac::Key, step: i64) -> u32 {
    let tag = hmac::sign(key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let start = usize::from(tag[19] & 15);
    let bits = tag[start..start + 4].iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte));
    (bits & 0x7FFF_FFFF) % 1_000_000
}

/// The address that a QR code carries to the app. `label` names the account within the app.
///
/// The issuer stands in front of the label too, as apps like it, unless it has a colon: the label is cut
/// at the first colon by apps, even at an encoded one, and then the two issuers would differ.
pub fn otpauth(issuer: &str, label: &str, secret: &Secret) -> String {
    let (name, label) = (encoded(issuer), encoded(&label.replace(':', " ")));
    let front = if issuer.contains(':') || issuer.is_empty() { String::new() } else { format!("{name}:") };
    let secret = secret.base32();
    format!("otpauth://totp/{front}{label}?secret={secret}&issuer={name}&algorithm=SHA1&digits=6&period=30")
}

/// Percent-encoded but for RFC 3986's unreserved characters; a blank is `%20`, because apps show a `+`.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
