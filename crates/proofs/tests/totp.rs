//! Codes of authenticator apps: RFC 6238's vectors, `oathtool` where it is installed, and every
//! neighbour of now.

use std::{collections::HashSet, process::Command};

use proofs::totp::{Outcome, Secret, otpauth, step_at, verify};
use rules::{Instant, Span};

const NOW: Instant = Instant(1_790_000_000_000_000);

fn secret() -> Secret {
    Secret::from_bytes(*b"12345678901234567890")
}

#[test]
fn the_vectors_of_rfc_6238_hold() {
    // Appendix B, SHA-1; the last six of its eight digits.
    for (seconds, code) in [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ] {
        let now = Instant(seconds * 1_000_000);
        assert_eq!(secret().code(step_at(now)), code);
        assert_eq!(verify(&secret(), code, now, None), Outcome::Right { step: seconds / 30 });
    }
}

#[test]
fn oathtool_agrees() {
    for seconds in [0, 29, 30, 1_790_000_000i64, 4_000_000_000] {
        let made = Command::new("oathtool")
            .args(["--totp", "--base32", &secret().base32(), "--now", &format!("@{seconds}")])
            .output();
        let Ok(made) = made else {
            println!("skipped: there is no oathtool here (Debian: apt install oathtool)");
            return;
        };
        let code = String::from_utf8_lossy(&made.stdout).trim().to_owned();
        let outcome = verify(&secret(), &code, Instant(seconds * 1_000_000), None);
        assert_eq!(outcome, Outcome::Right { step: seconds / 30 }, "{code} at {seconds}");
    }
}

#[test]
fn each_step_of_the_hour_around_now_is_told_apart() {
    let middle = step_at(NOW);
    for away in -70..=70 {
        let code = secret().code(middle + away);
        let expected = match away {
            -1..=1 => Outcome::Right { step: middle + away },
            -60..=60 => Outcome::ClockOff { seconds: away * 30 },
            _ => Outcome::Wrong,
        };
        assert_eq!(verify(&secret(), &code, NOW, None), expected, "{away} steps away");
    }
}

#[test]
fn a_code_is_used_once_and_so_are_those_before_it() {
    let middle = step_at(NOW);
    let code = |away: i64| secret().code(middle + away);
    let at = |away, last| verify(&secret(), &code(away), NOW, Some(middle + last));
    assert_eq!(at(0, 0), Outcome::Replayed { step: middle });
    assert_eq!(at(-1, 0), Outcome::Replayed { step: middle - 1 });
    assert_eq!(at(1, 0), Outcome::Right { step: middle + 1 });
    assert_eq!(at(-5, -5), Outcome::Replayed { step: middle - 5 }, "the code used a moment ago");
    assert_eq!(at(-20, -5), Outcome::ClockOff { seconds: -600 }, "a clock that has gone wrong since");
    let later = NOW.plus(Span::hours(2));
    assert_eq!(verify(&secret(), &code(0), later, Some(middle)), Outcome::Wrong);
}

#[test]
fn what_is_no_code_is_wrong() {
    for typed in
        ["", "28708", "2870822", "28708x", "+28708", "-28708", "２８７０８２", " 28708", "\0\0\0\0\0\0"]
    {
        assert_eq!(verify(&secret(), typed, Instant(59_000_000), None), Outcome::Wrong, "{typed:?}");
    }
    assert_eq!(verify(&secret(), "287082", Instant(i64::MIN), None), Outcome::Wrong, "before time began");
    assert_eq!(verify(&secret(), "287082", Instant(i64::MAX), None), Outcome::Wrong, "after it ended");
}

#[test]
fn secrets_are_read_back_as_typed() {
    assert_eq!(secret().base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    let typed =
        Secret::parse("gezd gnbv gy3t qojq gezd-gnbv-gy3t-qojq").expect("blanks and case do not matter");
    assert_eq!(typed.as_bytes(), secret().as_bytes());
    assert!(
        Secret::parse("GEZD").is_none() && Secret::parse("").is_none() && Secret::parse("0189").is_none()
    );
    assert_eq!(format!("{:?}", secret()), "Secret(…)");
}

#[test]
fn the_address_for_the_app_survives_any_name() {
    let text = otpauth("Acme & Co: Ö", "ann+a@müller.example", &secret());
    assert_eq!(
        text,
        "otpauth://totp/ann%2Ba%40m%C3%BCller.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
         &issuer=Acme%20%26%20Co%3A%20%C3%96&algorithm=SHA1&digits=6&period=30"
    );
    let text = otpauth("Acme ?#/%", "ann: phone", &secret());
    assert!(text.starts_with("otpauth://totp/Acme%20%3F%23%2F%25:ann%20%20phone?secret="), "{text}");
    assert!(text.is_ascii());
}

#[test]
fn codes_look_random() {
    let codes: HashSet<String> = (0..5_000).map(|step| secret().code(step)).collect();
    assert!(codes.len() > 4_950 && codes.iter().all(|code| code.len() == 6));
}
