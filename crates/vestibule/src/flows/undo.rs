//! "This wasn't me": what goes with a notice, what is known of the change, and what is carried out when it is said.
//!
//! Never in here: whether something is taken back (`rules::undo`). Where to go next: `web/undo.rs`.

use proofs::ticket::{Token, make_code};
use rules::attempt::UndoBy;
use rules::effect::{Holds, Mail};
use rules::facts::{Change, ChangeKind, Facts, OrganizationKey};
use rules::{Attempt, Decision, Effect, Instant};
use uuid::Uuid;

use super::apply::{self, Hands, Made, RightCode};
use super::run::{Knock, Outcome};
use super::subject::{Guessing, Subject, Who, secret_of};
use crate::app::{App, random};
use crate::fault::Fault;
use crate::step::Step;
use crate::store::undo::{self, UndoRow};
use crate::store::{Write, address as addresses, factor, recovery, session, user, vouch};
use crate::visit::Visit;
use crate::words::words;

/// What stands in a notice for whoever did not do it.
pub(super) struct Said {
    /// The link's secret.
    pub token: Token,
    /// The code.
    pub code: String,
}

/// A change's kind as a word.
pub const fn word(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::FactorAdded => "factor-added",
        ChangeKind::FactorRemoved => "factor-removed",
        ChangeKind::CodesMade => "codes-made",
        ChangeKind::PasswordChanged => "password-changed",
        ChangeKind::AddressChanged => "address-changed",
    }
}

fn kind_of(word: &str) -> Option<ChangeKind> {
    let all = [
        ChangeKind::FactorAdded,
        ChangeKind::FactorRemoved,
        ChangeKind::CodesMade,
        ChangeKind::PasswordChanged,
        ChangeKind::AddressChanged,
    ];
    all.into_iter().find(|kind| self::word(*kind) == word)
}

/// Writes down what a notice tells of, if it tells of a change to what is the user's own.
pub(super) async fn issue(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    mail: Mail,
    hands: &Hands,
    decision: &Decision,
    made: &Made,
) -> Result<Option<Said>, Fault> {
    let kind = match mail {
        Mail::FactorAdded => ChangeKind::FactorAdded,
        Mail::FactorRemoved => ChangeKind::FactorRemoved,
        Mail::CodesMade => ChangeKind::CodesMade,
        Mail::PasswordChanged => ChangeKind::PasswordChanged,
        Mail::AddressChanged => ChangeKind::AddressChanged,
        _ => return Ok(None),
    };
    let Some(user) = &subject.user else { return Ok(None) };
    let (app, visit) = (knock.app, knock.visit);
    let said = Said { token: app.new_token(), code: make_code(random()) };
    let added = match &hands.code {
        Some(RightCode::First { factor, .. }) => Some(*factor),
        Some(RightCode::NewPasskey { factor, .. }) => Some(factor.id),
        _ => hands.ended_factor,
    };
    let row = UndoRow {
        id: app.new_id(),
        user_id: user.id,
        organization_id: only_there(decision),
        kind: word(kind).to_owned(),
        at: visit.now,
        factor_id: added.filter(|_| matches!(kind, ChangeKind::FactorAdded | ChangeKind::FactorRemoved)),
        set_id: made.sheet.map(|(set, _)| set).filter(|_| kind == ChangeKind::CodesMade),
        session_id: knock.step.session,
        device_id: visit.device,
        browser: visit.browser.clone(),
        network: visit.network_text(),
        address: subject.address.clone(),
        token_hash: said.token.digest(),
        code_hash: apply::code_hash(app, &said.code),
        expires_at: visit.now.plus(rules::undo::LASTS),
        spent_at: None,
        reference: knock.reference.to_string(),
    };
    undo::add(write, &row).await?;
    Ok(Some(said))
}

/// The same once more, for whoever asks for a reset at an address that was changed: the notice may have been deleted by
/// the one who changed it. It lasts no longer than the first.
pub(super) async fn issue_again(
    write: &mut Write,
    knock: &Knock<'_>,
    address: &str,
) -> Result<Option<(Said, Instant)>, Fault> {
    let (app, now) = (knock.app, knock.visit.now);
    let held = addresses::find(write, address).await?;
    let Some(held) = held.filter(|row| row.held_until.is_some_and(|until| now < until)) else {
        return Ok(None);
    };
    let kind = word(ChangeKind::AddressChanged);
    let last = undo::find_last(write, held.user_id, kind, address).await?;
    let Some(last) = last.filter(|row| row.spent_at.is_none() && now < row.expires_at) else {
        return Ok(None);
    };
    let said = Said { token: app.new_token(), code: make_code(random()) };
    let until = last.expires_at;
    let row = UndoRow {
        id: app.new_id(),
        token_hash: said.token.digest(),
        code_hash: apply::code_hash(app, &said.code),
        ..last
    };
    undo::add(write, &row).await?;
    Ok(Some((said, until)))
}

/// The one organization that a change is about: a factor that it alone vouches for, or that is gone there.
fn only_there(decision: &Decision) -> Option<Uuid> {
    decision.effects.iter().find_map(|effect| match effect {
        Effect::EndFactorIn(only) => Some(Uuid::from_u128(*only)),
        Effect::ConfirmAuthenticator(adding) | Effect::AddPasskey(adding) => match adding.holds {
            Holds::Only(only) => Some(Uuid::from_u128(only)),
            Holds::Everywhere | Holds::AsGiven => None,
        },
        _ => None,
    })
}

/// What is known of the change that the step is about.
pub(super) fn fact(app: &App, subject: &Subject, step: &Step) -> Option<Change> {
    let row = subject.undo.as_ref()?;
    let kind = kind_of(&row.kind)?;
    let other = |id: Uuid| Some(id) != row.factor_id;
    let gives = |factor: &&crate::store::factor::FactorRow| {
        factor.kind == "passkey" || secret_of(app, factor).is_some()
    };
    let others = subject.live_factors().filter(|factor| other(factor.id)).filter(gives).count();
    Some(Change {
        kind,
        until: row.expires_at,
        spent_at: row.spent_at,
        stands: stands(subject, row, kind),
        others: u8::try_from(others).unwrap_or(u8::MAX),
        left_bare: if kind == ChangeKind::FactorAdded { left_bare(subject, row) } else { vec![] },
        given_with_it: row.factor_id.is_some() && step.given.factor == row.factor_id,
    })
}

fn stands(subject: &Subject, row: &UndoRow, kind: ChangeKind) -> bool {
    let live = || subject.live_factors().find(|factor| Some(factor.id) == row.factor_id);
    match (kind, row.organization_id) {
        (ChangeKind::FactorAdded, _) => live().is_some(),
        (ChangeKind::FactorRemoved, None) => {
            subject.factors.iter().any(|it| Some(it.id) == row.factor_id && it.ended_at == Some(row.at))
        }
        (ChangeKind::FactorRemoved, Some(there)) => {
            let words = &subject.ways_back.words;
            live().is_some_and(|factor| {
                words.iter().any(|word| {
                    word.factor_id == factor.id
                        && word.organization_id == there
                        && word.word == "ended"
                        && word.at == row.at
                })
            })
        }
        (ChangeKind::CodesMade, _) => subject.sheets.iter().any(|(set, _)| Some(set.id) == row.set_id),
        // Changed again since, the address of before is still held; put back by another mail, it is the address.
        (ChangeKind::AddressChanged, _) => {
            subject.address != row.address && subject.held.contains(&row.address)
        }
        (ChangeKind::PasswordChanged, _) => {
            subject.user.as_ref().is_some_and(|user| user.password_at == Some(row.at))
        }
    }
}

/// Where the added factor counts, and no other does.
fn left_bare(subject: &Subject, row: &UndoRow) -> Vec<OrganizationKey> {
    let ids = subject.doors.iter().map(|door| door.membership.organization_id);
    let bare = ids.filter(|there| {
        let counting = subject.live_factors().filter(|factor| subject.counts(factor, *there));
        // The added one, and no other.
        counting.map(|factor| factor.id).collect::<Vec<_>>() == row.factor_id.into_iter().collect::<Vec<_>>()
    });
    bare.map(|id| id.as_u128()).collect()
}

/// Carries out what is particular to "this wasn't me".
pub(super) async fn carry_out(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    effect: &Effect,
) -> Result<(), Fault> {
    let now = knock.visit.now;
    let Some(row) = &subject.undo else { return Err(Fault::broken("nothing that somebody did not do")) };
    match (effect, row.factor_id, row.set_id) {
        (Effect::EndSessionsOfChange, _, _) => {
            let from = session::From {
                session: row.session_id,
                device: row.device_id,
                factor: row.factor_id.filter(|_| row.kind == word(ChangeKind::FactorAdded)),
            };
            session::end_from(write, row.user_id, &from, knock.step.session, now, knock.act).await.map(drop)
        }
        (Effect::RestoreFactor, Some(id), _) => match row.organization_id {
            Some(there) => vouch::remove_ended(write, id, there).await.map(drop),
            None => factor::restore(write, id).await.map(drop),
        },
        (Effect::EndCodes, _, Some(set)) => {
            recovery::end_set(write, set, now).await?;
            let left = recovery::list_current(write, row.user_id).await?;
            if left.iter().all(|(set, _)| set.saved_at.is_none()) {
                user::set_codes_saved(write, row.user_id, None).await?;
            }
            Ok(())
        }
        (other, _, _) => Err(Fault::broken(format!("not said of such a change: {other:?}"))),
    }
}

/// The change behind a notice's link.
pub async fn find(app: &App, text: &str) -> Result<Option<UndoRow>, Fault> {
    let Some(token) = Token::parse(text) else { return Ok(None) };
    undo::find_by_token_hash(&mut app.store.read(), &token.digest()).await
}

/// The change that a page is about. Opening it changes nothing, whoever does.
pub async fn look(app: &App, visit: &Visit, step: &Step) -> Result<Option<(Subject, Facts)>, Fault> {
    let (Some(_), Some(user)) = (step.undo, step.user) else { return Ok(None) };
    let knock = Knock::new(app, visit, "not-me", step.clone(), Guessing::Mailed);
    let (subject, facts) = knock.look(&Who::User(user)).await?;
    Ok(facts.change.is_some().then_some((subject, facts)))
}

/// "This wasn't me", with what was typed from the mail, or by a button. `None`: there is no such change.
pub async fn say(
    app: &App,
    visit: &Visit,
    step: Step,
    typed: Option<&str>,
) -> Result<Option<Outcome>, Fault> {
    let (Some(id), Some(user)) = (step.undo, step.user) else { return Ok(None) };
    let Some(row) = undo::find(&mut app.store.read(), id).await? else { return Ok(None) };
    let lane = Step::for_address(&format!("undo {id}"));
    let mut knock = Knock::new(app, visit, "not-me", lane, Guessing::Mailed);
    let by = match typed {
        None => UndoBy::Session,
        Some(typed) => {
            let right = knock.types_code(typed, row.code_hash).await?;
            if right { UndoBy::CodeRight } else { UndoBy::CodeWrong }
        }
    };
    knock.step = step;
    let about = words().plain(
        &format!("request-not-me-{}", row.kind),
        &[("browser", &row.browser), ("network", &row.network)],
    );
    let hands = Hands { ended_factor: row.factor_id, about, ..Hands::default() };
    knock.run(&Who::User(user), &Attempt::Undo(by), &hands).await
}
