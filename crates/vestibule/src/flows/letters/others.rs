//! Letters to others than the subject: admins, the inviter, everybody whom the last admin's wait concerns.
//!
//! Never in here: a sentence. Where to go next: `letters.rs`, which decides that one is written.

use rules::effect::{Act, Mail};
use rules::{Decision, Effect};
use uuid::Uuid;

use super::{Desk, To};
use crate::fault::Fault;
use crate::mail::notices::{self, Place};
use crate::mail::{Head, Letter};
use crate::store::membership::MembershipWithOrganization;
use crate::store::{Read, address, connection, help, membership, request};

impl Desk<'_> {
    /// To every admin of the organizations concerned, but the one who acted and the subject.
    pub(super) async fn to_admins(
        &self,
        read: &mut Read,
        mail: Mail,
        head: &Head<'_>,
    ) -> Result<Vec<(To, Letter)>, Fault> {
        let at = self.said(self.knock.visit.now);
        let network = self.knock.visit.network_text();
        let place = Place { at: &at, browser: &self.knock.visit.browser, network: Some(&network) };
        let acting = self.hands.actor.as_ref().and_then(|actor| actor.id);
        let own = self.subject.user.as_ref().map(|user| user.id);
        let mut all = Vec::new();
        for door in &self.subject.doors {
            let organization = door.membership.organization_id;
            if self.knock.step.wanted.is_some_and(|wanted| wanted != organization) {
                continue;
            }
            let head = Head { organization: Some(&door.name), accent: door.accent.as_deref(), ..*head };
            let request = self.request_url(read, mail, door).await?;
            let person_url =
                format!("{}/{}", self.url(&format!("/org/{}/people", door.slug)), own.unwrap_or_default());
            for row in membership::list_admins(read, organization).await? {
                // A stand-in is told to all admins, the one it stood in for among them.
                let told_anyway = mail == Mail::StandInToAdmins;
                if (Some(row.user_id) == acting || Some(row.user_id) == own) && !told_anyway {
                    continue;
                }
                let letter = match mail {
                    Mail::FirstFactorToAdmins => {
                        notices::first_factor_told_admins(&head, &self.person(door), &place, &person_url)
                    }
                    Mail::RequestToAdmins => {
                        notices::request_to_admin(&head, &self.person(door), &at, &self.hands.about, &request)
                    }
                    Mail::HelpToAdmins => notices::help_asked(&head, &self.person(door), &place, &request),
                    Mail::StandInToAdmins => {
                        let operators = Effect::Audit(Act::OperatorCodeUsed);
                        let by_operator = self.decision.effects.contains(&operators);
                        let kind = if by_operator { "operator" } else { "kit" };
                        notices::stood_in(&head, &self.person(door), kind, &place, &person_url)
                    }
                    _ => notices::admin_acted_on(&head, &self.inviter, &self.person(door), &at, &person_url),
                };
                let to = To {
                    address: row.address.clone(),
                    user: Some(row.user_id),
                    organization: Some(organization),
                };
                all.push((to, letter));
            }
        }
        Ok(all)
    }

    /// Somebody came in: to the inviter, or to themselves where it was through a provider.
    pub(super) async fn about_coming(
        &self,
        read: &mut Read,
        mail: Mail,
        head: &Head<'_>,
    ) -> Result<Vec<(To, Letter)>, Fault> {
        match mail {
            Mail::IdentityLinked => self.linked(read, head).await,
            _invited => self.to_inviter(read, head).await,
        }
    }

    pub(super) fn url(&self, path: &str) -> String {
        self.knock.app.url(path)
    }

    /// To the subject: what the provider opens from now on, and who can help where that wasn't them.
    pub(super) async fn linked(&self, read: &mut Read, head: &Head<'_>) -> Result<Vec<(To, Letter)>, Fault> {
        let arrived = self.hands.arrived.as_ref();
        let row = match arrived {
            Some(arrived) => connection::any_find(read, arrived.connection).await?,
            None => None,
        };
        let name = row.map_or(String::new(), |row| row.name);
        let (at, network) = (self.said(self.knock.visit.now), self.knock.visit.network_text());
        let place = Place { at: &at, browser: &self.knock.visit.browser, network: Some(&network) };
        let letter = notices::identity_linked(head, &name, &place, &self.admins, &self.url("/account"));
        Ok(vec![(self.own(), letter)])
    }

    /// Where an admin finds the request that a letter is about: its own page, or the list of them.
    async fn request_url(
        &self,
        read: &mut Read,
        mail: Mail,
        door: &MembershipWithOrganization,
    ) -> Result<String, Fault> {
        let (organization, user) = (door.membership.organization_id, door.membership.user_id);
        let id = match mail {
            Mail::HelpToAdmins => help::find_open(read, organization, user).await?.map(|row| row.id),
            Mail::RequestToAdmins => {
                let kind = super::super::request::kind(self.knock);
                request::find_open(read, organization, user, kind).await?.map(|row| row.id)
            }
            _ => None,
        };
        let list = format!("/org/{}/requests", door.slug);
        Ok(self.url(&id.map_or(list.clone(), |id| format!("{list}/{id}"))))
    }

    /// About the last admin's wait: to every member, and to every address that is known of the admin.
    pub(super) async fn about_the_wait(
        &self,
        read: &mut Read,
        mail: Mail,
        head: &Head<'_>,
    ) -> Result<Vec<(To, Letter)>, Fault> {
        let Some(door) = self.subject.speaking_door(self.knock.step.wanted) else { return Ok(vec![]) };
        let organization = door.membership.organization_id;
        let (at, network) = (self.said(self.knock.visit.now), self.knock.visit.network_text());
        let place = Place { at: &at, browser: &self.knock.visit.browser, network: Some(&network) };
        let ripe = self.decision.effects.iter().find_map(|effect| match effect {
            Effect::StartWait(_, ripe_at) => Some(self.said(*ripe_at)),
            _ => None,
        });
        let (who, account) = (self.person(door), self.url("/account"));
        let letter = match mail {
            Mail::WaitStarted => {
                notices::wait_started(head, &who, &place, &ripe.unwrap_or_default(), &account)
            }
            _ => notices::wait_stopped(head, &who, &place, &account),
        };
        let mut all = Vec::new();
        for row in membership::list_joined_addresses(read, organization).await? {
            let user = Some(row.user_id);
            all.push((To { address: row.address, user, organization: Some(organization) }, letter.clone()));
        }
        // The operator is the end of the line.
        let support = self.knock.app.settings.support_address.clone();
        if mail == Mail::WaitStopped && !support.is_empty() {
            all.push((To { address: support, user: None, organization: Some(organization) }, letter));
        }
        Ok(all)
    }

    pub(super) async fn to_inviter(
        &self,
        read: &mut Read,
        head: &Head<'_>,
    ) -> Result<Vec<(To, Letter)>, Fault> {
        let wanted = joined(self.decision).or(self.knock.step.wanted);
        let Some(door) = self.subject.door(wanted) else { return Ok(vec![]) };
        let Some(by) = door.membership.invited_by else { return Ok(vec![]) };
        let Some(row) = address::find_primary(read, by).await? else { return Ok(vec![]) };
        let head = Head { organization: Some(&door.name), accent: door.accent.as_deref(), ..*head };
        let letter = notices::invitation_accepted(
            &head,
            &self.person(door),
            &self.said(self.knock.visit.now),
            &self.person_url(),
        );
        let organization = Some(door.membership.organization_id);
        Ok(vec![(To { address: row.address, user: Some(by), organization }, letter)])
    }
}

/// The organization that the decision joins.
fn joined(decision: &Decision) -> Option<Uuid> {
    decision.effects.iter().find_map(|effect| match effect {
        rules::Effect::Join(organization) => Some(Uuid::from_u128(*organization)),
        _ => None,
    })
}
