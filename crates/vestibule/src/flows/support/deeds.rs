//! What support does by itself: has a mail sent to the mailbox's owner, hands a case over with a note, writes a note
//! for the desk. The line in the audit log is written in the same transaction.
//!
//! Never in here: whether it may (`rules::support`), a look at what a mail says.

use rules::Verdict;
use rules::support::{self as rule, Deed, Scene};
use uuid::Uuid;

use super::{Supporter, line, works_there};
use crate::app::App;
use crate::fault::Fault;
use crate::flows::apply::Hands;
use crate::flows::letters::Answer;
use crate::flows::run::{Knock, Outcome};
use crate::flows::subject::{self, Guessing, Subject, Who};
use crate::flows::{account, admin_mails, mail_caps};
use crate::step::{Refused, Step, read_cause};
use crate::store::journal::JournalRow;
use crate::store::note::NoteRow;
use crate::store::{Write, journal, note, stuck};
use crate::visit::Visit;
use crate::words::words;

/// How often it is tried again because somebody else changed the same person.
const TRIES: usize = 8;
/// The longest note, in characters.
pub const NOTE_AT_MOST: usize = 2000;

/// What somebody wrote, as it is kept: plain, with lines, without anything that a terminal or a mail would obey, and
/// without what turns the order of letters around. `None` where nothing is left.
pub fn plain(typed: &str) -> Option<String> {
    let unseen = |letter: char| matches!(letter, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let typed = typed.replace("\r\n", "\n");
    let kept = typed.chars().filter(|letter| *letter == '\n' || !(letter.is_control() || unseen(*letter)));
    let kept: String = kept.take(NOTE_AT_MOST).collect();
    let kept = kept.trim();
    (!kept.is_empty()).then(|| kept.to_owned())
}

/// Does `deed` for a user; `reference` is the case at hand, and `note` goes along where it is handed over.
pub async fn act(
    app: &App,
    visit: &Visit,
    who: &Supporter,
    user: Uuid,
    deed: Deed,
    reference: Option<&str>,
    note: &str,
) -> Result<Outcome, Fault> {
    for _ in 0..TRIES {
        let knock = knock(app, visit, deed);
        let mut write = app.store.write().await?;
        let subject = subject::load(&mut write, &Who::User(user), &knock.step, visit).await?;
        let facts =
            subject::facts(&mut write, app, &subject, &knock.step, visit, Guessing::Mailed, None).await?;
        let case = case(&mut write, reference, user).await?;
        let caps = admin_mails::caps(app, who.desk, who.id, &subject);
        let scene = Scene {
            at_desk: works_there(&mut write, who.id).await?,
            theirs: case.as_ref().is_some_and(|case| case.cause.is_some()),
            mails_until: mail_caps::until(&mut write, &caps, visit.now).await?,
        };
        let decision = rule::decide(&facts, scene, deed, visit.now);
        if matches!(decision.verdict, Verdict::Done(_)) {
            mail_caps::count(&mut write, &caps, visit.now).await?;
            stuck::set_support(&mut write, user, visit.now).await?;
        }
        let hands = Hands {
            supporter: Some(who.clone()),
            answer: case.as_ref().map(|case| answer(visit, &subject, case)),
            about: words().plain("support-request-about", &[("name", &who.name), ("note", note)]),
            ..Hands::default()
        };
        if let Some(outcome) = knock.carry_out(write, subject, decision, &hands, "{}".to_owned()).await? {
            return Ok(outcome);
        }
    }
    Err(Fault::Contended)
}

fn knock<'a>(app: &'a App, visit: &'a Visit, deed: Deed) -> Knock<'a> {
    match deed {
        Deed::SendFitting => Knock::new(app, visit, "support-mailed", Step::default(), Guessing::Mailed),
        Deed::SendAnswer => Knock::new(app, visit, "support-answered", Step::default(), Guessing::Mailed),
        Deed::HandOver(organization) => {
            let step = Step { wanted: Some(Uuid::from_u128(organization)), ..Step::default() };
            Knock::new(app, visit, "support-handed-over", step, Guessing::Mailed)
        }
    }
}

/// The case, if it is this user's.
async fn case(write: &mut Write, reference: Option<&str>, user: Uuid) -> Result<Option<JournalRow>, Fault> {
    let Some(reference) = reference else { return Ok(None) };
    Ok(journal::find(write, reference).await?.filter(|row| row.user_id == Some(user)))
}

fn answer(visit: &Visit, subject: &Subject, case: &JournalRow) -> Answer {
    let cause = case.cause.as_deref().and_then(read_cause);
    match (&case.cause, cause) {
        (Some(written), Some(cause)) => {
            let refused = Refused {
                reference: case.reference.clone(),
                at: case.at.0,
                cause: written.clone(),
                arrived: false,
            };
            account::in_words(visit, subject, &refused, &cause)
        }
        _nothing_refused => Answer {
            reference: case.reference.clone(),
            at: String::new(),
            cause: String::new(),
            remedies: vec![],
        },
    }
}

/// Writes a note about somebody, or about a case of nobody; the desk alone reads it. False for somebody who works there
/// no more.
pub async fn add_note(
    app: &App,
    visit: &Visit,
    who: &Supporter,
    about: &super::Looked,
    text: &str,
) -> Result<bool, Fault> {
    let mut write = app.store.write().await?;
    if !works_there(&mut write, who.id).await? {
        return Ok(false);
    }
    let row = NoteRow {
        id: app.new_id(),
        user_id: about.subject,
        reference: about.reference.clone(),
        by_user: who.id,
        by_name: who.name.clone(),
        at: visit.now,
        text: text.to_owned(),
    };
    note::add(&mut write, &row).await?;
    let own = about.organizations.is_empty().then_some(who.desk);
    for organization in about.organizations.iter().copied().chain(own) {
        line(&mut write, app, visit, who, organization, "support-noted", about.subject, None).await?;
    }
    if let Some(user) = about.subject {
        stuck::set_support(&mut write, user, visit.now).await?;
    }
    write.commit().await?;
    Ok(true)
}
