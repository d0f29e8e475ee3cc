//! The world as the rules see it: buckets become moments around one fixed `NOW`.

use rules::facts::{self as told, Account, Door, Facts, OrganizationKey, Proofs, Ticket, TicketKind, Worth};
use rules::people::Scene;
use rules::policy::Policy;
use rules::{Instant, Role, Span};

use super::run::{LAX, Run};
use super::state::{Age, Count, Given, Lane, Mailed, Page, Password, Place, World};

/// When everything happens.
pub const NOW: Instant = Instant(Span::days(1000).0);
/// The organization whose door the exploration is about.
pub const A: OrganizationKey = 0xA;
/// The other one.
pub const B: OrganizationKey = 0xB;

/// A moment that long ago.
pub const fn ago(span: Span) -> Instant {
    Instant(NOW.0 - span.0)
}

/// From where an attempt is made.
#[derive(Clone, Copy)]
pub struct View {
    pub wanted: Option<OrganizationKey>,
    /// The page's step carries what the browser has proved; a mailed link's page begins with nothing.
    pub carries: bool,
    pub guessing: Guessing,
    pub ticket: Option<TicketKind>,
}

/// Which guesses count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Guessing {
    Passwords,
    Codes,
}

impl World {
    /// What the decision is told.
    pub fn facts(&self, run: &Run, view: View) -> Facts {
        Facts {
            account: Some(self.account()),
            doors: self.doors(run),
            wanted: view.wanted,
            lane: self.lane_fact(view.guessing),
            proofs: if view.carries { self.proofs() } else { Proofs::default() },
            in_session: view.carries && self.in_session(),
            remembered_until: self.remembered.then(|| NOW.plus(Span::days(1))),
            ticket: view.ticket.and_then(|kind| ticket(kind, self.mailed(kind))),
            mail_fits: !self.mail_full,
        }
    }

    /// What an admin's act is told.
    pub fn scene(&self, run: &Run) -> Scene {
        Scene {
            by_admin: true,
            door: self.is_member().then(|| self.door(run)),
            has_password: self.password != Password::None,
            admins: 1,
            invitation_life: run.policy.invitation_life,
        }
    }

    fn account(&self) -> Account {
        let worth = match self.password {
            Password::None => None,
            Password::Own => Some(Worth::Own),
            Password::Mailbox => Some(Worth::Mailbox),
        };
        let set_at = match self.age {
            Age::Fresh => ago(Span::minutes(1)),
            Age::Settled => ago(Span::days(2)),
            Age::Expired => ago(Span::days(60)),
        };
        Account {
            password: worth.map(|worth| told::Password { set_at, worth }),
            authenticators: u8::from(self.authenticator),
            unreadable: u8::from(self.unreadable),
            recovery_codes: match self.codes {
                Count::None => 0,
                Count::One => 1,
                Count::Many => 2,
            },
            codes_saved: self.codes_saved,
        }
    }

    fn doors(&self, run: &Run) -> Vec<Door> {
        let mut doors = Vec::with_capacity(2);
        if self.is_member() {
            doors.push(self.door(run));
        }
        if self.in_b {
            doors.push(plain_door(B, LAX));
        }
        doors
    }

    fn door(&self, run: &Run) -> Door {
        Door {
            invited_until: match self.invited {
                Mailed::None => None,
                Mailed::Live => Some(NOW.plus(Span::days(1))),
                Mailed::Expired | Mailed::Spent => Some(ago(Span::seconds(1))),
            },
            joined: self.joined,
            deactivated: self.deactivated,
            suspended: self.suspended,
            change_demanded_at: self.demanded.then(|| ago(Span::seconds(1))),
            waived_until: self.waived.then(|| NOW.plus(Span::hours(1))),
            demand_in_force: run.demand,
            ..plain_door(A, run.policy)
        }
    }

    fn lane_fact(&self, guessing: Guessing) -> told::Lane {
        let (just_now, long_ago) = (NOW, ago(Span::days(1)));
        let (failed, last_at) = match (guessing, self.lane, self.codes_slow) {
            (Guessing::Passwords, Lane::Open, _) => (4, long_ago),
            (Guessing::Passwords, Lane::Slow, _) => (99, just_now),
            (Guessing::Passwords, Lane::Waited, _) => (99, long_ago),
            (Guessing::Passwords, Lane::Shut, _) => (100, long_ago),
            // The worst case in both: a hundred wrong codes, just now or a while ago.
            (Guessing::Codes, _, true) => (100, just_now),
            (Guessing::Codes, _, false) => (100, long_ago),
        };
        told::Lane { failed, last_at }
    }

    fn proofs(&self) -> Proofs {
        let recently = ago(Span::minutes(1));
        Proofs {
            password: self.gave_password.then_some(recently),
            mailbox: self.gave_mailbox.then_some(recently),
            second: match self.gave_second {
                Given::No => None,
                Given::Fresh => Some(recently),
                Given::Old => Some(ago(Span::hours(2))),
            },
            by_recovery_code: false,
            just_saved: self.just_saved,
        }
    }

    /// The best mail of that kind.
    pub const fn mailed(&self, kind: TicketKind) -> Mailed {
        match kind {
            TicketKind::Reset => self.reset,
            TicketKind::Invitation => self.invitation,
            TicketKind::Mailbox => self.code,
        }
    }

    /// The same, to change it.
    pub const fn mailed_mut(&mut self, kind: TicketKind) -> &mut Mailed {
        match kind {
            TicketKind::Reset => &mut self.reset,
            TicketKind::Invitation => &mut self.invitation,
            TicketKind::Mailbox => &mut self.code,
        }
    }

    /// The organization that the page's steps lead to.
    pub const fn wanted(&self) -> Option<OrganizationKey> {
        if self.aims_at_a { Some(A) } else { None }
    }

    /// In A, with nothing left to do.
    pub fn in_a(&self) -> bool {
        self.place == Place::InA && self.page == Page::None
    }
}

/// A joined membership with nothing special about it.
pub const fn plain_door(organization: OrganizationKey, policy: Policy) -> Door {
    Door {
        organization,
        role: Role::Member,
        invited_until: None,
        joined: true,
        deactivated: false,
        suspended: false,
        change_demanded_at: None,
        waived_until: None,
        demand_in_force: policy.second_factor,
        policy,
    }
}

/// A ticket in that state.
pub fn ticket(kind: TicketKind, mailed: Mailed) -> Option<Ticket> {
    let later = NOW.plus(Span::minutes(10));
    match mailed {
        Mailed::None => None,
        Mailed::Live => Some(Ticket { kind, until: later, spent_at: None }),
        Mailed::Expired => Some(Ticket { kind, until: NOW, spent_at: None }),
        Mailed::Spent => Some(Ticket { kind, until: later, spent_at: Some(ago(Span::seconds(1))) }),
    }
}
