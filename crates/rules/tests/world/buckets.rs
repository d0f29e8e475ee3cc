//! The buckets into which the world sorts what the store holds as moments and counts.

/// The person's password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Password {
    None,
    Own,
    Mailbox,
}

/// How old the password is, as far as a policy cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Age {
    Fresh,
    Settled,
    Expired,
}

/// Recovery codes in the drawer: counts are none, one, many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Count {
    None,
    One,
    Many,
}

/// The best mail of one kind in the mailbox, or the invitation itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mailed {
    None,
    Live,
    Expired,
    Spent,
}

/// Where the browser is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// At the door, nothing proved.
    Door,
    /// In the steps of a sign-in.
    Steps,
    /// In a session, before the choice between organizations.
    Inside,
    /// In a session, in A.
    InA,
    /// In a session, in B.
    InB,
}

/// Which form the browser shows. Only the attempts of this form can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Page {
    None,
    Password,
    Second,
    NewPassword,
    ProveMailbox,
    SetUp,
    SaveCodes,
    Accept,
}

/// Which second factor was given in this browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GivenBy {
    /// The authenticator of the person's own.
    Own,
    /// A recovery code.
    Code,
    /// The factor that an organization vouched for.
    Vouched,
    /// A code of A's kit, or of the operator's for A.
    StandIn,
}

/// A factor that one organization vouched for, and nobody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vouched {
    None,
    AtA,
    AtB,
}

/// A pass of A for this person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pass {
    None,
    /// In this browser.
    Live,
    Advance,
}

/// The request for live help from this browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Help {
    None,
    /// The mailbox is not proved yet.
    Asked,
    /// The admins see it.
    Reached,
}

/// The last admin's waiting period, from this browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Waiting {
    None,
    Running,
    Over,
    Stopped,
}

/// A second factor that was given in this browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Given {
    No,
    Fresh,
    Old,
}

/// The lane of password guesses in which this browser is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    Open,
    Slow,
    /// Slow, and the delay is over: one more wrong guess shuts it.
    Waited,
    Shut,
}
