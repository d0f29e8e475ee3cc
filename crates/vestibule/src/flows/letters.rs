//! Which letter goes to whom: turns a decision's mails into outbox rows, in the same transaction.
//!
//! The sentences are the mail room's. A mailbox's owner is told everything; nobody else learns anything.
//! Where to go next: `mail/kinds.rs`, `mail/notices.rs`, `jobs/outbox.rs`, which sends them.

mod address;
mod others;
pub(super) mod erase;
pub(super) mod organization;
pub(super) mod request;
pub(super) mod role;

use rules::Decision;
use rules::effect::{Mail, MembershipChange};
use rules::facts::TicketKind;
use uuid::Uuid;

use super::apply::{self, Hands, Issued, Made};
use super::run::Knock;
use super::subject::Subject;
use super::undo;
use crate::fault::Fault;
use crate::mail::kinds::{self, Code, Way};
use crate::mail::notices::{self, Place};
use crate::mail::{Head, Letter, Person};
use crate::store::outbox::OutboxRow;
use crate::store::{Read, Write, membership, outbox};
use crate::when;

/// What "mail me the answer" tells.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The refusal's reference.
    pub reference: String,
    /// When it was, said.
    pub at: String,
    /// The cause, said to the mailbox's owner.
    pub cause: String,
    /// What to do, said, best first.
    pub remedies: Vec<String>,
}

/// To whom a letter goes.
struct To {
    address: String,
    user: Option<Uuid>,
    organization: Option<Uuid>,
}

/// Everything a letter is written from.
struct Desk<'a> {
    /// What goes with a notice of a change, for whoever did not make it.
    not_me: Option<(undo::Said, rules::Instant)>,
    knock: &'a Knock<'a>,
    subject: &'a Subject,
    hands: &'a Hands,
    decision: &'a Decision,
    /// The admins who could help, for mails that name them.
    admins: Vec<Person>,
    /// Who invited.
    inviter: String,
}

/// Writes the letters of one mail effect into the outbox.
pub async fn post(
    write: &mut Write,
    knock: &Knock<'_>,
    subject: &Subject,
    mail: Mail,
    hands: &Hands,
    decision: &Decision,
    made: &mut Made,
) -> Result<(), Fault> {
    // What an admin or support has sent is counted under caps of theirs.
    let by_subject = hands.actor.is_none() && hands.supporter.is_none();
    if apply::asked_from_outside(mail) && by_subject && !made.mail_counted {
        apply::count_mail(write, knock, subject).await?;
        made.mail_counted = true;
    }
    let speaking = apply::invited_by(decision).or(knock.step.wanted);
    let door = subject.speaking_door(speaking);
    let organization = door.map(|door| door.membership.organization_id);
    let admins = admins_of(write, organization, subject).await?;
    let not_me = match mail {
        Mail::NoAccount => undo::issue_again(write, knock, &subject.address).await?,
        _others => {
            let lasts = knock.visit.now.plus(rules::undo::LASTS);
            let said = undo::issue(write, knock, subject, mail, hands, decision, made).await?;
            said.map(|said| (said, lasts))
        }
    };
    let desk = Desk {
        not_me,
        knock,
        subject,
        hands,
        decision,
        admins,
        inviter: inviter(write, subject, speaking, hands).await?,
    };
    for (to, letter) in desk.letters(write, mail, made.ticket.as_ref()).await? {
        enqueue(write, knock, &to, &letter).await?;
    }
    Ok(())
}

async fn admins_of(
    read: &mut Read,
    organization: Option<Uuid>,
    subject: &Subject,
) -> Result<Vec<Person>, Fault> {
    let Some(organization) = organization else { return Ok(vec![]) };
    let own = subject.user.as_ref().map(|user| user.id);
    let rows = membership::list_admins(read, organization).await?;
    let others = rows.into_iter().filter(|row| Some(row.user_id) != own);
    Ok(others
        .map(|row| Person { name: proofs::full_name(&row.first_name, &row.last_name), address: row.address })
        .collect())
}

async fn inviter(
    read: &mut Read,
    subject: &Subject,
    organization: Option<Uuid>,
    hands: &Hands,
) -> Result<String, Fault> {
    if let Some(actor) = &hands.actor {
        return Ok(actor.name.clone());
    }
    let Some(door) = subject.door(organization) else { return Ok(String::new()) };
    let Some(by) = door.membership.invited_by else { return Ok(door.name.clone()) };
    let row = membership::find(read, door.membership.organization_id, by).await?;
    Ok(row.map_or(door.name.clone(), |row| proofs::full_name(&row.first_name, &row.last_name)))
}

impl Desk<'_> {
    fn said(&self, at: rules::Instant) -> String {
        when::said(at, self.knock.visit.now, self.subject.zone(self.knock.step.wanted))
    }

    fn slug(&self) -> &str {
        self.subject.speaking_door(self.knock.step.wanted).map_or("", |door| door.slug.as_str())
    }

    /// The subject as this organization knows them: never by a name that another one gave.
    fn person(&self, door: &crate::store::membership::MembershipWithOrganization) -> Person {
        let name = proofs::full_name(&door.membership.first_name, &door.membership.last_name);
        Person { name, address: self.address_by_now() }
    }

    fn person_url(&self) -> String {
        let id = self.subject.user.as_ref().map(|user| user.id.to_string()).unwrap_or_default();
        self.url(&format!("/org/{}/people/{id}", self.slug()))
    }

    /// To the subject themselves.
    fn own(&self) -> To {
        let door = self.subject.speaking_door(self.knock.step.wanted);
        To {
            address: self.subject.address.clone(),
            user: self.subject.user.as_ref().map(|user| user.id),
            organization: door.map(|door| door.membership.organization_id),
        }
    }

    async fn letters(
        &self,
        read: &mut Read,
        mail: Mail,
        ticket: Option<&Issued>,
    ) -> Result<Vec<(To, Letter)>, Fault> {
        let reference = self.knock.reference.to_string();
        let app = self.knock.app;
        let door = match mail {
            // Where nothing is known of the address, no organization may speak.
            Mail::NoAccount | Mail::NoMembership => None,
            _ => self.subject.speaking_door(apply::invited_by(self.decision).or(self.knock.step.wanted)),
        };
        let head = Head {
            product: &app.settings.product,
            origin: &app.settings.base_url,
            organization: door.map(|door| door.name.as_str()),
            accent: door.and_then(|door| door.accent.as_deref()),
            reference: Some(&reference),
        };
        match mail {
            Mail::Welcome | Mail::WelcomeKnown | Mail::Reset | Mail::AdminSentReset | Mail::MailboxCode => {
                let Some(ticket) = ticket else { return Err(Fault::broken("a mail without its ticket")) };
                Ok(vec![(self.own(), self.with_ticket(mail, &head, ticket))])
            }
            Mail::SwitchedOff => {
                let since = self.knock.step.wanted;
                let since = self.subject.speaking_door(since).and_then(|door| door.membership.deactivated_at);
                let since = since.map(|at| self.said(at)).unwrap_or_default();
                let link = self.url("/stuck");
                Ok(vec![(self.own(), kinds::reset_switched_off(&head, &since, &self.admins, &link))])
            }
            Mail::NoAccount if self.not_me.is_some() => Ok(self.was_here(&head)),
            Mail::NoAccount => {
                let link = self.url("/reset");
                Ok(vec![(self.own(), kinds::reset_unknown(&head, &self.subject.address, &link))])
            }
            Mail::NoMembership => {
                Ok(vec![(self.own(), kinds::reset_no_organization(&head, &self.url("/stuck")))])
            }
            Mail::Answer => Ok(self.answer(&head).into_iter().collect()),
            Mail::PasswordChanged
            | Mail::FactorAdded
            | Mail::FactorRemoved
            | Mail::FactorVouched
            | Mail::CodesMade
            | Mail::RecoveryCodeUsed => {
                let letter = self.notice(mail, &head);
                let mut all = vec![(self.own(), letter.clone())];
                // Whoever changed the address without being the owner changes the rest next: the old one hears of it.
                for held in self.held(read).await? {
                    all.push((To { address: held, ..self.own() }, letter.clone()));
                }
                Ok(all)
            }
            Mail::AddressCodes | Mail::AddressChanged | Mail::AddressRestored => {
                Ok(self.about_the_address(mail, &head))
            }
            Mail::MembershipNotice => Ok(self.membership_notice(&head).into_iter().collect()),
            Mail::FirstFactorToAdmins
            | Mail::RequestToAdmins
            | Mail::HelpToAdmins
            | Mail::StandInToAdmins
            | Mail::ActOnAdminToAdmins => self.to_admins(read, mail, &head).await,
            Mail::WaitStarted | Mail::WaitStopped => self.about_the_wait(read, mail, &head).await,
            Mail::JoinedToInviter | Mail::IdentityLinked => self.about_coming(read, mail, &head).await,
        }
    }

    fn with_ticket(&self, mail: Mail, head: &Head, ticket: &Issued) -> Letter {
        let path = match ticket.kind {
            TicketKind::Reset => "r",
            TicketKind::Invitation => "i",
            TicketKind::Mailbox => "m",
        };
        let link = self.url(&format!("/{path}/{}", ticket.token.text()));
        let until = self.said(ticket.until);
        let typed_until = self.said(self.knock.visit.now.plus(rules::reset::CODE_LASTS));
        let asked = self.hands.actor.is_none() && self.knock.step.ask.is_some();
        let code = if asked {
            Code::Asked { code: &ticket.code, until: &typed_until }
        } else {
            Code::OnItsPage { code: &ticket.code }
        };
        let way = Way { link: &link, until: &until, code: Some(code) };
        match mail {
            Mail::Welcome if asked => kinds::reset_invited(head, &self.inviter, &way),
            Mail::Welcome => kinds::welcome(head, &self.inviter, &way),
            Mail::WelcomeKnown => kinds::join(head, &self.inviter, &way),
            Mail::MailboxCode => kinds::mailbox_code(head, &ticket.code, &typed_until, &self.url("/reset")),
            Mail::AdminSentReset => kinds::admin_sent_reset(head, &self.inviter, &Way { code: None, ..way }),
            _ if self.subject.comes_through_sso(self.knock.step.wanted) => {
                kinds::reset_through_sso(head, &way)
            }
            _ => kinds::reset(head, &way),
        }
    }

    fn answer(&self, head: &Head) -> Option<(To, Letter)> {
        let answer = self.hands.answer.as_ref()?;
        let head = Head { reference: Some(&answer.reference), ..*head };
        let link = self.url(&format!("/why/{}", answer.reference));
        Some((self.own(), kinds::answer(&head, &answer.at, &answer.cause, &answer.remedies, &link)))
    }

    fn notice(&self, mail: Mail, head: &Head) -> Letter {
        let network = self.knock.visit.network_text();
        let at = self.said(self.knock.visit.now);
        let place = Place { at: &at, browser: &self.knock.visit.browser, network: Some(&network) };
        let reset = self.url("/reset");
        if mail == Mail::FactorVouched {
            return notices::factor_vouched(head, &place, &reset);
        }
        self.with_not_me(|way| self.change(mail, head, &place, way)).unwrap_or_else(|| {
            let left = u32::try_from(self.subject.codes_left().saturating_sub(1)).unwrap_or(0);
            notices::recovery_code_used(head, &place, left, &reset)
        })
    }

    /// A letter with the way back for whoever did not make the change; none where there is no such way.
    fn with_not_me(&self, letter: impl FnOnce(&Way<'_>) -> Letter) -> Option<Letter> {
        let (said, until) = self.not_me.as_ref()?;
        let link = self.url(&format!("/w/{}", said.token.text()));
        let until = self.said(*until);
        Some(letter(&Way { link: &link, until: &until, code: Some(Code::OnItsPage { code: &said.code }) }))
    }

    /// A notice of a change to what is the user's own.
    fn change(&self, mail: Mail, head: &Head, place: &Place, not_me: &Way) -> Letter {
        let named = self.hands.ended_factor;
        let factor = self.subject.factors.iter().find(|factor| Some(factor.id) == named);
        let (name, kind) = match (&self.hands.code, factor) {
            (Some(apply::RightCode::First { name, .. }), _) => (name.as_str(), "authenticator"),
            (Some(apply::RightCode::NewPasskey { factor, .. }), _) => (factor.name.as_str(), "passkey"),
            (_, Some(factor)) if factor.kind == "passkey" => (factor.name.as_str(), "passkey"),
            (_, factor) => (factor.map_or("", |factor| factor.name.as_str()), "authenticator"),
        };
        let did = |wanted: fn(&rules::Effect) -> bool| self.decision.effects.iter().any(wanted);
        match mail {
            Mail::FactorAdded => notices::factor_added(head, name, kind, place, not_me),
            Mail::FactorRemoved => {
                let here_only = did(|effect| matches!(effect, rules::Effect::EndFactorIn(_)));
                notices::factor_removed(head, name, here_only, place, not_me)
            }
            Mail::CodesMade => notices::recovery_codes_made(head, place, not_me),
            _ => {
                let ended = did(|effect| *effect == rules::Effect::EndOtherSessions);
                notices::password_changed(head, place, ended, not_me)
            }
        }
    }

    fn membership_notice(&self, head: &Head) -> Option<(To, Letter)> {
        let at = self.said(self.knock.visit.now);
        let admin = &self.inviter;
        let sign_in = self.url("/sign-in");
        let account = self.url("/account");
        let change = self.decision.effects.iter().find_map(|effect| match effect {
            rules::Effect::Membership(change) => Some(*change),
            _ => None,
        })?;
        let letter = match change {
            MembershipChange::Invited(..) => return None,
            MembershipChange::Deactivated => {
                notices::deactivated(head, admin, &at, &self.admins, &self.url("/stuck"))
            }
            MembershipChange::Reactivated => notices::reactivated(head, admin, &at, &sign_in),
            MembershipChange::Removed => {
                notices::removed_from_organization(head, admin, &at, &self.admins, &self.url("/stuck"))
            }
            MembershipChange::Role(role) => notices::role_changed(head, admin, role, &at, &account),
            MembershipChange::Waived(until) => notices::waived(head, admin, &self.said(until), &account),
            MembershipChange::WaiverEnded => notices::waiver_ended(head, admin, &at, &account),
            MembershipChange::DemandEnded => notices::demand_ended(head, admin, &at, &account),
            MembershipChange::ChangeDemanded => notices::must_change_password(head, admin, &sign_in),
            MembershipChange::SessionsEnded => notices::sessions_ended(head, admin, &at, &sign_in),
            MembershipChange::HelpConfirmed(until) => {
                notices::help_confirmed(head, admin, &at, &self.said(until), &account)
            }
            MembershipChange::HelpDeclined => {
                let reason = self.hands.reason.as_deref().unwrap_or("");
                notices::help_declined(head, admin, &at, reason, &sign_in)
            }
            MembershipChange::HelpGuessed => return None,
            MembershipChange::PassGiven(until) => {
                notices::pass_given(head, admin, &self.said(until), &sign_in)
            }
            MembershipChange::PassWithdrawn => notices::pass_withdrawn(head, admin, &at, &account),
            MembershipChange::ContactSet | MembershipChange::ContactPutBack => {
                let after = self.hands.contact.as_ref().and_then(|contact| contact.after.as_deref());
                crate::mail::address::contact(
                    head,
                    admin,
                    after.unwrap_or(&self.subject.address),
                    &at,
                    &account,
                )
            }
        };
        Some((self.own(), letter))
    }
}

/// Puts a letter into the outbox, sealed: it may hold a link that opens a door.
async fn enqueue(write: &mut Write, knock: &Knock<'_>, to: &To, letter: &Letter) -> Result<(), Fault> {
    let app = knock.app;
    let id = app.new_id();
    let row_name = id.to_string();
    let plain = serde_json::to_vec(letter).map_err(|error| Fault::broken(format!("a letter: {error}")))?;
    let row = OutboxRow {
        id,
        created_at: knock.visit.now,
        organization_id: to.organization,
        user_id: to.user,
        kind: letter.kind.word().to_owned(),
        domain: to.address.rsplit('@').next().unwrap_or("").to_owned(),
        to_sealed: Some(app.seal(&["outbox", "to_sealed", &row_name], to.address.as_bytes())),
        letter_sealed: Some(app.seal(&["outbox", "letter_sealed", &row_name], &plain)),
        message_id: app.sender().message_id(id),
        state: "queued".to_owned(),
        attempts: 0,
        next_at: knock.visit.now,
        lease_until: None,
        lease_by: None,
        host: None,
        reply: None,
        settled_at: None,
        reference: Some(knock.reference.to_string()),
        ask_id: knock.step.ask,
    };
    outbox::add(write, &row).await
}
