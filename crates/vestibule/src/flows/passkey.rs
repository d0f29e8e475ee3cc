//! Passkeys: a question for one, and what its answer does: signing in, the second factor, a new one, a test.
//!
//! A question stands in its page, sealed for this browser; nothing is kept for strangers. The first answer that holds
//! is written down as the only one, in the transaction that it leads to. Never in here: what an answer is worth
//! (`proofs::passkey`), or whether it is enough (`rules::passkey`).

use proofs::passkey::{Answer, Kept, Owner, maker};
use rules::attempt::PasskeyEvidence;
use rules::{Attempt, Facts};
use uuid::Uuid;

use super::apply::{Hands, RightCode};
use super::proving;
use super::question::{Asked, Purpose, Question};
use super::run::{Knock, Outcome};
use super::sign_in::PROVED_AGAIN;
use super::subject::{Guessing, Subject, Who};
use crate::app::App;
use crate::fault::Fault;
use crate::step::Step;
use crate::store::factor::{self, FactorRow};
use crate::store::question;
use crate::visit::Visit;

fn knock<'a>(app: &'a App, visit: &'a Visit, act: &'static str, step: Step) -> Knock<'a> {
    Knock::new(app, visit, act, step, Guessing::Second)
}

/// The passkeys of a user that can answer here, as they are held against answers.
fn kept(app: &App, subject: &Subject) -> Vec<Kept> {
    let here = subject.passkeys().filter(|row| answers_here(app, row));
    here.filter_map(|row| row.passkey.as_deref().and_then(Kept::read)).collect()
}

/// Whether a passkey was made for our name: under another one no browser lets it answer.
pub fn answers_here(app: &App, row: &FactorRow) -> bool {
    app.passkeys.as_ref().is_some_and(|site| site.name() == row.label)
}

fn owner<'a>(user: Uuid, subject: &'a Subject, name: &'a str) -> Owner<'a> {
    Owner { id: *user.as_bytes(), address: &subject.address, name }
}

/// A question for a stranger: for any passkey of ours, and the same whoever asks.
pub fn ask_at_the_door(app: &App, visit: &Visit) -> Option<Asked> {
    let question = Question::new(visit, Purpose::Door);
    let options = app.passkeys.as_ref()?.ask_anybody(&question.challenge)?;
    Some(question.sealed(app, visit, options))
}

/// A question for one of the user's own, after the first factor. `None`: there is none to ask.
pub async fn ask_second(app: &App, visit: &Visit, user: Uuid, step: Step) -> Result<Option<Asked>, Fault> {
    let (subject, facts) = knock(app, visit, "passkey", step).look(&Who::User(user)).await?;
    let (kept, proved) = (kept(app, &subject), facts.proofs.known().is_some());
    Ok(ask_these(app, visit, Purpose::Second(user), &kept).filter(|_| proved))
}

/// A question for this one passkey, to see whether it works here.
pub async fn ask_test(
    app: &App,
    visit: &Visit,
    user: Uuid,
    step: Step,
    id: Uuid,
) -> Result<Option<Asked>, Fault> {
    let (subject, _) = knock(app, visit, "passkey", step).look(&Who::User(user)).await?;
    let row = subject.passkeys().find(|row| row.id == id);
    let kept: Vec<Kept> =
        row.and_then(|row| row.passkey.as_deref()).and_then(Kept::read).into_iter().collect();
    Ok(ask_these(app, visit, Purpose::Test(user, id), &kept))
}

fn ask_these(app: &App, visit: &Visit, purpose: Purpose, kept: &[Kept]) -> Option<Asked> {
    if kept.is_empty() {
        return None;
    }
    let question = Question::new(visit, purpose);
    let options = app.passkeys.as_ref()?.ask(&question.challenge, kept)?;
    Some(question.sealed(app, visit, options))
}

/// Options for a new passkey, for whoever may add one now.
pub async fn ask_new(app: &App, visit: &Visit, user: Uuid, step: Step) -> Result<Option<Asked>, Fault> {
    let (subject, facts) = knock(app, visit, "passkey-added", step).look(&Who::User(user)).await?;
    let Some(site) = app.passkeys.as_ref().filter(|_| may(&facts, visit)) else { return Ok(None) };
    let (question, name) = (Question::new(visit, Purpose::New(user)), subject.name());
    let options = site.ask_new(&question.challenge, &owner(user, &subject, &name), &kept(app, &subject));
    Ok(options.map(|options| question.sealed(app, visit, options)))
}

fn may(facts: &Facts, visit: &Visit) -> bool {
    rules::factor::may_add(facts, visit.now).is_ok() && rules::passkey::may_be_first(facts)
}

/// Whether this user may add a passkey now, with what they have proved.
pub async fn may_add(app: &App, visit: &Visit, user: Uuid, step: Step) -> Result<bool, Fault> {
    let (_, facts) = knock(app, visit, "passkey-added", step).look(&Who::User(user)).await?;
    Ok(app.passkeys.is_some() && may(&facts, visit))
}

/// What an answer is, and whose.
fn evidence(
    app: &App,
    subject: &Subject,
    question: Option<&Question>,
    answer: Option<&Answer>,
) -> (PasskeyEvidence, Option<RightCode>) {
    let Some(answer) = answer else { return (PasskeyEvidence::Wrong, None) };
    let named = |row: &&FactorRow| row.credential_id.as_deref() == Some(answer.credential_id());
    let Some(row) = subject.passkeys().find(named) else { return (PasskeyEvidence::Unknown, None) };
    let (Some(site), Some(question), Some(before)) = (&app.passkeys, question, &row.passkey) else {
        return (PasskeyEvidence::Wrong, None);
    };
    let Some(kept) = Kept::read(before) else { return (PasskeyEvidence::Wrong, None) };
    match site.verify(&question.challenge, &kept, *row.user_id.as_bytes(), answer) {
        Err(_flaw) => (PasskeyEvidence::Wrong, None),
        Ok(told) => {
            let right = RightCode::Passkey {
                factor: row.id,
                before: before.clone(),
                updated: told.updated.text(),
                question: question.answered(),
            };
            (PasskeyEvidence::Right { verified: told.verified }, Some(right))
        }
    }
}

/// A passkey answered at the door, with nothing else. Its own name and its owner's handle say whose it is.
pub async fn at_the_door(
    app: &App,
    visit: &Visit,
    step: Step,
    sealed: &str,
    answer: &str,
) -> Result<Outcome, Fault> {
    let question = Question::open(app, visit, sealed).filter(|asked| asked.purpose == Purpose::Door);
    let answer = Answer::read(answer).ok();
    let found = match &answer {
        Some(answer) => factor::any_find_by_credential(&mut app.store.read(), answer.credential_id()).await?,
        None => None,
    };
    // Without a handle it is a key that was asked for by name, which nobody does at the door.
    let handle = answer.as_ref().and_then(Answer::owner);
    let found = found.filter(|row| handle == Some(*row.user_id.as_bytes()));
    let who = match found {
        Some(row) => Who::User(row.user_id),
        None => Who::Address(step.address.clone()),
    };
    answered(&knock(app, visit, "passkey", step), &who, question, answer).await
}

/// A passkey answered after the first factor.
pub async fn second(
    app: &App,
    visit: &Visit,
    user: Uuid,
    step: Step,
    sealed: &str,
    answer: &str,
) -> Result<Outcome, Fault> {
    let question = Question::open(app, visit, sealed).filter(|asked| asked.purpose == Purpose::Second(user));
    let knock = knock(app, visit, "passkey", step);
    answered(&knock, &Who::User(user), question, Answer::read(answer).ok()).await
}

async fn answered(
    knock: &Knock<'_>,
    who: &Who,
    question: Option<Question>,
    answer: Option<Answer>,
) -> Result<Outcome, Fault> {
    for _ in 0..PROVED_AGAIN {
        let (subject, facts) = knock.look(who).await?;
        let (evidence, code) = evidence(knock.app, &subject, question.as_ref(), answer.as_ref());
        let right = code.is_some();
        let sheet = match right {
            true => proving::sheet_if_needed(knock.app, knock.visit, &facts).await?,
            false => None,
        };
        let hands = Hands { code, sheet, ..Hands::default() };
        match knock.run(who, &Attempt::Passkey(evidence), &hands).await {
            Ok(Some(outcome)) => return Ok(outcome),
            // Another answer moved the counter on meanwhile: this one is held against it anew.
            Ok(None) => {}
            // The question has had its answer: a double click, another tab, or somebody who listened.
            Err(Fault::Contended) if right => break,
            Err(fault) => return Err(fault),
        }
    }
    knock.simply(who, &Attempt::Passkey(PasskeyEvidence::Wrong)).await
}

/// What came of a new passkey.
pub enum Added {
    /// It was decided on.
    Decided(Box<Outcome>),
    /// It is here already.
    AlreadyHere,
    /// Its answer does not hold, or belongs to an older page.
    NotHeld,
}

/// A new passkey was made in this browser.
pub async fn add(
    app: &App,
    visit: &Visit,
    user: Uuid,
    step: Step,
    (sealed, answer): (&str, &str),
    name: Option<String>,
) -> Result<Added, Fault> {
    let (who, knock) = (Who::User(user), knock(app, visit, "passkey-added", step));
    let (subject, _) = knock.look(&who).await?;
    let question = Question::open(app, visit, sealed).filter(|asked| asked.purpose == Purpose::New(user));
    let (Some(site), Some(question)) = (&app.passkeys, question) else { return Ok(Added::NotHeld) };
    let shown = subject.name();
    let made =
        site.verify_new(&question.challenge, &owner(user, &subject, &shown), &kept(app, &subject), answer);
    let made = match made {
        Ok(made) => made,
        Err(proofs::passkey::Flaw::AlreadyThere) => return Ok(Added::AlreadyHere),
        Err(_flaw) => return Ok(Added::NotHeld),
    };
    let name = name.unwrap_or_else(|| called(&subject, maker(answer).unwrap_or(&visit.browser)));
    let factor = Box::new(new_row((app, visit), user, site.name(), name, &made));
    let hands = Hands {
        code: Some(RightCode::NewPasskey { factor, question: question.answered() }),
        sheet: Some(proving::sheet(app, visit).await?),
        ..Hands::default()
    };
    match knock.run(&who, &Attempt::AddPasskey, &hands).await {
        Ok(Some(outcome)) => Ok(Added::Decided(Box::new(outcome))),
        Ok(None) => Ok(Added::NotHeld),
        Err(Fault::Contended) => {
            let there = factor::any_find_by_credential(&mut app.store.read(), made.credential_id()).await?;
            Ok(if there.is_some() { Added::AlreadyHere } else { Added::NotHeld })
        }
        Err(fault) => Err(fault),
    }
}

/// The name of its maker or its browser, and a number where there is one of that name.
fn called(subject: &Subject, name: &str) -> String {
    let taken = |name: &str| subject.live_factors().any(|factor| factor.name == name);
    let numbered = (2..).map(|number| format!("{name} {number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| !taken(name)).unwrap_or_default()
}

fn new_row((app, visit): (&App, &Visit), user_id: Uuid, site: &str, name: String, made: &Kept) -> FactorRow {
    FactorRow {
        id: app.new_id(),
        user_id,
        name,
        secret: vec![],
        label: site.to_owned(),
        created_at: visit.now,
        confirmed_at: Some(visit.now),
        last_step: None,
        last_used_at: None,
        ended_at: None,
        kind: "passkey".to_owned(),
        own: true,
        by_pass: false,
        credential_id: Some(made.credential_id().to_vec()),
        passkey: Some(made.text()),
        last_used_in: None,
        begun_in: None,
    }
}

/// A passkey was tried from the account: whether it works. Nothing changes but when it was last used.
pub async fn test(
    app: &App,
    visit: &Visit,
    user: Uuid,
    step: Step,
    sealed: &str,
    answer: &str,
) -> Result<bool, Fault> {
    let (subject, _) = knock(app, visit, "passkey", step).look(&Who::User(user)).await?;
    let question = Question::open(app, visit, sealed);
    let Some(Purpose::Test(asked, id)) = question.as_ref().map(|asked| asked.purpose) else {
        return Ok(false);
    };
    let (_, right) = evidence(app, &subject, question.as_ref(), Answer::read(answer).ok().as_ref());
    let Some(RightCode::Passkey { factor: row, before, updated, question: asked_once }) = right else {
        return Ok(false);
    };
    if asked != user || row != id {
        return Ok(false);
    }
    let mut write = app.store.write().await?;
    let works = question::spend(&mut write, &asked_once.challenge, asked_once.until).await?
        && factor::spend_passkey(&mut write, row, (&before, &updated), visit.now, &visit.browser).await?;
    write.commit().await?;
    Ok(works)
}

/// Whether a passkey goes along to the owner's other devices, as far as it is known.
pub fn synced(row: &FactorRow) -> bool {
    row.passkey.as_deref().and_then(Kept::read).is_some_and(|kept| kept.synced())
}
