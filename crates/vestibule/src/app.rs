//! What every handler receives. The only room with a real clock and real randomness.
//!
//! The app is a value: tests build one with a still clock. Never in here: a rule, a page, SQL.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::constant_time;
use data_encoding::HEXLOWER;
use proofs::passkey::Site;
use proofs::reference::Reference;
use proofs::secret::Sealer;
use proofs::ticket::Token;
use rules::{Instant, Span};
use uuid::Uuid;

use crate::config::Settings;
use crate::hash_pool::HashPool;
use crate::mail::Transport;
use crate::outside::fetch::Fetch;
use crate::outside::names::Names;
use crate::store::Store;

/// Everything that one process has.
pub struct App {
    /// The disk.
    pub store: Store,
    /// Encryption at rest and of what travels in pages; keyed hashes.
    pub sealer: Sealer,
    /// The site that passkeys are made for; `None` where our address has a number and no name.
    pub passkeys: Option<Site>,
    /// The one way to ask the network over HTTP.
    pub fetch: Fetch,
    /// Who is asked for the texts of a domain.
    pub names: Names,
    /// The threads that hash passwords.
    pub hash_pool: HashPool,
    /// The time.
    pub clock: Clock,
    /// How mail leaves.
    pub transport: Transport,
    /// What was set.
    pub settings: Settings,
    /// More passwords that are refused.
    pub refused_passwords: HashSet<String>,
    /// The demo's side door is open.
    pub demo: bool,
    /// What `/metrics` tells.
    pub counts: Counts,
}

/// What handlers share.
pub type Shared = Arc<App>;

/// Counted since the start.
#[derive(Default)]
pub struct Counts {
    /// Sign-ins that ended inside.
    pub signed_in: AtomicU64,
    /// Refusals.
    pub refused: AtomicU64,
    /// Answers that went out without their journal entry.
    pub journal_dropped: AtomicU64,
    /// Requests turned away because too much was going on.
    pub shed: AtomicU64,
    /// Mails handed over to a mail server.
    pub mails_accepted: AtomicU64,
    /// Mails that a mail server refused for good.
    pub mails_refused: AtomicU64,
    /// Faults.
    pub faults: AtomicU64,
}

impl Counts {
    /// Counts one more.
    pub fn add(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

/// The time: the machine's, or that of the demo and the tests, which only moves forward.
pub struct Clock {
    movable: bool,
    /// Microseconds ahead of the machine, or the time itself where it stands still.
    offset: AtomicI64,
    still: bool,
}

impl Clock {
    /// The machine's time.
    pub const fn real() -> Clock {
        Clock { movable: false, offset: AtomicI64::new(0), still: false }
    }
    /// The machine's time, and what it is moved ahead.
    pub const fn movable() -> Clock {
        Clock { movable: true, offset: AtomicI64::new(0), still: false }
    }
    /// A time that stands still until it is moved.
    pub const fn still(at: Instant) -> Clock {
        Clock { movable: true, offset: AtomicI64::new(at.0), still: true }
    }
    /// Now.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    pub fn now(&self) -> Instant {
        let offset = self.offset.load(Ordering::Acquire);
        if self.still {
            return Instant(offset);
        }
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Instant(i64::try_from(since.as_micros()).unwrap_or(i64::MAX).saturating_add(offset))
    }
    /// Moves ahead; a span that is not positive, or a clock that cannot be moved, changes nothing.
    pub fn advance(&self, span: Span) -> bool {
        let forward = self.movable && span.0 > 0;
        if forward {
            self.offset.fetch_add(span.0, Ordering::AcqRel);
        }
        forward
    }
}

impl App {
    /// Now.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// A new id; ids made later sort later.
    pub fn new_id(&self) -> Uuid {
        let micros = self.now().0.max(0);
        let millis = u64::try_from(micros / 1000).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random()).into_uuid()
    }

    /// A new reference.
    pub fn new_reference(&self) -> Reference {
        Reference::from_bytes(random())
    }

    /// A new secret for a link or cookie: 256 random bits.
    pub fn new_token(&self) -> Token {
        Token::from_bytes(random())
    }

    /// The keyed hash that stands for an address where the address itself must not be kept.
    pub fn address_key(&self, address: &str) -> [u8; 32] {
        self.sealer.keyed_hash("address", address.as_bytes())
    }

    /// What a sign-in leaves in a browser: that this address was signed in there. Nobody else can make it, and
    /// it is checked without a look at the database.
    pub fn known_mark(&self, device_cookie: Uuid, address: &str) -> String {
        let about = [device_cookie.as_bytes(), address.as_bytes()].concat();
        HEXLOWER.encode(&self.sealer.keyed_hash("signed in here", &about)[..16])
    }

    /// Whether that is what a sign-in at this address left in this browser.
    pub fn is_known_mark(&self, mark: &str, device_cookie: Uuid, address: &str) -> bool {
        let true_one = self.known_mark(device_cookie, address);
        constant_time::verify_slices_are_equal(mark.as_bytes(), true_one.as_bytes()).is_ok()
    }

    /// Seals something for the database: table, column and row go in as associated data.
    pub fn seal(&self, about: &[&str], plain: &[u8]) -> Vec<u8> {
        self.sealer.seal(about, random(), plain)
    }

    /// The address that links begin with.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.settings.base_url)
    }

    /// Whether cookies carry the `Secure` attribute and the `__Host-` prefix.
    pub fn secure_cookies(&self) -> bool {
        self.settings.base_url.starts_with("https://")
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks for randomness")]
/// Random bytes from the system's generator.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // The generator fails only when the kernel gives no randomness at all; nothing safe can be done then.
    aws_lc_rs::rand::fill(&mut bytes).expect("the system gives randomness");
    bytes
}

impl App {
    /// Who sends our mails.
    pub fn sender(&self) -> crate::mail::message::Sender {
        let address = match self.settings.mail.from.parse::<lettre::message::Mailbox>() {
            Ok(mailbox) => mailbox.email.to_string(),
            Err(_) => self.settings.mail.from.clone(),
        };
        crate::mail::message::Sender { address, envelope: None, reply_to: None }
    }
}
