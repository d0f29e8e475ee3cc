//! Letters about a change of address: to both mailboxes, and to each what its reader may know.
//!
//! Never in here: a sentence. Where to go next: `mail/address.rs`, which writes them.

use rules::Effect;
use rules::effect::{Mail, Mailbox, OnAddress};

use super::{Desk, To};
use crate::fault::Fault;
use crate::flows::address::{AtNew, Issued, Moving};
use crate::mail::address as letters;
use crate::mail::kinds::{Code, Way};
use crate::mail::notices::Place;
use crate::mail::{Head, Letter};
use crate::store::{Read, address as addresses};

impl Desk<'_> {
    /// The addresses of before, as long as a change can be taken back.
    pub(super) async fn held(&self, read: &mut Read) -> Result<Vec<String>, Fault> {
        let Some(user) = &self.subject.user else { return Ok(vec![]) };
        let rows = addresses::list_for_user(read, user.id).await?;
        let now = self.knock.visit.now;
        let held = rows.into_iter().filter(|row| row.held_until.is_some_and(|until| now < until));
        Ok(held.map(|row| row.address).collect())
    }

    /// Their address, once what is decided is carried out.
    pub(super) fn address_by_now(&self) -> String {
        let restores = self.decision.effects.contains(&Effect::Address(OnAddress::Restore));
        let undo = self.subject.undo.as_ref().filter(|_| restores);
        undo.map_or_else(|| self.subject.address.clone(), |undo| undo.address.clone())
    }

    pub(super) fn about_the_address(&self, mail: Mail, head: &Head<'_>) -> Vec<(To, Letter)> {
        match (mail, &self.hands.address, &self.subject.undo) {
            (Mail::AddressCodes, Some(moving), _) => {
                moving.codes.iter().filter_map(|code| self.code_letter(head, moving, code)).collect()
            }
            (Mail::AddressChanged, Some(moving), _) => self.changed(head, moving),
            (Mail::AddressRestored, _, Some(undo)) => self.restored(head, &undo.address),
            (_, _, _) => vec![],
        }
    }

    fn code_letter(&self, head: &Head<'_>, moving: &Moving, issued: &Issued) -> Option<(To, Letter)> {
        let link = self.url(&format!("/a/{}", issued.token.text()));
        let until = self.said(issued.until);
        let typed_until = self.said(self.knock.visit.now.plus(rules::reset::CODE_LASTS));
        let code = Some(Code::Asked { code: &issued.code, until: &typed_until });
        let way = Way { link: &link, until: &until, code };
        if issued.mailbox == Mailbox::Old {
            return Some((self.own(), letters::to_the_old(head, &moving.shown, &way)));
        }
        // Whoever reads it has proved nothing yet: no organization speaks, and no account is named.
        let head = Head { organization: None, accent: None, ..*head };
        let to = |user| To { address: moving.normal.clone(), user, organization: None };
        match moving.at_new {
            AtNew::Code => Some((to(None), letters::to_the_new(&head, &way))),
            AtNew::Belongs(owner) => Some((to(Some(owner)), letters::belongs(&head, &self.url("/sign-in")))),
            AtNew::Held => Some((to(None), letters::held(&head, &self.url("/stuck")))),
            AtNew::Nothing => None,
        }
    }

    fn changed(&self, head: &Head<'_>, moving: &Moving) -> Vec<(To, Letter)> {
        let network = self.knock.visit.network_text();
        let at = self.said(self.knock.visit.now);
        let place = Place { at: &at, browser: &self.knock.visit.browser, network: Some(&network) };
        let to_old = self.with_not_me(|way| letters::changed_to(head, &moving.shown, &place, way));
        let Some(to_old) = to_old else { return vec![] };
        let to_new = letters::changed_here(head, &self.subject.address, &place, &self.url("/account"));
        let new = To { address: moving.normal.clone(), ..self.own() };
        vec![(self.own(), to_old), (new, to_new)]
    }

    /// A reset was asked for at an address of before: its mailbox's owner is told, and can take the change back.
    pub(super) fn was_here(&self, head: &Head<'_>) -> Vec<(To, Letter)> {
        let letter = self.with_not_me(|way| letters::was_here(head, way));
        letter.map(|letter| (self.own(), letter)).into_iter().collect()
    }

    fn restored(&self, head: &Head<'_>, old: &str) -> Vec<(To, Letter)> {
        let at = self.said(self.knock.visit.now);
        let back = To { address: old.to_owned(), ..self.own() };
        vec![
            (back, letters::put_back(head, &at, &self.url("/account"))),
            (self.own(), letters::put_back_elsewhere(head, &at, &self.url("/stuck"))),
        ]
    }
}
