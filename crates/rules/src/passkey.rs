//! Passkeys: to sign in with nothing else, or as the second factor after a password.
//!
//! A passkey answers to our origin only, so that no page between can pass it on (WebAuthn Level 3 §13.4.1). Its
//! answers cannot be guessed and have no lane. What it proves elsewhere is `factor.rs`'s.

use crate::attempt::PasskeyEvidence;
use crate::cause::Cause;
use crate::effect::Effect;
use crate::factor;
use crate::facts::{Facts, Proofs};
use crate::sign_in;
use crate::verdict::{Challenge, Decision};
use crate::words::Instant;

/// A passkey answered.
pub fn answer(facts: &Facts, evidence: PasskeyEvidence, now: Instant) -> Decision {
    let refused = |cause| Decision::refused(cause, vec![], facts.proofs);
    let verified = match evidence {
        PasskeyEvidence::Unknown => return refused(Cause::PasskeyUnknown),
        PasskeyEvidence::Wrong => return refused(Cause::PasskeyWrong),
        PasskeyEvidence::Right { verified } => verified,
    };
    if facts.account.is_none() {
        return refused(Cause::PasskeyUnknown);
    }
    let first = facts.proofs.known();
    if first.is_none() && !verified {
        // Whoever holds the key has not shown to be its owner: that is one factor, and not the first.
        return refused(Cause::PasskeyUnverified);
    }
    if sign_in::counts_elsewhere(facts, now) {
        return refused(Cause::FactorElsewhere);
    }
    let proofs = Proofs {
        passkey: facts.proofs.passkey.or((first.is_none()).then_some(now)),
        second: Some(now),
        standing: facts.presented,
        by_recovery_code: false,
        ..facts.proofs
    };
    let mut effects = vec![Effect::SpendPasskey];
    effects.extend(factor::password_is_own(facts, proofs));
    sign_in::onward(facts, proofs, effects, now)
}

/// A new passkey was made in this browser.
pub fn add(facts: &Facts, now: Instant) -> Decision {
    match factor::may_add(facts, now) {
        Ok(_) if !may_be_first(facts) => factor::not_yet(facts, Challenge::SetUpFactor, now),
        Ok(adding) => factor::added(facts, Effect::AddPasskey(adding), adding, now),
        Err(challenge) => factor::not_yet(facts, challenge, now),
    }
}

/// Whether a passkey may be added at this door: where the organization wants an authenticator app first, only beside
/// one that counts here.
pub fn may_be_first(facts: &Facts) -> bool {
    sign_in::wanted_door(facts).is_none_or(|door| door.policy.passkeys_for_setup || door.has_second())
}
