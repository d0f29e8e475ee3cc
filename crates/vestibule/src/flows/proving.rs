//! Proving what a person brought: slow, outside of any transaction, off the async threads.
//!
//! Turns passwords and codes into evidence. Never in here: whether the evidence is enough.

use proofs::password::Verified;
use proofs::quality::{self, PasswordFlaw};
use proofs::recovery;
use proofs::ticket::{Typed, kind_of};
use proofs::totp::{self, Outcome as CodeOutcome};
use rules::attempt::{CodeEvidence, PasswordEvidence};
use rules::facts::Facts;

use super::apply::{RightCode, Sheet};
use super::stand_in;
use super::subject::{Subject, secret_of};
use crate::app::{App, random};
use crate::fault::Fault;
use crate::hash_pool::{Place, Source};
use crate::store::password_history;
use crate::visit::Visit;

/// What a typed password is.
pub struct PasswordProof {
    /// For the rules.
    pub evidence: PasswordEvidence,
    /// The stored hash that it was compared with.
    pub against: Option<String>,
    /// A stronger hash of the same password, where the stored one is weaker than ours.
    pub rehashed: Option<String>,
}

/// Compares a typed password. Where there is nothing to compare with, the same work is done all the same.
pub async fn password(place: Place, subject: &Subject, typed: &str) -> Result<PasswordProof, Fault> {
    let stored = subject.user.as_ref().and_then(|user| user.password_hash.clone());
    let against = stored.clone();
    let typed = typed.to_owned();
    let salt = random();
    let (verified, rehashed) = place
        .run(move |buffer| {
            let compared = stored.as_deref().unwrap_or(proofs::password::DUMMY);
            let verified = proofs::password::verify(buffer, &typed, compared);
            let known = stored.is_some();
            match verified {
                Verified::Right if known => (PasswordEvidence::Right, None),
                Verified::RightButWeak if known => {
                    (PasswordEvidence::Right, Some(proofs::password::hash(buffer, &typed, salt)))
                }
                Verified::Right | Verified::RightButWeak | Verified::Wrong => (PasswordEvidence::Wrong, None),
            }
        })
        .await?;
    Ok(PasswordProof { evidence: verified, against, rehashed })
}

/// Hashes a new password.
pub async fn new_hash(app: &App, visit: &Visit, password: &str) -> Result<String, Fault> {
    let password = password.to_owned();
    let salt = random();
    app.hash_pool
        .run(Source::Network(visit.network_key()), move |buffer| {
            proofs::password::hash(buffer, &password, salt)
        })
        .await
        .map_err(Fault::from)
}

/// What is wrong with a new password, if anything: the same check for every page that takes one.
pub fn flaw(app: &App, subject: &Subject, facts: &Facts, new: &str) -> Option<rules::cause::PasswordFlaw> {
    let least = rules::password::least_length(facts);
    let mut expected: Vec<String> = vec![app.settings.product.clone(), subject.address.clone()];
    expected.extend(subject.address.split('@').next().map(str::to_owned));
    expected.extend(subject.doors.iter().flat_map(|door| {
        [
            door.name.clone(),
            door.slug.clone(),
            door.membership.first_name.clone(),
            door.membership.last_name.clone(),
        ]
    }));
    if let Some(user) = &subject.user {
        expected.extend([user.first_name.clone(), user.last_name.clone()]);
    }
    expected.retain(|word| word.chars().count() >= 3);
    flaw_among(app, new, least, &expected)
}

/// The same against a list of expected words, for a page that knows nobody yet.
pub fn flaw_among(
    app: &App,
    new: &str,
    least: u32,
    expected: &[String],
) -> Option<rules::cause::PasswordFlaw> {
    use rules::cause::PasswordFlaw as Told;
    let words: Vec<&str> = expected.iter().map(String::as_str).collect();
    let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    match quality::quality(new, least as usize, &words, &app.refused_passwords).err()? {
        PasswordFlaw::TooShort { have, need } => {
            Some(Told::TooShort { have: small(have), need: small(need) })
        }
        PasswordFlaw::TooLong { most } => Some(Told::TooLong { most: small(most) }),
        PasswordFlaw::Listed | PasswordFlaw::Pattern => Some(Told::Listed),
        PasswordFlaw::Expected(_) => Some(Told::Expected),
    }
}

/// Whether the new password is the present one, or one that an organization does not want back.
pub async fn reused(
    app: &App,
    visit: &Visit,
    subject: &Subject,
    facts: &Facts,
    new: &str,
) -> Result<bool, Fault> {
    let wanted = i64::from(rules::password::history(facts));
    let Some(user) = subject.user.as_ref().filter(|_| wanted > 0) else { return Ok(false) };
    let mut hashes: Vec<String> = user.password_hash.iter().cloned().collect();
    let mut read = app.store.read();
    hashes.extend(password_history::list(&mut read, user.id, wanted).await?.into_iter().map(|row| row.hash));
    hashes.truncate(usize::try_from(wanted).unwrap_or(0));
    drop(read);
    let new = new.to_owned();
    app.hash_pool
        .run(Source::Network(visit.network_key()), move |buffer| {
            hashes.iter().any(|hash| proofs::password::verify(buffer, &new, hash) != Verified::Wrong)
        })
        .await
        .map_err(Fault::from)
}

/// What a typed second-factor code is, and whose.
pub async fn code(
    app: &App,
    visit: &Visit,
    subject: &Subject,
    typed: &str,
) -> Result<(CodeEvidence, Option<RightCode>), Fault> {
    match kind_of(typed) {
        Typed::Totp(digits) => Ok(totp_code(app, visit, subject, &digits)),
        Typed::Recovery(code) => recovery_code(app, visit, subject, &code).await,
        Typed::Mailed(_) | Typed::Unreadable => Ok((CodeEvidence::Wrong, None)),
    }
}

fn totp_code(app: &App, visit: &Visit, subject: &Subject, digits: &str) -> (CodeEvidence, Option<RightCode>) {
    let mut best = CodeEvidence::Wrong;
    for factor in subject.authenticators() {
        let Some(secret) = secret_of(app, factor) else { continue };
        match totp::verify(&secret, digits, visit.now, factor.last_step) {
            CodeOutcome::Right { step } => {
                return (CodeEvidence::Right, Some(RightCode::Step { factor: factor.id, step }));
            }
            CodeOutcome::Replayed { .. } => best = CodeEvidence::Replayed,
            CodeOutcome::ClockOff { seconds } if best == CodeEvidence::Wrong => {
                best = CodeEvidence::ClockOff(seconds)
            }
            CodeOutcome::ClockOff { .. } | CodeOutcome::Wrong => {}
        }
    }
    if best == CodeEvidence::Wrong && from_old_entry(app, visit, subject, digits) {
        best = CodeEvidence::OldEntry;
    }
    (best, None)
}

fn from_old_entry(app: &App, visit: &Visit, subject: &Subject, digits: &str) -> bool {
    let old =
        subject.factors.iter().filter(|factor| factor.ended_at.is_some() || factor.confirmed_at.is_none());
    old.filter_map(|factor| secret_of(app, factor))
        .any(|secret| matches!(totp::verify(&secret, digits, visit.now, None), CodeOutcome::Right { .. }))
}

async fn recovery_code(
    app: &App,
    visit: &Visit,
    subject: &Subject,
    code: &str,
) -> Result<(CodeEvidence, Option<RightCode>), Fault> {
    for (set, rows) in &subject.sheets {
        let Some(hash) = raw_hash(app, visit, code, &set.salt).await? else { continue };
        let hashes: Vec<[u8; 32]> = rows.iter().map(|row| row.hash).collect();
        let Some(row) = recovery::position_of(&hash, &hashes).map(|at| &rows[at]) else { continue };
        if row.spent_at.is_some() {
            return Ok((CodeEvidence::RecoverySpent, None));
        }
        let right = RightCode::Recovery { sheet: set.id, position: row.position };
        return Ok((CodeEvidence::RecoveryRight, Some(right)));
    }
    stand_in::code(app, visit, subject, code).await
}

/// The hash of a code under the salt of its sheet; `None` where the salt is none of ours.
pub(super) async fn raw_hash(
    app: &App,
    visit: &Visit,
    code: &str,
    salt: &[u8],
) -> Result<Option<[u8; 32]>, Fault> {
    let Ok(salt) = <[u8; 16]>::try_from(salt) else { return Ok(None) };
    let code = code.to_owned();
    app.hash_pool
        .run(Source::Network(visit.network_key()), move |buffer| {
            proofs::password::raw_hash(buffer, code.as_bytes(), salt)
        })
        .await
        .map(Some)
        .map_err(Fault::from)
}

/// What the first code of the pending authenticator is.
pub fn first_code(
    app: &App,
    visit: &Visit,
    subject: &Subject,
    typed: &str,
) -> (CodeEvidence, Option<(uuid::Uuid, i64)>) {
    let pending = subject
        .factors
        .iter()
        .rev()
        .filter(|factor| factor.confirmed_at.is_none() && factor.ended_at.is_none())
        .find(|factor| factor.begun_in == Some(visit.device));
    let (Some(factor), Typed::Totp(digits)) = (pending, kind_of(typed)) else {
        return (CodeEvidence::Wrong, None);
    };
    let Some(secret) = secret_of(app, factor) else { return (CodeEvidence::Wrong, None) };
    match totp::verify(&secret, &digits, visit.now, None) {
        CodeOutcome::Right { step } => (CodeEvidence::Right, Some((factor.id, step))),
        CodeOutcome::ClockOff { seconds } => (CodeEvidence::ClockOff(seconds), None),
        CodeOutcome::Replayed { .. } | CodeOutcome::Wrong => {
            let others = subject.factors.iter().filter(|other| other.id != factor.id);
            let old = others.filter_map(|other| secret_of(app, other)).any(|secret| {
                matches!(totp::verify(&secret, &digits, visit.now, None), CodeOutcome::Right { .. })
            });
            (if old { CodeEvidence::OldEntry } else { CodeEvidence::Wrong }, None)
        }
    }
}

/// Ten new recovery codes, hashed.
pub async fn sheet(app: &App, visit: &Visit) -> Result<Sheet, Fault> {
    let seed: [u8; 100] = random();
    let salt: [u8; 16] = random();
    let hashes = app
        .hash_pool
        .run(Source::Network(visit.network_key()), move |buffer| {
            recovery::make(seed)
                .iter()
                .filter_map(|code| recovery::normalize(code))
                .map(|code| proofs::password::raw_hash(buffer, code.as_bytes(), salt))
                .collect()
        })
        .await?;
    Ok(Sheet { seed, salt, hashes })
}

/// New recovery codes, if this person may be about to be shown some.
pub async fn sheet_if_needed(app: &App, visit: &Visit, facts: &Facts) -> Result<Option<Sheet>, Fault> {
    let needed = facts.account.as_ref().is_some_and(|account| account.has_second() && !account.codes_saved);
    if needed { sheet(app, visit).await.map(Some) } else { Ok(None) }
}
