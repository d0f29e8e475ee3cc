//! The rest of one's own account: sessions, and asking for help.

use rules::attempt::Which;
use rules::remedy::{Reader, remedies};
use rules::{Attempt, Cause};
use uuid::Uuid;

use super::apply::Hands;
use super::letters::Answer;
use super::run::{Knock, Outcome};
use super::subject::{Guessing, Subject, Who};
use crate::app::App;
use crate::fault::Fault;
use crate::said;
use crate::step::{Refused, Step, read_cause};
use crate::store::{journal, session};
use crate::visit::Visit;

/// Signing out here, elsewhere or everywhere.
pub async fn end_sessions(
    app: &App,
    visit: &Visit,
    user: Uuid,
    step: Step,
    which: Which,
) -> Result<Outcome, Fault> {
    let knock = Knock::new(app, visit, "sessions-ended", step, Guessing::Second);
    knock.simply(&Who::User(user), &Attempt::EndSessions(which)).await
}

/// Ends one of the user's own sessions; ending what has ended already is a success.
pub async fn end_session(app: &App, visit: &Visit, user: Uuid, id: Uuid) -> Result<(), Fault> {
    if session::find(&mut app.store.read(), id, user).await?.is_none() {
        return Ok(());
    }
    let mut write = app.store.write().await?;
    session::end(&mut write, id, visit.now, "ended-from-account").await?;
    write.commit().await
}

/// Remembers that a session is in use; seldom enough to cost next to nothing.
pub async fn touch(app: &App, visit: &Visit, id: Uuid) -> Result<(), Fault> {
    let mut write = app.store.write().await?;
    session::touch(&mut write, id, visit.now).await?;
    write.commit().await
}

/// "Mail me the answer": the cause and what to do, to the owner of the mailbox and nobody else.
pub async fn ask_answer(app: &App, visit: &Visit, step: Step, refused: &Refused) -> Result<Outcome, Fault> {
    let who = Who::Address(step.address.clone());
    let knock = Knock::new(app, visit, "answer-asked", step, Guessing::Mailed);
    let (subject, _) = knock.look(&who).await?;
    let hands = Hands { answer: answer(app, visit, &subject, refused).await?, ..Hands::default() };
    knock.run(&who, &Attempt::AskAnswer, &hands).await?.ok_or(Fault::Contended)
}

/// The same for a reference alone: the answer goes to the mailbox that the reference is about, whoever asks.
/// Where it is about nobody, nothing goes out, and nobody can tell.
pub async fn ask_answer_about(app: &App, visit: &Visit, reference: &proofs::Reference) -> Result<(), Fault> {
    let row = journal::find(&mut app.store.read(), reference.as_str()).await?;
    let Some((user, cause, at)) = row.and_then(|row| Some((row.user_id?, row.cause?, row.at))) else {
        return Ok(());
    };
    let who = Who::User(user);
    let step = Step { ask: Some(app.new_id()), ..Step::default() };
    let knock = Knock::new(app, visit, "answer-asked", step, Guessing::Mailed);
    let (subject, _) = knock.look(&who).await?;
    let refused = Refused { reference: reference.to_string(), at: at.0, cause, arrived: false };
    let answer = read_cause(&refused.cause).map(|cause| in_words(visit, &subject, &refused, &cause));
    let hands = Hands { answer, ..Hands::default() };
    knock.run(&who, &Attempt::AskAnswer, &hands).await.map(drop)
}

/// The answer to a reference, in words for its owner; `None` where the reference is not about this subject.
async fn answer(
    app: &App,
    visit: &Visit,
    subject: &Subject,
    refused: &Refused,
) -> Result<Option<Answer>, Fault> {
    let Some(row) = journal::find(&mut app.store.read(), &refused.reference).await? else {
        // The journal was too slow for it; the page still knew.
        return Ok(read_cause(&refused.cause).map(|cause| in_words(visit, subject, refused, &cause)));
    };
    let own = subject.user.as_ref().is_some_and(|user| row.user_id == Some(user.id));
    let cause = row.cause.as_deref().and_then(read_cause);
    Ok(cause.filter(|_| own).map(|cause| in_words(visit, subject, refused, &cause)))
}

pub(super) fn in_words(visit: &Visit, subject: &Subject, refused: &Refused, cause: &Cause) -> Answer {
    let zone = subject.zone(None);
    Answer {
        reference: refused.reference.clone(),
        at: crate::when::said(rules::Instant(refused.at), visit.now, zone),
        cause: said::cause(cause, Some(subject), None, visit.now),
        remedies: remedies(cause, Reader::User).iter().map(said::remedy_in_full).collect(),
    }
}

/// "Send this to my admin", once the mailbox or the first factor is proved.
pub async fn ask_admin(app: &App, visit: &Visit, user: Uuid, step: Step) -> Result<Outcome, Fault> {
    let who = Who::User(user);
    let refused = step.refusal.clone();
    let knock = Knock::new(app, visit, "admin-asked", step, Guessing::Mailed);
    let (subject, _) = knock.look(&who).await?;
    let cause = refused.as_ref().and_then(|refused| read_cause(&refused.cause));
    let about = match &cause {
        Some(cause) => said::cause_for_admin(cause, &subject, visit.now),
        None => crate::words::words().plain("request-about-getting-in", &[]),
    };
    let answer = refused.map(|refused| Answer {
        reference: refused.reference,
        at: String::new(),
        cause: String::new(),
        remedies: vec![],
    });
    let hands = Hands { about, answer, ..Hands::default() };
    knock.run(&who, &Attempt::AskAdmin, &hands).await?.ok_or(Fault::Contended)
}
