//! The second factor: giving it, confirming a new one, ending, and the recovery codes.
//!
//! Where to go next: `pending.rs`, for the key of a new one before it is confirmed.

use rules::Attempt;
use rules::attempt::CodeEvidence;
use uuid::Uuid;

use super::apply::{Hands, RightCode};
use super::proving;
use super::run::{Knock, Outcome};
use super::subject::{Guessing, Who};
use crate::app::App;
use crate::fault::Fault;
use crate::step::Step;
use crate::store::factor;
use crate::visit::Visit;

fn knock<'a>(app: &'a App, visit: &'a Visit, act: &'static str, step: Step) -> Knock<'a> {
    Knock::new(app, visit, act, step, Guessing::Second)
}

/// A code was typed after the first factor.
pub async fn second(
    app: &App,
    visit: &Visit,
    user: Uuid,
    step: Step,
    typed: &str,
    remember: bool,
) -> Result<Outcome, Fault> {
    let who = Who::User(user);
    let mut knock = knock(app, visit, "second-factor", step);
    let seen = knock.look(&who).await?;
    // What the rules refuse whatever the code is costs no hash.
    let looked_at = seen.1.proofs.known().is_some()
        && knock.take_guess(&seen, |lane| rules::throttle::code_lane(lane, visit.now)).await?;
    let (subject, facts) = seen;
    let (evidence, code) = match looked_at {
        true => knock.unless_broken(proving::code(app, visit, &subject, typed).await).await?,
        false => (CodeEvidence::Wrong, None),
    };
    if let Some(RightCode::StandIn { organization, .. }) = &code {
        // It holds for one organization, and leads into that one.
        knock.step.wanted = Some(*organization);
    }
    let spent = code.is_some();
    let sheet = if spent { proving::sheet_if_needed(app, visit, &facts).await? } else { None };
    let hands = Hands { code, sheet, ..Hands::default() };
    match knock.run(&who, &Attempt::Second { evidence, remember }, &hands).await {
        // Somebody used the very code in the meantime: a double click, or another tab.
        Err(Fault::Contended) if spent => {
            let evidence = match evidence {
                CodeEvidence::Right => CodeEvidence::Replayed,
                CodeEvidence::KitRight | CodeEvidence::OperatorRight => CodeEvidence::KitSpent,
                _of_a_sheet => CodeEvidence::RecoverySpent,
            };
            knock.simply(&who, &Attempt::Second { evidence, remember }).await
        }
        other => other?.ok_or(Fault::Contended),
    }
}

/// The mail that proves the mailbox shall go out again.
pub async fn ask_mailbox_code(app: &App, visit: &Visit, user: Uuid, step: Step) -> Result<Outcome, Fault> {
    knock(app, visit, "mailbox-code-asked", step).simply(&Who::User(user), &Attempt::AskMailboxCode).await
}

/// The first code of the new authenticator was typed.
pub async fn confirm(
    app: &App,
    visit: &Visit,
    user: Uuid,
    step: Step,
    typed: &str,
    name: &str,
) -> Result<Outcome, Fault> {
    let who = Who::User(user);
    let mut knock = knock(app, visit, "authenticator-confirmed", step);
    let seen = knock.look(&who).await?;
    let looked_at = rules::factor::may_add(&seen.1, visit.now).is_ok()
        && knock.take_guess(&seen, |lane| rules::throttle::code_lane(lane, visit.now)).await?;
    let (subject, _) = seen;
    let (evidence, right) = match looked_at {
        true => proving::first_code(app, visit, &subject, typed),
        false => (CodeEvidence::Wrong, None),
    };
    let hands = Hands {
        code: right.map(|(factor, step)| RightCode::First { factor, step, name: name.to_owned() }),
        sheet: match right.is_some() {
            true => Some(knock.unless_broken(proving::sheet(app, visit).await).await?),
            false => None,
        },
        ..Hands::default()
    };
    knock.run(&who, &Attempt::ConfirmAuthenticator(evidence), &hands).await?.ok_or(Fault::Contended)
}

/// New recovery codes.
pub async fn make_codes(app: &App, visit: &Visit, user: Uuid, step: Step) -> Result<Outcome, Fault> {
    let knock = knock(app, visit, "codes-made", step);
    let (_, facts) = knock.look(&Who::User(user)).await?;
    let sheet = match rules::decide(&facts, &Attempt::MakeCodes, visit.now).verdict {
        rules::Verdict::Done(_) => Some(proving::sheet(app, visit).await?),
        rules::Verdict::Refused(_) | rules::Verdict::Challenge(_) | rules::Verdict::SignedIn(_) => None,
    };
    let hands = Hands { sheet, ..Hands::default() };
    knock.run(&Who::User(user), &Attempt::MakeCodes, &hands).await?.ok_or(Fault::Contended)
}

/// The codes on the step's sheet are put away. `None`: another sheet took its place.
pub async fn codes_saved(app: &App, visit: &Visit, user: Uuid, step: Step) -> Result<Option<Outcome>, Fault> {
    let Some(sheet) = step.sheet else { return Ok(None) };
    let hands = Hands { put_away: Some(sheet), ..Hands::default() };
    knock(app, visit, "codes-saved", step).run(&Who::User(user), &Attempt::CodesSaved, &hands).await
}

/// One authenticator or passkey shall not count any more, anywhere or only `here`, in the organization that the step is in.
/// `None`: it did not count before, which is as it was wanted.
pub async fn end(
    app: &App,
    visit: &Visit,
    user: Uuid,
    step: Step,
    id: Uuid,
    here: bool,
) -> Result<Option<Outcome>, Fault> {
    let knock = knock(app, visit, "authenticator-ended", step);
    let who = Who::User(user);
    let (subject, _) = knock.look(&who).await?;
    if !subject.live_factors().any(|factor| factor.id == id) {
        return Ok(None);
    }
    let hands = Hands { ended_factor: Some(id), ..Hands::default() };
    knock.run(&who, &Attempt::EndFactor { here }, &hands).await
}

/// Gives an entry another name.
pub async fn rename(app: &App, user: Uuid, id: Uuid, name: &str) -> Result<(), Fault> {
    let mut write = app.store.write().await?;
    factor::set_name(&mut write, id, user, name).await?;
    write.commit().await
}
