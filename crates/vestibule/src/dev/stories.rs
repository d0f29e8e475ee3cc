//! The demo's people, as data: who they are, what they know, how their story begins.
//!
//! None of them exists. Passwords, keys and codes are fixed, so that a story can be told twice. What is said
//! about each stands in `words/en/dev.ftl`. Never in here: a row. Where to go next: `cast.rs`, which makes them real.

use aws_lc_rs::digest::{SHA256, digest};
use proofs::recovery;
use proofs::totp::Secret;
use rules::{Role, Span};

use super::houses::{FJORDBANK, HARBOUR, LARKFIELD, MILLWORK, STRICTLY, SUPPORT};

/// What somebody knows of their password, and how old it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Password {
    /// They know it.
    Known(&'static str, Span),
    /// There is one, and nobody knows it any more.
    Forgotten(Span),
    /// There never was one.
    Never,
}

/// Whether somebody has an authenticator app; who has one also has a sheet of recovery codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum App {
    /// No.
    None,
    /// Yes.
    InHand,
    /// They had; the phone is gone, the sheet is not.
    Lost,
    /// They had; the phone is gone, and the sheet with it.
    Gone,
}

/// How a story begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// A member; nothing else happened.
    Member,
    /// A member who asked for a reset, and whose mail is still held back.
    MailHeld,
    /// A member whom somebody switched off so long ago.
    Deactivated(Span),
    /// Invited so long ago; the mail with the link lies in the mailbox.
    Invited(Span),
}

/// One of the cast.
pub struct Story {
    /// The key of what is said about them: `story-KEY` and `ending-KEY`.
    pub key: &'static str,
    /// First name.
    pub first_name: &'static str,
    /// Last name.
    pub last_name: &'static str,
    /// The address.
    pub email: &'static str,
    /// What they know of their password.
    pub password: Password,
    /// Their authenticator.
    pub app: App,
    /// Where they belong: organizations by their slugs.
    pub places: &'static [(&'static str, Role)],
    /// Their organization's recovery kit lies in the safe, made and tried by them.
    pub kit: bool,
    /// How it begins.
    pub beginning: Beginning,
    /// Which of the five ways of being stuck.
    pub stuck: Option<u8>,
    /// They stand outside the door, if not in one of the five ways.
    pub outside: bool,
}

/// Somebody for whom all goes right, in Larkfield.
const PLAIN: Story = Story {
    key: "",
    first_name: "",
    last_name: "",
    email: "",
    password: Password::Never,
    app: App::None,
    places: &[(LARKFIELD, Role::Member)],
    kit: false,
    beginning: Beginning::Member,
    stuck: None,
    outside: false,
};

/// Everybody. Admins stand before those whom they invited; the stuck stand in the order of the help article.
pub const CAST: [Story; 23] = [
    Story {
        key: "jo",
        first_name: "Jo",
        last_name: "Berg",
        email: "jo@larkfield.example",
        password: Password::Known("seven herons by the lake", Span::days(40)),
        places: &[(LARKFIELD, Role::Admin)],
        ..PLAIN
    },
    Story {
        key: "lena",
        first_name: "Lena",
        last_name: "Park",
        email: "lena@larkfield.example",
        password: Password::Known("copper kettle on the sill", Span::days(12)),
        places: &[(LARKFIELD, Role::Admin)],
        ..PLAIN
    },
    Story {
        key: "ingrid",
        first_name: "Ingrid",
        last_name: "Dahl",
        email: "ingrid@fjordbank.example",
        password: Password::Known("winter ferry at six", Span::days(75)),
        app: App::InHand,
        places: &[(FJORDBANK, Role::Admin)],
        ..PLAIN
    },
    Story {
        key: "tor",
        first_name: "Tor",
        last_name: "Nygaard",
        email: "tor@fjordbank.example",
        password: Password::Known("birch smoke and rain", Span::days(31)),
        app: App::InHand,
        places: &[(FJORDBANK, Role::Admin)],
        ..PLAIN
    },
    Story {
        key: "una",
        first_name: "Una",
        last_name: "Clarke",
        email: "una@strictly.example",
        password: Password::Known("nine clocks in a hall", Span::days(20)),
        places: &[(STRICTLY, Role::Admin)],
        ..PLAIN
    },
    Story {
        key: "ravi",
        first_name: "Ravi",
        last_name: "Shah",
        email: "ravi@strictly.example",
        password: Password::Known("mango crate by the door", Span::days(55)),
        app: App::InHand,
        places: &[(STRICTLY, Role::Admin)],
        ..PLAIN
    },
    Story {
        key: "ana",
        first_name: "Ana",
        last_name: "Costa",
        email: "ana@larkfield.example",
        password: Password::Forgotten(Span::days(140)),
        beginning: Beginning::MailHeld,
        stuck: Some(1),
        ..PLAIN
    },
    Story {
        key: "bo",
        first_name: "Bo",
        last_name: "Lind",
        email: "bo@strictly.example",
        password: Password::Forgotten(Span::hours(1)),
        places: &[(STRICTLY, Role::Member)],
        stuck: Some(2),
        ..PLAIN
    },
    Story {
        key: "cem",
        first_name: "Cem",
        last_name: "Aydin",
        email: "cem@larkfield.example",
        password: Password::Known("blue bicycle downhill", Span::days(60)),
        beginning: Beginning::Deactivated(Span::days(2)),
        stuck: Some(3),
        ..PLAIN
    },
    Story {
        key: "dina",
        first_name: "Dina",
        last_name: "Moreau",
        email: "dina@lumen.example",
        password: Password::Known("a lamp in every room", Span::days(200)),
        places: &[(STRICTLY, Role::Member)],
        stuck: Some(4),
        ..PLAIN
    },
    Story {
        key: "eli",
        first_name: "Eli",
        last_name: "Varga",
        email: "eli@fjordbank.example",
        password: Password::Known("a phone in the lake", Span::days(90)),
        app: App::Lost,
        places: &[(FJORDBANK, Role::Member), (LARKFIELD, Role::Member)],
        stuck: Some(5),
        ..PLAIN
    },
    Story {
        key: "liv",
        first_name: "Liv",
        last_name: "Aas",
        email: "liv@fjordbank.example",
        password: Password::Known("a bag left on the train", Span::days(48)),
        app: App::Gone,
        places: &[(FJORDBANK, Role::Member)],
        stuck: Some(5),
        ..PLAIN
    },
    Story {
        key: "omar",
        first_name: "Omar",
        last_name: "Rahal",
        email: "omar@fjordbank.example",
        password: Password::Known("two keys and no phone", Span::days(66)),
        app: App::Gone,
        places: &[(FJORDBANK, Role::Member), (STRICTLY, Role::Member)],
        stuck: Some(5),
        ..PLAIN
    },
    Story {
        key: "pia",
        first_name: "Pia",
        last_name: "Holm",
        email: "pia@strictly.example",
        password: Password::Known("last summer's garden", Span::days(91)),
        places: &[(STRICTLY, Role::Member)],
        outside: true,
        ..PLAIN
    },
    Story {
        key: "noor",
        first_name: "Noor",
        last_name: "Haddad",
        email: "noor@larkfield.example",
        beginning: Beginning::Invited(Span(0)),
        outside: true,
        ..PLAIN
    },
    Story {
        key: "mia",
        first_name: "Mia",
        last_name: "Roth",
        email: "mia@larkfield.example",
        beginning: Beginning::Invited(Span::days(45)),
        outside: true,
        ..PLAIN
    },
    Story {
        key: "gus",
        first_name: "Gus",
        last_name: "Moreau",
        email: "gus@fjordbank.example",
        password: Password::Known("paper boats at noon", Span::days(1)),
        places: &[(FJORDBANK, Role::Member)],
        outside: true,
        ..PLAIN
    },
    Story {
        key: "sol",
        first_name: "Sol",
        last_name: "Berge",
        email: "sol@fjordbank.example",
        password: Password::Known("a thumb is enough", Span::days(3)),
        places: &[(FJORDBANK, Role::Member)],
        outside: true,
        ..PLAIN
    },
    Story {
        key: "edda",
        first_name: "Edda",
        last_name: "Quinn",
        email: "edda@harbour.example",
        password: Password::Known("lanterns along the quay", Span::days(130)),
        app: App::Gone,
        places: &[(HARBOUR, Role::Admin)],
        kit: true,
        outside: true,
        ..PLAIN
    },
    Story {
        key: "otto",
        first_name: "Otto",
        last_name: "Weiss",
        email: "otto@millwork.example",
        password: Password::Known("sawdust in the morning", Span::days(110)),
        app: App::Gone,
        places: &[(MILLWORK, Role::Admin)],
        outside: true,
        ..PLAIN
    },
    Story {
        key: "ida",
        first_name: "Ida",
        last_name: "Moen",
        email: "ida@fjordbank.example",
        password: Password::Known("goats on the green roof", Span::days(25)),
        app: App::InHand,
        places: &[(FJORDBANK, Role::Member)],
        ..PLAIN
    },
    Story {
        key: "kim",
        first_name: "Kim",
        last_name: "Sato",
        email: "kim@larkfield.example",
        password: Password::Known("quiet train to Porto", Span::days(33)),
        ..PLAIN
    },
    Story {
        key: "vera",
        first_name: "Vera",
        last_name: "Lind",
        email: "vera@desk.example",
        password: Password::Known("lantern above the harbour", Span::days(50)),
        app: App::InHand,
        places: &[(SUPPORT, Role::Member)],
        ..PLAIN
    },
];

/// The one with that address, as one types it.
pub fn find(email: &str) -> Option<&'static Story> {
    CAST.iter().find(|story| story.email.eq_ignore_ascii_case(email.trim()))
}

impl Story {
    /// First and last name.
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// The password, if they know one.
    pub const fn known_password(&self) -> Option<&'static str> {
        match self.password {
            Password::Known(password, _) => Some(password),
            Password::Forgotten(_) | Password::Never => None,
        }
    }

    /// The key in their app, whether or not they still have the phone.
    pub fn secret(&self) -> Secret {
        let mut bytes = [0; 20];
        bytes.copy_from_slice(&digest(&SHA256, self.named("authenticator").as_bytes()).as_ref()[..20]);
        Secret::from_bytes(bytes)
    }

    /// The key in the app that they hold in their hand.
    pub fn secret_in_hand(&self) -> Option<Secret> {
        (self.app == App::InHand).then(|| self.secret())
    }

    /// Their sheet of recovery codes, whether or not they still have it; empty where there is no second factor.
    pub fn recovery_codes(&self) -> Vec<String> {
        if self.app == App::None { Vec::new() } else { self.sheet("recovery codes") }
    }

    /// The paper in the safe; its first code was typed when it was tried.
    pub fn kit_codes(&self) -> Vec<String> {
        if self.kit { self.sheet("recovery kit") } else { Vec::new() }
    }

    fn sheet(&self, what: &str) -> Vec<String> {
        let mut seed = [0; 100];
        for (number, part) in seed.chunks_mut(32).enumerate() {
            let bytes = digest(&SHA256, self.named(&format!("{what} {number}")).as_bytes());
            part.copy_from_slice(&bytes.as_ref()[..part.len()]);
        }
        recovery::make(seed).to_vec()
    }

    /// Those that they still have.
    pub fn codes_in_hand(&self) -> Vec<String> {
        if self.app == App::Gone { Vec::new() } else { self.recovery_codes() }
    }

    fn named(&self, what: &str) -> String {
        format!("the demo's {what} of {}", self.email)
    }
}
