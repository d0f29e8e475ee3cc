//! Another address: begun, proved from both mailboxes, done or left; and what is carried out when it is.
//!
//! Never in here: what it takes (`rules::address`), nor who learns of a new address that somebody else has: that is
//! said in the mail to its owner alone. Where to go next: `address/carrying.rs`, `letters/address.rs`, `web/address.rs`.

pub(super) mod carrying;

use proofs::address::Address;
use proofs::ticket::{Token, make_code, normalize_code};
use rules::address::{self, Deed, LASTS, Proof, Wish};
use rules::effect::{Mailbox, OnAddress};
use rules::facts::Facts;
use rules::{Decision, Effect, Instant};
use uuid::Uuid;

use super::apply::{self, Hands};
use super::mail_caps;
use super::run::{Knock, Outcome};
use super::subject::{self, Guessing, Subject, Who};
use crate::app::{App, random};
use crate::fault::Fault;
use crate::step::Step;
use crate::store::address_change::{self, AddressChangeRow, AddressCodeRow};
use crate::store::{Read, Write, address as addresses};
use crate::visit::Visit;

/// How often it is decided again because somebody else changed the same account.
const TRIES: usize = 8;

/// What has mails sent.
const ISSUES: Effect = Effect::Address(OnAddress::IssueCodes);

/// What somebody does about their address.
pub enum Doing<'a> {
    /// Types another one.
    Ask(&'a Address),
    /// Wants the mails once more.
    AskAgain,
    /// Types a code from one of the two mails.
    Type(&'a str),
    /// Says "this mailbox is mine" on the page of that link.
    Claim(Uuid),
    /// Says "change it".
    Change,
    /// Leaves it as it was.
    Withdraw,
}

/// A change that is under way.
#[derive(Clone)]
pub struct Open {
    /// As the rules know it.
    pub wish: Wish,
    /// The new address as it was typed.
    pub shown: String,
    normal: String,
    row: AddressChangeRow,
}

/// What a decision about it is carried out with.
#[derive(Clone)]
pub(super) struct Moving {
    row: AddressChangeRow,
    begins: bool,
    pub(super) normal: String,
    pub(super) shown: String,
    pub(super) at_new: AtNew,
    pub(super) codes: Vec<Issued>,
}

/// Which mail the new mailbox gets. Its owner is told the truth; the page knows nothing of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum AtNew {
    /// Link and code.
    Code,
    /// It is the address of this user's account.
    Belongs(Uuid),
    /// It is held for whoever had it until lately.
    Held,
    /// None: its caps are reached.
    Nothing,
}

/// A link and code on their way into a mail.
#[derive(Clone)]
pub(super) struct Issued {
    pub(super) mailbox: Mailbox,
    pub(super) token: Token,
    pub(super) code: String,
    pub(super) until: Instant,
}

const fn word(mailbox: Mailbox) -> &'static str {
    match mailbox {
        Mailbox::Old => "old",
        Mailbox::New => "new",
    }
}

/// A step of this session alone: no ticket and no notice has to do with it.
fn own(step: Step) -> Step {
    Step { ticket: None, undo: None, ..step }
}

/// The change that this user has under way, if there is one; its time may be over.
pub async fn look(
    app: &App,
    visit: &Visit,
    step: &Step,
    user: Uuid,
) -> Result<(Subject, Facts, Option<Open>), Fault> {
    let knock = Knock::new(app, visit, "address-page", own(step.clone()), Guessing::MailedToOwner);
    let (subject, facts) = knock.look(&Who::User(user)).await?;
    let open = find(&mut app.store.read(), app, user, visit).await?;
    Ok((subject, facts, open))
}

/// The link and code behind a token of a mail, and whose change they are for.
pub async fn find_link(app: &App, text: &str) -> Result<Option<(AddressCodeRow, AddressChangeRow)>, Fault> {
    let Some(token) = Token::parse(text) else { return Ok(None) };
    let mut read = app.store.read();
    let Some(code) = address_change::find_code_by_token(&mut read, &token.digest()).await? else {
        return Ok(None);
    };
    let change = address_change::find(&mut read, code.change_id).await?;
    Ok(change.map(|change| (code, change)))
}

/// The address in a mail's link page: which mailbox it stands for, in a change of this user.
pub async fn claimed(app: &App, code: Uuid, open: &Open) -> Result<Option<Mailbox>, Fault> {
    let row = address_change::find_code(&mut app.store.read(), code).await?;
    Ok(row.filter(|row| row.change_id == open.row.id).and_then(|row| mailbox(&row.mailbox)))
}

fn mailbox(word: &str) -> Option<Mailbox> {
    [Mailbox::Old, Mailbox::New].into_iter().find(|mailbox| self::word(*mailbox) == word)
}

async fn find(read: &mut Read, app: &App, user: Uuid, visit: &Visit) -> Result<Option<Open>, Fault> {
    let Some(row) = address_change::find_open(read, user).await? else { return Ok(None) };
    let about = ["address_changes", "address_sealed", &row.id.to_string()];
    let plain = row.address_sealed.as_ref().and_then(|sealed| app.sealer.open(&about, sealed).ok());
    // Sealed with a key that is lost: nobody can go on with it.
    let Some(text) = plain.and_then(|plain| String::from_utf8(plain).ok()) else { return Ok(None) };
    let Some((normal, shown)) = text.split_once('\n') else { return Ok(None) };
    let wish = Wish {
        until: row.until,
        here: visit.keeps_cookies && row.device_id == visit.device,
        old_proved: row.old_proved_at.is_some(),
        new_proved: row.new_proved_at.is_some(),
        taken: !matches!(at_new(read, normal, user, visit.now).await?, AtNew::Code),
    };
    Ok(Some(Open { wish, shown: shown.to_owned(), normal: normal.to_owned(), row }))
}

/// Whose the address is, as far as its owner is to be told.
async fn at_new(read: &mut Read, address: &str, user: Uuid, now: Instant) -> Result<AtNew, Fault> {
    let row = addresses::find(read, address).await?.filter(|row| row.user_id != user);
    Ok(match row.map(|row| (row.user_id, row.held_until)) {
        None => AtNew::Code,
        Some((owner, None)) => AtNew::Belongs(owner),
        Some((_, Some(until))) if now < until => AtNew::Held,
        Some((_, Some(_))) => AtNew::Code,
    })
}

/// Does it, as far as the rules let it.
pub async fn act(
    app: &App,
    visit: &Visit,
    user: Uuid,
    step: Step,
    doing: Doing<'_>,
) -> Result<Outcome, Fault> {
    let mut knock = Knock::new(app, visit, act_word(&doing), own(step), Guessing::MailedToOwner);
    if let Doing::Type(_) = doing {
        let looked = knock.look(&Who::User(user)).await?;
        knock.take_guess(&looked, |lane| rules::throttle::code_lane(lane, visit.now)).await?;
    }
    let came = decided(&knock, user, &doing).await;
    knock.unless_broken(came).await
}

const fn act_word(doing: &Doing<'_>) -> &'static str {
    match doing {
        Doing::Ask(_) | Doing::AskAgain => "address-asked",
        Doing::Type(_) | Doing::Claim(_) => "address-proved",
        Doing::Change => "address-changed",
        Doing::Withdraw => "address-withdrawn",
    }
}

async fn decided(knock: &Knock<'_>, user: Uuid, doing: &Doing<'_>) -> Result<Outcome, Fault> {
    let (app, visit, now) = (knock.app, knock.visit, knock.visit.now);
    for _ in 0..TRIES {
        let mut write = app.store.write().await?;
        let subject = subject::load(&mut write, &Who::User(user), &knock.step, visit).await?;
        let mut facts =
            subject::facts(&mut write, app, &subject, &knock.step, visit, knock.guessing, None).await?;
        if let Some(guess) = &knock.guess {
            facts.lane = guess.before;
        }
        let mut open = find(&mut write, app, user, visit).await?;
        let caps = mail_caps::of_a_change(app, visit, user);
        let mails_until = mail_caps::until(&mut write, &caps, now).await?;
        let deed = match doing {
            Doing::Ask(address) => Deed::Ask { own: address.as_str() == subject.address, mails_until },
            Doing::AskAgain => Deed::AskAgain { mails_until },
            Doing::Type(typed) => Deed::Prove(typed_proof(&mut write, knock, open.as_ref(), typed).await?),
            Doing::Claim(code) => match link_proof(&mut write, open.as_ref(), *code).await? {
                Some(proof) => Deed::Prove(proof),
                None => {
                    // A link of another change than the one that is under way.
                    open = None;
                    Deed::Prove(Proof::CodeTooOld)
                }
            },
            Doing::Change => {
                let last = address_change::find_last(&mut write, user).await?;
                Deed::Change { done: last.is_some_and(|row| row.ended_as.as_deref() == Some("done")) }
            }
            Doing::Withdraw => Deed::Withdraw,
        };
        let decision = address::decide(&facts, open.as_ref().map(|open| &open.wish), deed, now);
        let moving = prepare(&mut write, knock, user, &decision, open, doing).await?;
        if decision.effects.contains(&ISSUES) {
            mail_caps::count(&mut write, &caps, now).await?;
        }
        let hands = Hands { address: moving.map(Box::new), ..Hands::default() };
        if let Some(outcome) = knock.carry_out(write, subject, decision, &hands, "{}".to_owned()).await? {
            return Ok(outcome);
        }
    }
    Err(Fault::Contended)
}

async fn typed_proof(
    read: &mut Read,
    knock: &Knock<'_>,
    open: Option<&Open>,
    typed: &str,
) -> Result<Proof, Fault> {
    let (Some(open), Some(code), true) = (open, normalize_code(typed), knock.may_look()) else {
        return Ok(Proof::CodeWrong);
    };
    let hash = apply::code_hash(knock.app, &code);
    let found = address_change::find_typed(read, open.row.id, &hash).await?;
    Ok(match found.and_then(|row| Some((mailbox(&row.mailbox)?, row.code_expires_at))) {
        Some((mailbox, until)) if knock.visit.now < until => Proof::Code(mailbox),
        Some(_) => Proof::CodeTooOld,
        None => Proof::CodeWrong,
    })
}

async fn link_proof(read: &mut Read, open: Option<&Open>, code: Uuid) -> Result<Option<Proof>, Fault> {
    let (Some(open), Some(row)) = (open, address_change::find_code(read, code).await?) else {
        return Ok(None);
    };
    Ok(mailbox(&row.mailbox).filter(|_| row.change_id == open.row.id).map(Proof::Link))
}

/// What the decision is carried out with: the change at hand, or a new one, and the codes that go out.
async fn prepare(
    write: &mut Write,
    knock: &Knock<'_>,
    user: Uuid,
    decision: &Decision,
    open: Option<Open>,
    doing: &Doing<'_>,
) -> Result<Option<Moving>, Fault> {
    let (app, now) = (knock.app, knock.visit.now);
    if decision.effects.is_empty() {
        return Ok(None);
    }
    let same = |open: &Open, address: &Address| open.normal == address.as_str() && now < open.row.until;
    let mut moving = match (doing, open) {
        (Doing::Ask(address), open) if !open.as_ref().is_some_and(|open| same(open, address)) => {
            begin(knock, user, address)
        }
        (_, Some(open)) => Moving {
            row: open.row,
            begins: false,
            normal: open.normal,
            shown: open.shown,
            at_new: AtNew::Nothing,
            codes: vec![],
        },
        (_, None) => return Ok(None),
    };
    if !decision.effects.contains(&ISSUES) {
        return Ok(Some(moving));
    }
    let unproved = [
        (Mailbox::Old, moving.row.old_proved_at.is_none()),
        (Mailbox::New, moving.row.new_proved_at.is_none()),
    ];
    for (mailbox, _) in unproved.into_iter().filter(|(_, unproved)| *unproved) {
        let (token, code) = (app.new_token(), make_code(random()));
        moving.codes.push(Issued { mailbox, token, code, until: moving.row.until });
    }
    moving.at_new = at_new(write, &moving.normal, user, now).await?;
    let caps = mail_caps::at_the_new(app, &moving.normal);
    match mail_caps::until(write, &caps, now).await? {
        Some(_) => moving.at_new = AtNew::Nothing,
        None => mail_caps::count(write, &caps, now).await?,
    }
    Ok(Some(moving))
}

fn begin(knock: &Knock<'_>, user: Uuid, address: &Address) -> Moving {
    let (app, visit, id) = (knock.app, knock.visit, knock.app.new_id());
    let about = ["address_changes", "address_sealed", &id.to_string()];
    let (normal, shown) = (address.as_str().to_owned(), address.shown().to_owned());
    let row = AddressChangeRow {
        id,
        user_id: user,
        address_sealed: Some(app.seal(&about, format!("{normal}\n{shown}").as_bytes())),
        session_id: knock.step.session,
        device_id: visit.device,
        browser: visit.browser.clone(),
        network: visit.network_text(),
        asked_at: visit.now,
        until: visit.now.plus(LASTS),
        old_proved_at: None,
        new_proved_at: None,
        ended_at: None,
        ended_as: None,
        reference: knock.reference.to_string(),
    };
    Moving { row, begins: true, normal, shown, at_new: AtNew::Nothing, codes: vec![] }
}
