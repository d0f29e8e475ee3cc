//! A forgotten password: asking, opening, typing the code, and saving the new one.

use proofs::ticket::Token;
use rules::Attempt;
use rules::attempt::{MailedEvidence, PasswordEvidence, Save, SaveBy};
use uuid::Uuid;

use super::apply::{self, Hands};
use super::proving;
use super::run::{Knock, Outcome};
use super::sign_in::PROVED_AGAIN;
use super::subject::{Guessing, Subject, Who};
use crate::app::App;
use crate::fault::Fault;
use crate::hash_pool::Source;
use crate::step::Step;
use crate::store::ticket::{self, TicketRow};
use crate::visit::Visit;

fn knock<'a>(app: &'a App, visit: &'a Visit, act: &'static str, step: Step) -> Knock<'a> {
    Knock::new(app, visit, act, step, Guessing::Mailed)
}

/// A reset was asked for. Whatever is known of the address, the answer is the same.
pub async fn ask(app: &App, visit: &Visit, step: Step) -> Result<Outcome, Fault> {
    let who = Who::Address(step.address.clone());
    knock(app, visit, "reset-asked", step).simply(&who, &Attempt::AskReset).await
}

/// The next mail in place of a link that ran out or was used.
pub async fn ask_again(app: &App, visit: &Visit, who: &Who, step: Step) -> Result<Outcome, Fault> {
    knock(app, visit, "next-mail-asked", step).simply(who, &Attempt::AskTicketAgain).await
}

/// The ticket of a mailed link.
pub async fn find_ticket(app: &App, text: &str) -> Result<Option<TicketRow>, Fault> {
    let Some(token) = Token::parse(text) else { return Ok(None) };
    ticket::find_by_token_hash(&mut app.store.read(), &token.digest()).await
}

/// A mailed link was opened: what its page shows. Changes nothing, whoever opens it.
pub async fn open(
    app: &App,
    visit: &Visit,
    user: Uuid,
    step: Step,
) -> Result<(Subject, rules::Decision), Fault> {
    let knock = knock(app, visit, "link-opened", step);
    let (subject, facts) = knock.look(&Who::User(user)).await?;
    Ok((subject, rules::decide(&facts, &Attempt::OpenTicket, visit.now)))
}

/// A code was typed on a page that asked for a mail. Also says which ticket it was, if any.
pub async fn type_code(app: &App, visit: &Visit, step: Step, typed: &str) -> Result<(Outcome, Step), Fault> {
    let (mut knock, looked_at) = guess_a_code(app, visit, step).await?;
    let found = match looked_at {
        true => mailed_code(app, visit, &knock.step, typed).await,
        false => Ok((MailedEvidence::Wrong, None)),
    };
    let (evidence, row) = knock.unless_broken(found).await?;
    take_code(&mut knock, evidence, row).await
}

/// The code of an invitation was typed on that invitation's page. Guesses at it are counted for that page.
pub async fn type_invitation_code(
    app: &App,
    visit: &Visit,
    ticket: Uuid,
    typed: &str,
) -> Result<(Outcome, Step), Fault> {
    let step = Step::for_address(&format!("ticket {ticket}"));
    let (mut knock, looked_at) = guess_a_code(app, visit, step).await?;
    let found = match looked_at {
        true => ticket::find(&mut app.store.read(), ticket).await,
        false => Ok(None),
    };
    let row = knock.unless_broken(found).await?;
    let typed = proofs::ticket::normalize_code(typed).map(|code| apply::code_hash(app, &code));
    let right = row.filter(|row| typed == Some(row.code_hash) && row.kind == "invitation");
    let evidence = if right.is_some() { MailedEvidence::Right } else { MailedEvidence::Wrong };
    if let Some(row) = &right {
        knock.step = Step::for_address(&row.address);
    }
    take_code(&mut knock, evidence, right).await
}

/// Counts a guess at a mailed code, before it is looked at.
async fn guess_a_code<'a>(app: &'a App, visit: &'a Visit, step: Step) -> Result<(Knock<'a>, bool), Fault> {
    let guessing = if step.password_at.is_some() { Guessing::MailedToOwner } else { Guessing::Mailed };
    let mut knock = Knock::new(app, visit, "mailed-code", step, guessing);
    let seen = knock.look(&who(&knock.step)).await?;
    let looked_at = knock.take_guess(&seen, |lane| rules::throttle::code_lane(lane, visit.now)).await?;
    Ok((knock, looked_at))
}

fn who(step: &Step) -> Who {
    step.user.map_or_else(|| Who::Address(step.address.clone()), Who::User)
}

async fn take_code(
    knock: &mut Knock<'_>,
    evidence: MailedEvidence,
    row: Option<TicketRow>,
) -> Result<(Outcome, Step), Fault> {
    let step = knock.step.clone();
    let who = row.as_ref().map_or_else(|| who(&step), |row| Who::User(row.user_id));
    let step = Step {
        ticket: row.as_ref().map(|row| row.id),
        user: row.as_ref().map(|row| row.user_id).or(step.user),
        wanted: row.as_ref().and_then(|row| row.organization_id).or(step.wanted),
        ..step
    };
    knock.step = step.clone();
    let outcome = knock.simply(&who, &Attempt::TypeCode(evidence)).await?;
    Ok((outcome, step))
}

/// What a typed code is: only a ticket that this page asked for counts.
async fn mailed_code(
    app: &App,
    visit: &Visit,
    step: &Step,
    typed: &str,
) -> Result<(MailedEvidence, Option<TicketRow>), Fault> {
    let (Some(ask), Some(code)) = (step.ask, proofs::ticket::normalize_code(typed)) else {
        return Ok((MailedEvidence::Wrong, None));
    };
    let hash = apply::code_hash(app, &code);
    let rows = ticket::list_by_ask(&mut app.store.read(), ask).await?;
    Ok(match rows.into_iter().find(|row| row.code_hash == hash) {
        None => (MailedEvidence::Wrong, None),
        Some(row) if row.spent_at.is_none() && row.code_expires_at <= visit.now => {
            (MailedEvidence::TooOld, Some(row))
        }
        Some(row) => (MailedEvidence::Right, Some(row)),
    })
}

/// A new password was chosen, with a ticket or because an organization wants one.
pub async fn save(
    app: &App,
    visit: &Visit,
    user: Uuid,
    step: Step,
    by: SaveBy,
    new_password: &str,
    keep_sessions: bool,
) -> Result<Outcome, Fault> {
    save_proved(app, visit, user, step, by, None, new_password, keep_sessions).await
}

/// A new password was chosen from within a session, with the present one typed again.
pub async fn change(
    app: &App,
    visit: &Visit,
    user: Uuid,
    step: Step,
    current: &str,
    new_password: &str,
    keep_sessions: bool,
) -> Result<Outcome, Fault> {
    let by = SaveBy::Choice(PasswordEvidence::Wrong);
    save_proved(app, visit, user, step, by, Some(current), new_password, keep_sessions).await
}

#[expect(clippy::too_many_arguments, reason = "two public doors share this one beat")]
async fn save_proved(
    app: &App,
    visit: &Visit,
    user: Uuid,
    step: Step,
    by: SaveBy,
    current: Option<&str>,
    new_password: &str,
    keep_sessions: bool,
) -> Result<Outcome, Fault> {
    let who = Who::User(user);
    let guessing = if current.is_some() { Guessing::Password } else { Guessing::Mailed };
    let mut knock = Knock::new(app, visit, "password-saved", step, guessing);
    if current.is_some() {
        let seen = knock.look(&who).await?;
        knock.take_guess(&seen, |lane| rules::throttle::lane(lane, visit.now)).await?;
    }
    let came = saved_with(&knock, &who, by, current, new_password, keep_sessions).await;
    knock.unless_broken(came).await
}

async fn saved_with(
    knock: &Knock<'_>,
    who: &Who,
    by: SaveBy,
    current: Option<&str>,
    new_password: &str,
    keep_sessions: bool,
) -> Result<Outcome, Fault> {
    let (app, visit) = (knock.app, knock.visit);
    for _ in 0..PROVED_AGAIN {
        let (subject, facts) = knock.look(who).await?;
        let (by, against) = match current.filter(|_| knock.may_look()) {
            None => (by, None),
            Some(current) => {
                let place = app.hash_pool.place(Source::Network(visit.network_key()))?;
                let proof = proving::password(place, &subject, current).await?;
                (SaveBy::Choice(proof.evidence), Some(proof.against))
            }
        };
        let flaw = proving::flaw(app, &subject, &facts, new_password);
        let mut hands = Hands { proved_against: against, ..Hands::default() };
        let mut reused = false;
        // A password with a flaw is not worth a hash, nor one beside a guess that nobody looks at.
        if flaw.is_none() && knock.may_look() {
            reused = proving::reused(app, visit, &subject, &facts, new_password).await?;
            hands.password_hash = Some(proving::new_hash(app, visit, new_password).await?);
        }
        hands.sheet = proving::sheet_if_needed(app, visit, &facts).await?;
        let attempt = Attempt::SavePassword(Save { by, flaw, reused, keep_sessions });
        match knock.run(who, &attempt, &hands).await? {
            Some(outcome) => return Ok(outcome),
            None => continue,
        }
    }
    Err(Fault::Contended)
}
