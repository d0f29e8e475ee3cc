//! Signing in with a password, and entering an organization.

use rules::Attempt;
use rules::facts::Facts;
use uuid::Uuid;

use super::apply::Hands;
use super::proving;
use super::run::{Knock, Outcome};
use super::subject::{Guessing, Subject, Who};
use crate::app::App;
use crate::fault::Fault;
use crate::hash_pool::{Place, Source};
use crate::step::Step;
use crate::store::user;
use crate::visit::Visit;

/// How often something is proved again that changed while it was being proved.
pub(super) const PROVED_AGAIN: usize = 3;

/// A password was typed at the door.
pub async fn password(app: &App, visit: &Visit, step: Step, typed: &str) -> Result<Outcome, Fault> {
    let who = Who::Address(step.address.clone());
    let mut knock = Knock::new(app, visit, "password", step, Guessing::Password);
    // First of all: who finds the line full costs nothing but the answer that says so.
    let place = place(app, visit, &knock.step.address)?;
    let seen = knock.look(&who).await?;
    let network_until = seen.1.network_until;
    knock.take_guess(&seen, |lane| rules::throttle::door(lane, network_until, visit.now)).await?;
    let came = typed_at_the_door(&knock, &who, typed, (place, seen)).await;
    knock.unless_broken(came).await
}

async fn typed_at_the_door(
    knock: &Knock<'_>,
    who: &Who,
    typed: &str,
    ready: (Place, (Subject, Facts)),
) -> Result<Outcome, Fault> {
    let (app, visit) = (knock.app, knock.visit);
    let mut ready = Some(ready);
    for _ in 0..PROVED_AGAIN {
        let (place, (subject, facts)) = match ready.take() {
            Some(ready) => ready,
            None => (self::place(app, visit, &knock.step.address)?, knock.look(who).await?),
        };
        // A lane that takes no guess costs no hash, for known and unknown addresses alike.
        let proof = match knock.may_look() {
            true => Some(proving::password(place, &subject, typed).await?),
            false => None,
        };
        let evidence = proof.as_ref().map_or(rules::attempt::PasswordEvidence::Wrong, |proof| proof.evidence);
        let hands = Hands {
            proved_against: proof.as_ref().map(|proof| proof.against.clone()),
            // Only after a right password: a stranger's guess costs the same whatever the account's state.
            sheet: match evidence {
                rules::attempt::PasswordEvidence::Right => {
                    proving::sheet_if_needed(app, visit, &facts).await?
                }
                rules::attempt::PasswordEvidence::Wrong => None,
            },
            ..Hands::default()
        };
        let Some(outcome) = knock.run(who, &Attempt::Password(evidence), &hands).await? else { continue };
        if let Some(proof) = proof {
            rehash(app, &outcome, proof).await?;
        }
        return Ok(outcome);
    }
    Err(Fault::Contended)
}

/// A place in front of the hashing threads. However many strangers wait there, some turns are for those who have
/// signed in at this address from this browser before.
fn place(app: &App, visit: &Visit, address: &str) -> Result<Place, Fault> {
    let network = Source::Network(visit.network_key());
    let known = |mark: &String| app.is_known_mark(mark, visit.device_cookie, address);
    if !visit.known_mark.as_ref().is_some_and(known) {
        return Ok(app.hash_pool.place(network)?);
    }
    let [a, b, c, d, e, f, g, h, ..] = app.address_key(address);
    let owner = Source::Owner(u64::from_be_bytes([a, b, c, d, e, f, g, h]));
    Ok(app.hash_pool.place_of_owner(owner, network)?)
}

/// The same password under stronger parameters, after a success.
async fn rehash(app: &App, outcome: &Outcome, proof: proving::PasswordProof) -> Result<(), Fault> {
    let (Some(new), Some(old), Some(row)) = (proof.rehashed, proof.against, &outcome.subject.user) else {
        return Ok(());
    };
    let mut write = app.store.write().await?;
    user::set_password_hash_only(&mut write, row.id, &old, &new).await?;
    write.commit().await
}

/// Somebody signed in enters an organization, or finds out what it still wants.
pub async fn enter(app: &App, visit: &Visit, user: Uuid, step: Step) -> Result<Outcome, Fault> {
    let who = Who::User(user);
    let knock = Knock::new(app, visit, "enter", step, Guessing::Second);
    let (_, facts) = knock.look(&who).await?;
    let hands = Hands { sheet: proving::sheet_if_needed(app, visit, &facts).await?, ..Hands::default() };
    knock.run(&who, &Attempt::Enter, &hands).await?.ok_or(Fault::Contended)
}
