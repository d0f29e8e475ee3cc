//! What the world knows at one moment, kept small and canonical: two states that no decision can tell
//! apart are one state.
//!
//! Every state is seen at the same `facts::NOW`; what differs are the ages of things, in buckets.

pub use super::buckets::{
    Age, Count, Given, GivenBy, Help, Lane, Mailed, Page, Pass, Password, Place, Vouched, Waiting,
};
use rules::facts::SignOn;

use super::run::Run;

/// The world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct World {
    pub password: Password,
    pub age: Age,
    /// Whoever sits at the browser knows the password.
    pub knows: bool,
    /// An authenticator counts, and its secret can be read.
    pub authenticator: bool,
    /// One counts whose secret cannot be read.
    pub unreadable: bool,
    /// Whoever sits at the browser holds the phone of the readable authenticator.
    pub phone: bool,
    /// A pass stands behind that authenticator.
    pub by_pass: bool,
    /// What is the person's own does not count in A any more: the person said there that it is gone.
    pub ended_in_a: bool,
    /// A factor that counts in one organization only.
    pub vouched: Vouched,
    /// Whoever sits at the browser holds the phone of that one.
    pub vouched_phone: bool,
    pub codes: Count,
    pub codes_saved: bool,
    /// Whoever sits at the browser holds the sheet of A's recovery kit.
    pub kit: bool,
    /// The operator has given a code that stands in once.
    pub operator_code: bool,
    /// The invitation to A.
    pub invited: Mailed,
    pub joined: bool,
    pub deactivated: bool,
    pub suspended: bool,
    pub demanded: bool,
    pub waived: bool,
    /// The person has joined B, which has no rules.
    pub in_b: bool,
    pub reset: Mailed,
    pub invitation: Mailed,
    pub code: Mailed,
    /// No further mail fits under the cap for now.
    pub mail_full: bool,
    pub place: Place,
    pub page: Page,
    /// The steps lead to A, rather than to wherever the person may enter.
    pub aims_at_a: bool,
    pub gave_password: bool,
    pub gave_mailbox: bool,
    pub gave_second: Given,
    /// Which one that was.
    pub gave_by: GivenBy,
    /// The session itself, and not only the page in it, holds the second factor.
    pub session_second: bool,
    pub just_saved: bool,
    /// New codes are on the screen.
    pub codes_shown: bool,
    pub pass: Pass,
    pub help: Help,
    pub waiting: Waiting,
    pub remembered: bool,
    pub known: bool,
    pub lane: Lane,
    /// Guesses at codes are slowed just now.
    pub codes_slow: bool,
}

impl std::fmt::Display for World {
    /// Only what is special.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (all, usual) = (format!("{self:?}"), format!("{:?}", World::EMPTY));
        let fields = all.trim_end_matches(" }").split(", ").zip(usual.trim_end_matches(" }").split(", "));
        let special: Vec<&str> = fields.filter(|(have, usual)| have != usual).map(|(have, _)| have).collect();
        write!(out, "{}", special.join(", ").trim_start_matches("World { "))
    }
}

impl World {
    /// Nobody has heard of A yet; a browser that is nobody's.
    pub const EMPTY: World = World {
        password: Password::None,
        age: Age::Fresh,
        knows: false,
        authenticator: false,
        unreadable: false,
        phone: false,
        by_pass: false,
        ended_in_a: false,
        vouched: Vouched::None,
        vouched_phone: false,
        codes: Count::None,
        codes_saved: false,
        kit: false,
        operator_code: false,
        invited: Mailed::None,
        joined: false,
        deactivated: false,
        suspended: false,
        demanded: false,
        waived: false,
        in_b: false,
        reset: Mailed::None,
        invitation: Mailed::None,
        code: Mailed::None,
        mail_full: false,
        place: Place::Door,
        page: Page::None,
        aims_at_a: false,
        gave_password: false,
        gave_mailbox: false,
        gave_second: Given::No,
        gave_by: GivenBy::Own,
        session_second: false,
        just_saved: false,
        codes_shown: false,
        pass: Pass::None,
        help: Help::None,
        waiting: Waiting::None,
        remembered: false,
        known: false,
        lane: Lane::Open,
        codes_slow: false,
    };

    pub const fn in_session(&self) -> bool {
        matches!(self.place, Place::Inside | Place::InA | Place::InB)
    }

    /// Whether a second factor counts at A's door.
    pub const fn has_second(&self) -> bool {
        self.has_own() || matches!(self.vouched, Vouched::AtA)
    }

    /// Whether one of the person's own counts at A's door.
    pub const fn has_own(&self) -> bool {
        (self.authenticator || self.unreadable) && !self.ended_in_a
    }

    /// Whether this account has a second factor anywhere.
    pub const fn has_any(&self) -> bool {
        self.authenticator || self.unreadable || !matches!(self.vouched, Vouched::None)
    }

    /// Whether a second factor counts at B's door.
    pub const fn in_b_has_second(&self) -> bool {
        self.authenticator || self.unreadable || matches!(self.vouched, Vouched::AtB)
    }

    pub const fn is_member(&self) -> bool {
        self.joined || !matches!(self.invited, Mailed::None)
    }

    /// Whether the person can give what A's door asks for, if it asks for a second factor.
    pub const fn holds_a_factor(&self) -> bool {
        let own = self.authenticator && self.phone && !self.ended_in_a;
        let vouched = matches!(self.vouched, Vouched::AtA) && self.vouched_phone;
        !self.has_second() || own || vouched || !matches!(self.codes, Count::None)
    }

    /// The browser is as if it had just come to the door.
    pub fn stand_at_the_door(&mut self) {
        self.place = Place::Door;
        self.leave_page();
    }

    /// The page is closed; what was proved on it and not in the session is forgotten.
    pub fn leave_page(&mut self) {
        self.page = Page::None;
        self.just_saved = false;
        self.gave_mailbox = false;
        self.codes_shown = false;
        self.gave_password = self.in_session();
        if !self.session_second {
            self.gave_second = Given::No;
        }
        if self.place == Place::Steps {
            self.place = Place::Door;
        }
    }

    /// The same world without differences that make none.
    pub fn canonical(mut self, run: &Run) -> World {
        if self.password == Password::None {
            (self.age, self.knows) = (Age::Fresh, false);
        }
        if self.age == Age::Expired && run.policy.password_max_age.is_none() {
            self.age = Age::Settled;
        }
        if self.age == Age::Fresh && run.policy.password_min_age.is_none() {
            self.age = Age::Settled;
        }
        self.phone &= self.authenticator;
        self.by_pass &= self.authenticator;
        self.ended_in_a &= self.authenticator || self.unreadable;
        self.vouched_phone &= self.vouched != Vouched::None;
        if !self.joined || self.deactivated {
            (self.pass, self.help) = (Pass::None, Help::None);
        }
        if !self.has_second() && run.sign_on == SignOn::Free {
            self.help = Help::None;
        }
        if self.gave_second == Given::No {
            self.gave_by = GivenBy::Own;
        }
        self.waived &= run.policy.password_min_age.is_some() && self.joined;
        self.remembered &= run.policy.remember_device.is_some();
        if self.joined {
            // The link of an accepted invitation says "you are in already"; `laws.rs` looks at that.
            (self.invited, self.invitation) = (Mailed::None, Mailed::None);
        }
        if !self.is_member() {
            (self.deactivated, self.demanded, self.waived) = (false, false, false);
            // Its row is gone with the membership.
            self.invitation = Mailed::None;
        }
        if self.page != Page::ProveMailbox {
            self.code = Mailed::None;
        }
        if !self.in_session() {
            self.session_second = false;
            if self.place == Place::Door {
                self.leave_page();
                self.gave_second = Given::No;
            }
        }
        self.aims_at_a &= self.page != Page::None;
        // Without strangers nobody guesses, and all lanes stay open.
        self.known &= run.strangers;
        self
    }
}
