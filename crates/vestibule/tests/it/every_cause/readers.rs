//! What each reader finds by the reference: a stranger nothing, the mailbox's owner everything, an admin of the
//! organization the cause with its button, another's admin nothing, support the whole timeline, the operator the next
//! step and the line in the log.

use std::cell::RefCell;
use std::io::Write;
use std::sync::Once;

use rules::Span;
use rules::remedy::{Reader, remedies};
use vestibule::cli::{Said, why};
use vestibule::flows::{Who, subject};
use vestibule::said;
use vestibule::step::{Step, read_cause};
use vestibule::store::journal;

use super::walk::{SLUG, Walk};
use crate::stranger::masked;
use crate::support::find;
use crate::world::{Browser, OPEN, Page, Person, visit};

/// Who can read about a refusal, beside support and the operator, who always can.
#[derive(Clone, Copy, Debug)]
pub enum Readers {
    /// The person and an admin of theirs.
    Everybody,
    /// The person; and why no admin.
    NoAdmin(&'static str),
    /// Neither; and why.
    Nobody(&'static str),
}

thread_local! {
    /// The lines of one test: each has a thread of its own, and the app runs on it.
    static LINES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// The structured log, as this thread's requests write it.
pub struct Log;

struct Lines;

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LINES.with_borrow_mut(|lines| lines.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Listens from now on; there is one listener for all threads.
    pub fn begin() -> Log {
        static LISTENS: Once = Once::new();
        LISTENS.call_once(|| tracing_subscriber::fmt().json().with_writer(|| Lines).init());
        Log
    }

    fn line_of(&self, reference: &str) -> Option<String> {
        let all = LINES.with_borrow(|lines| String::from_utf8(lines.clone()).unwrap());
        all.lines().find(|line| line.contains(reference) && line.contains("attempt")).map(str::to_owned)
    }
}

impl Walk {
    /// Each of them reads.
    pub(super) async fn everybody_reads(&mut self, who: Option<&Person>, admin: Option<&Person>) {
        self.operator_reads(who).await;
        self.stranger_reads().await;
        match self.readers {
            Readers::Everybody => {
                let (who, admin) = (who.expect("somebody"), admin.expect("an admin of theirs"));
                self.mailbox_reads(who).await;
                self.admin_reads(who, admin).await;
                self.outsider_reads(who).await;
            }
            Readers::NoAdmin(why) => {
                assert!(admin.is_none(), "no admin reads it: {why}");
                let who = who.expect("somebody");
                self.mailbox_reads(who).await;
                self.outsider_reads(who).await;
            }
            Readers::Nobody(why) => assert!(who.is_none(), "nobody's: {why}"),
        }
        self.support_reads(who).await;
    }

    fn path(&self) -> String {
        format!("/why/{}", self.reference())
    }

    /// To a stranger it is like any other.
    async fn stranger_reads(&self) {
        let mut seen = Vec::new();
        for path in [self.path(), "/why/VST-7K3M-Q2XP".to_owned()] {
            let mut browser = self.world.browser();
            let page = browser.open(&path).await;
            assert_eq!((page.cause(), page.remedies()), (None, vec![]), "{}", page.told());
            let answer = format!("{} {:?} {}", page.status, page.headers, page.html);
            seen.push(masked(&answer, "nobody@nowhere.example"));
        }
        assert_eq!(seen[0], seen[1]);
    }

    /// Whoever has the mailbox gets the answer there with one click, and by its link what to do.
    async fn mailbox_reads(&self, who: &Person) {
        let mut browser = self.world.browser();
        browser.open(&self.path()).await;
        browser.press("/answer", &[]).await;
        let mail = self.world.mail(&who.email).await;
        let text = mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (_, words) = self.in_words(who).await;
        let next = said::remedy(remedies(&self.cause, Reader::User).first);
        for said in [self.reference(), &words, &next] {
            assert!(text.contains(said), "{said:?} in the mail: {text}");
        }
        let link = mail.links.iter().find(|link| link.ends_with(&self.path()));
        let page = browser.open(link.unwrap_or_else(|| panic!("a link: {:?}", mail.links))).await;
        assert_eq!(page.reference().as_deref(), Some(self.reference()), "{}", page.told());
        assert!(page.offers("/sign-in"), "{}", page.told());
    }

    /// The cause as it is kept, in words for its owner.
    async fn in_words(&self, who: &Person) -> (rules::Cause, String) {
        let mut read = self.world.app.store.read();
        let row = journal::find(&mut read, self.reference()).await.unwrap().expect("a journal entry");
        assert_eq!(row.user_id, Some(who.id), "whose it is");
        let cause = row.cause.as_deref().and_then(read_cause).expect("a cause");
        assert_eq!(cause.code(), self.cause.code());
        let now = self.world.app.now();
        let loaded =
            subject::load(&mut read, &Who::User(who.id), &Step::default(), &visit(now)).await.unwrap();
        let words = said::cause(&cause, Some(&loaded), None, now);
        // Markup and the like are the mail's business.
        (cause, words.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Signed in, it stands under the recent attempts, and its page says what it was.
    pub(super) async fn reads_inside(&self, browser: &mut Browser, person: &Person) {
        if matches!(self.readers, Readers::Nobody(_)) {
            return;
        }
        let mut read = self.world.app.store.read();
        let row = journal::find(&mut read, self.reference()).await.unwrap().expect("a journal entry");
        drop(read);
        if row.user_id != Some(person.id) {
            return;
        }
        let page = browser.open("/account").await;
        assert!(page.says(self.reference()), "under the recent attempts: {}", page.told());
        let page = browser.follow_to(&self.path()).await;
        assert_eq!(page.cause().as_deref(), Some(self.cause.code()), "{}", page.told());
        if page.place().starts_with("/support/case/") {
            // Whoever works at the desk by now reads it as the desk does.
            return;
        }
        let all: Vec<_> = remedies(&self.cause, Reader::User).iter().map(|remedy| remedy.code()).collect();
        assert_eq!(page.remedies(), all, "{}", page.told());
        assert!(!page.html.contains("href=\"#code\""), "no remedy leads to a field that is not there");
    }

    /// An admin finds it on the person's page, with the cause and where its button stands.
    async fn admin_reads(&mut self, who: &Person, admin: &Person) {
        self.world.pass(Span::minutes(1));
        let mut office = self.world.browser();
        office.sign_in(&self.world, admin).await;
        let there = format!("/org/{SLUG}/people/{}", who.id);
        office.open(&format!("/org/{SLUG}/people")).await;
        office.follow_to(&there).await;
        let page = office.follow_to(&self.path()).await;
        assert_eq!(page.cause().as_deref(), Some(self.cause.code()), "{}", page.told());
        if who.id != admin.id {
            let wanted = remedies(&self.cause, Reader::Admin);
            let all: Vec<_> = wanted.iter().map(|remedy| remedy.code()).collect();
            assert_eq!(page.remedies(), all, "{}", page.told());
            let page = office.take(wanted.first.code()).await;
            stands(page, wanted.first, &there);
        }
        self.office = Some(office);
    }

    /// Another organization's admin finds nothing.
    async fn outsider_reads(&self, who: &Person) {
        self.world.organization("otherland", OPEN).await;
        let eve = self.world.admin("eve@otherland.example", "otherland").await;
        let mut browser = self.world.browser();
        browser.sign_in(&self.world, &eve).await;
        let page = browser.open(&format!("/org/otherland/people/{}", who.id)).await;
        assert_eq!(page.status.as_u16(), 404, "{}", page.told());
        let page = browser.open(&self.path()).await;
        assert_eq!((page.cause(), page.remedies()), (None, vec![]), "{}", page.told());
        for known in [who.email.as_str(), "Tester", "Newcomer", "Larkfield"] {
            let told = page.words().replace("Eve Tester", "");
            assert!(!told.contains(known), "{known}: {}", page.told());
        }
    }

    /// Support finds the case, and the person's whole timeline with it.
    async fn support_reads(&mut self, who: Option<&Person>) {
        let (reference, cause) = (self.reference().to_owned(), self.cause);
        let desk = self.desk().await;
        let page = find(desk, &reference).await;
        assert_eq!(page.place(), format!("/support/case/{reference}"), "{}", page.told());
        assert_eq!(page.cause().as_deref(), Some(cause.code()), "{}", page.told());
        let Some(who) = who else {
            assert!(page.says("Nobody"), "{}", page.told());
            return;
        };
        let first = remedies(&cause, Reader::Support).first.code().to_owned();
        assert!(page.says(&who.email) && page.remedies().contains(&first), "{first}: {}", page.told());
        let page = desk.follow_to(&format!("/support/people/{}", who.id)).await;
        assert!(page.says(&reference), "in the timeline: {}", page.told());
    }

    /// The operator's command prints it with the next step, and the log has a line of it.
    async fn operator_reads(&self, who: Option<&Person>) {
        let said = why::run(&self.world.app, self.reference()).await.unwrap();
        let Said::Done(text) = said else { panic!("{said:?}") };
        let person = who.map_or("nobody who is known here", |who| who.email.as_str());
        for wanted in [self.reference(), self.cause.code(), "next", "their ways", person] {
            assert!(text.contains(wanted), "{wanted}: {text}");
        }
        let only_looks = remedies(&self.cause, Reader::Operator).first == rules::Remedy::LookUp;
        assert_eq!(text.contains("nothing is yours to mend"), only_looks, "{text}");
        let line = self.log.line_of(self.reference()).expect("a line in the log");
        assert!(line.contains(self.cause.code()), "{line}");
    }
}

/// Whether the button of a remedy stands where its link led.
fn stands(page: &Page, remedy: rules::Remedy, person: &str) {
    use rules::Remedy as Do;
    assert_eq!(page.status.as_u16(), 200, "{remedy:?}: {}", page.told());
    let acts: &[&str] = match remedy {
        Do::SendReset | Do::Reinvite | Do::TryAgain => &["reset", "re-invite"],
        Do::WaiveMinimumAge => &["waive"],
        Do::Reactivate => &["reactivate"],
        _on_a_page_of_its_own => &[],
    };
    let led_to = page.place().replace(person, "PERSON");
    let expected = match remedy {
        Do::ConfirmHelp => "/org/larkfield/requests",
        Do::NameAnotherAdmin | Do::AnotherAdmin => "/org/larkfield/people",
        Do::GiveGrant => "/org/larkfield/support",
        Do::Invite => "/org/larkfield/invite",
        Do::ConfirmIdentity | Do::OpenSideDoor => "/org/larkfield/sso",
        // What the provider sent has a page of its own, where anything was sent.
        Do::MendConnection => {
            assert!(led_to.starts_with("/org/larkfield/sso"), "{led_to}");
            return;
        }
        Do::ContactSupport => "/contact",
        _on_their_page => "PERSON",
    };
    assert_eq!(led_to, expected, "{remedy:?}");
    let has = |act: &&str| page.offers(&format!("{person}/{act}\""));
    assert!(acts.is_empty() || acts.iter().any(has), "{remedy:?} has no button on {}", page.told());
}
