//! The world as the rules see it: buckets become moments around one fixed `NOW`.

use rules::facts::{
    self as told, Account, Door, Facts, OrganizationKey, PassKind, Proofs, SignOn, Standing, Ticket,
    TicketKind, Worth,
};
use rules::people::{ActorSecond, By, Scene};
use rules::policy::Policy;
use rules::{Instant, Role, Span};

use super::run::{LAX, Run};
use super::state::{
    Age, Count, Given, GivenBy, Help, Lane, Mailed, Page, Pass, Password, Place, Vouched, Waiting, World,
};
use super::undo::NotMe;

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
    /// The second factor that is presented.
    pub presents: Option<GivenBy>,
    /// The change that is said not to be the person's.
    pub change: Option<NotMe>,
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
        let proofs = if view.carries { self.proofs() } else { Proofs::default() };
        // What is presented now, or else what was given before.
        let given = view.presents.or(proofs.second.map(|_| self.gave_by));
        Facts {
            account: Some(self.account()),
            doors: self.doors(run, given),
            wanted: view.wanted,
            lane: self.lane_fact(view.guessing),
            network_until: Instant(0),
            proofs,
            in_session: view.carries && self.in_session(),
            visiting: None,
            remembered_until: self.remembered.then(|| NOW.plus(Span::days(1))),
            ticket: view.ticket.and_then(|kind| ticket(kind, self.mailed(kind))),
            change: view.change.map(|what| self.change(what)),
            mail_fits: !self.mail_full,
            presented: view.presents.map_or(Standing::default(), |by| self.standing(by)),
        }
    }

    /// What stands behind a second factor.
    const fn standing(&self, by: GivenBy) -> Standing {
        match by {
            GivenBy::Own => Standing { only_here: false, by_pass: self.by_pass },
            GivenBy::Code => Standing { only_here: false, by_pass: false },
            GivenBy::Vouched | GivenBy::StandIn => Standing { only_here: true, by_pass: true },
        }
    }

    /// Whether it counts in A, and in B.
    fn holds(&self, by: GivenBy) -> (bool, bool) {
        match by {
            GivenBy::Own => (!self.ended_in_a, true),
            GivenBy::Code => (true, true),
            GivenBy::Vouched => (self.vouched == Vouched::AtA, self.vouched == Vouched::AtB),
            GivenBy::StandIn => (true, false),
        }
    }

    /// What an admin's act is told.
    pub fn scene(&self, run: &Run) -> Scene {
        Scene {
            by: By::Admin,
            desk: false,
            door: self.is_member().then(|| self.door(run, None)),
            has_password: self.password != Password::None,
            admins: 1,
            invitation_life: run.policy.invitation_life,
            own: false,
            actor_second: ActorSecond::Recent,
            lane: told::Lane { failed: 0, last_at: NOW },
            contact_same: false,
            contact_at: None,
            held_until: None,
            mails_until: None,
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
            authenticators: u8::from(self.authenticator) + u8::from(self.vouched != Vouched::None),
            passkeys: 0,
            unreadable: u8::from(self.unreadable),
            recovery_codes: match self.codes {
                Count::None => 0,
                Count::One => 1,
                Count::Many => 2,
            },
            codes_saved: self.codes_saved,
        }
    }

    fn doors(&self, run: &Run, given: Option<GivenBy>) -> Vec<Door> {
        let mut doors = Vec::with_capacity(2);
        if self.is_member() {
            doors.push(self.door(run, given));
        }
        if self.in_b {
            let own = u8::from(self.authenticator) + u8::from(self.unreadable);
            doors.push(Door {
                factors: own + u8::from(self.vouched == Vouched::AtB),
                second_holds: given.is_some_and(|by| self.holds(by).1),
                ..plain_door(B, LAX)
            });
        }
        doors
    }

    fn door(&self, run: &Run, given: Option<GivenBy>) -> Door {
        let own = u8::from(self.authenticator) + u8::from(self.unreadable);
        let later = NOW.plus(Span::hours(1));
        let wait =
            |ripe_at, stopped| told::Wait { ripe_at, until: NOW.plus(Span::days(7)), here: true, stopped };
        Door {
            role: if run.sole { Role::Admin } else { Role::Member },
            other_admins: u32::from(!run.sole),
            factors: own * u8::from(!self.ended_in_a) + u8::from(self.vouched == Vouched::AtA),
            second_holds: given.is_some_and(|by| self.holds(by).0),
            pass: match self.pass {
                Pass::None => None,
                Pass::Live => Some(told::Pass { kind: PassKind::Live, until: later, here: true }),
                Pass::Advance => Some(told::Pass { kind: PassKind::Advance, until: later, here: false }),
            },
            help: match self.help {
                Help::None => None,
                Help::Asked => Some(told::Help { until: later, here: true, reached: false }),
                Help::Reached => Some(told::Help { until: later, here: true, reached: true }),
            },
            wait: match self.waiting {
                Waiting::None => None,
                Waiting::Running => Some(wait(NOW.plus(Span::hours(1)), false)),
                Waiting::Over => Some(wait(NOW, false)),
                Waiting::Stopped => Some(wait(NOW, true)),
            },
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
            sign_on: run.sign_on,
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
            passkey: None,
            standing: match self.gave_second {
                Given::No => Standing::default(),
                Given::Fresh | Given::Old => self.standing(self.gave_by),
            },
            by_recovery_code: self.gave_second != Given::No
                && matches!(self.gave_by, GivenBy::Code | GivenBy::StandIn),
            just_saved: self.just_saved,
            vouched: None,
            vouched_second: false,
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
        factors: 0,
        second_holds: false,
        other_admins: 1,
        pass: None,
        help: None,
        wait: None,
        sign_on: SignOn::Free,
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
