//! Every page with made-up people, as files to look at: `cargo run --example gallery -- DIR`.
//!
//! For eyes and screenshots; no test and no server. Never in here: a page that only exists here.

use std::path::{Path, PathBuf};

use askama::Template;
use vestibule::views::account::{
    AccountPage, Authenticator, Belonging, ChangePasswordPage, Codes, Passkey, Session,
};
use vestibule::views::address::{AddressPage as AddressChangePage, Moving};
use vestibule::views::article::{ArticlePage, HelpPage};
use vestibule::views::audit::{AuditLine, AuditPage};
use vestibule::views::dev::provider::{self, AboutPage, SignedInThere, TroublePage};
use vestibule::views::dev::{Bar, CastMember, CastPage, ClockPage, MailLine, MailPage, MailsPage};
use vestibule::views::erase::{ErasePage, StopErasurePage};
use vestibule::views::invite::{InvitePage, InviteStep, MailboxPage};
use vestibule::views::message::MessagePage;
use vestibule::views::passkey::{NewPasskeyPage, PasskeyForm};
use vestibule::views::people::contact::{ContactPage, PutBack};
use vestibule::views::people::{
    Action, InviteFormPage, PeopleList, PeoplePage, Person, PersonPage, Request, RequestPage, RequestsPage,
    Taken,
};
use vestibule::views::policy::{Affected, PolicyPage, SpanField, TrialPage};
use vestibule::views::refused::{RefusedPage, StrangerPage, StuckPage};
use vestibule::views::reset::{AskPage, ChoosePasswordPage, Fate, UnusablePage, WaitPage, Weather};
use vestibule::views::second::{Entry, SecondPage};
use vestibule::views::setup::{AuthenticatorPage, BeginPage, CodesPage};
use vestibule::views::several::{Came, SeveralInvitePage, SeveralPage};
use vestibule::views::sign_in::{AddressPage, Choice, ChoosePage, PasswordPage, Waiting};
use vestibule::views::support::{
    CasePage, Concerned, Event, GrantLine, GrantsPage, HomePage, Membership, Note, NumbersPage, Place,
    PlaceAct, Row, SupportPersonPage, TimelineView,
};
use vestibule::views::why::{Reader, SupportPage, WhyPage};
use vestibule::views::{
    Brand, Field, Happening, Link, Notice, Organization, Page, PasswordRules, Refusal, Remedy, Section,
    SignedInUser, Tone, accent, assets,
};

const REFERENCE: &str = "VST-7K3M-Q2XP";
const AT: &str = "14:32, 23 November (Lisbon)";

struct Gallery(PathBuf);

impl Gallery {
    fn hang(&self, name: &str, view: &impl Template) {
        let page = view.render().expect("every view renders");
        // From files, the assets stand beside the pages.
        let page = page.replace("\"/assets/", "\"assets/");
        let page = page.replace("\"/dev/provider/look.css", "\"assets/provider.css");
        std::fs::write(self.0.join(format!("{name}.html")), page).expect("the directory can be written");
    }
}

fn main() {
    let dir = std::env::args().nth(1).unwrap_or_else(|| "target/gallery".to_owned());
    let gallery = Gallery(PathBuf::from(dir));
    lay_assets(&gallery.0);
    doors(&gallery);
    mails_and_links(&gallery);
    invitations(&gallery);
    setting_up(&gallery);
    own(&gallery);
    erasing(&gallery);
    console(&gallery);
    support(&gallery);
    help(&gallery);
    rules_and_log(&gallery);
    messages(&gallery);
    demo(&gallery);
    practice(&gallery);
}

fn lay_assets(dir: &Path) {
    let accents = dir.join("assets/accent");
    std::fs::create_dir_all(&accents).expect("the directory can be made");
    for asset in assets::ALL {
        std::fs::write(dir.join("assets").join(asset.name), asset.body)
            .expect("the directory can be written");
    }
    let look = include_str!("../assets/demo/provider.css");
    std::fs::write(dir.join("assets/provider.css"), look).expect("the directory can be written");
    for hex in ["1f5f4f", "f2c200", "3a2a7a"] {
        std::fs::write(accents.join(format!("{hex}.css")), accent::accent_css(hex)).expect("as above");
    }
}

fn brand() -> Brand {
    Brand { name: "Larkfield".into(), slug: Some("larkfield".into()), accent: None, logo: None }
}

fn door() -> Page {
    Page::door(brand())
}

fn inside(section: Section) -> Page {
    let organization = Organization { name: "Larkfield".into(), slug: "larkfield".into() };
    let user = SignedInUser {
        name: "Jo Berg".into(),
        address: "jo@larkfield.example".into(),
        organization: Some(organization),
        is_admin: true,
        several: false,
        at_desk: false,
        open_requests: 1,
    };
    Page { user: Some(user), section, ..door() }
}

fn larkfield() -> Organization {
    Organization { name: "Larkfield".into(), slug: "larkfield".into() }
}

fn rules() -> PasswordRules {
    PasswordRules { minimum: 15, beside_second: false }
}

fn too_soon() -> Refusal {
    Refusal {
        reference: REFERENCE.into(),
        at: AT.into(),
        cause: Some("changed-too-recently".into()),
        heading: "You set this password an hour ago".into(),
        lines: vec![
            "Your organization lets passwords be changed every three hours. From 17:32 (Lisbon) you can; the one you set at 14:32 works now.".into(),
        ],
        remedies: vec![
            Remedy::link("use-it", "Sign in with the one you set", "/sign-in"),
            Remedy::post("ask-admin", "Ask my admin to let me now", "/ask", "sealed")
                .explained("Jo Berg and one more admin of Larkfield get your request with this reference."),
            Remedy::link("support", "Contact support", "/contact"),
        ],
    }
}

fn old_entry() -> Refusal {
    Refusal {
        heading: "That code belongs to an older entry".into(),
        lines: vec!["Look for the one named “Larkfield · ana · 23 Nov” in your app.".into()],
        cause: Some("code-of-old-entry".into()),
        remedies: vec![Remedy::link("recovery", "Use a recovery code instead", "#code")],
        ..too_soon()
    }
}

fn happenings() -> Vec<Happening> {
    let one = |at: &str, tone, what: &str, detail: &str, reference: Option<&str>| Happening {
        at: at.into(),
        tone,
        what: what.into(),
        detail: detail.into(),
        reference: reference.map(Into::into),
    };
    vec![
        one(
            "Today, 14:35",
            Tone::Good,
            "Asked us to mail her what happened.",
            "Mail taken by mx.larkfield.example.",
            None,
        ),
        one(
            "Today, 14:32",
            Tone::Bad,
            "Sign-in refused: wrong password, third time today.",
            "Firefox on Windows, 203.0.113.7, known device.",
            Some(REFERENCE),
        ),
        one(
            "Today, 09:10",
            Tone::Warn,
            "Reset mail came back: mailbox full.",
            "552 5.2.2 from mx.larkfield.example. Ask her IT to make room; then send it again.",
            None,
        ),
        one("4 Nov, 08:58", Tone::Good, "Signed in with password and “Pixel 8”.", "", None),
    ]
}

fn asks(what: &'static str, label: &str) -> PasskeyForm {
    PasskeyForm {
        what,
        action: "/sign-in/passkey",
        label: label.into(),
        s: String::new(),
        id: String::new(),
        host: "login.larkfield.example".into(),
        filled: false,
    }
}

fn doors(gallery: &Gallery) {
    let address = |page, email, refusal| AddressPage {
        page,
        s: String::new(),
        email,
        passkey: Some(asks("door", "Use a passkey")),
        refusal,
    };
    gallery.hang("sign-in", &address(door(), Field::default(), None));
    let wrong = Field::wrong("ana@larkfield", "There is no dot after the @. Like name@company.example.");
    let demo = Page { demo: true, ..door() };
    gallery.hang("sign-in-wrong", &address(demo, wrong, None));
    let long = Brand {
        name: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk & Söhne GmbH".into(),
        slug: None,
        accent: Some("f2c200".into()),
        logo: None,
    };
    gallery.hang("sign-in-long", &address(Page::door(long), Field::default(), None));
    let rtl =
        Brand {
            name: "شركة النور للتجارة".into(), slug: None, accent: Some("3a2a7a".into()), logo: None
        };
    gallery.hang("sign-in-rtl", &address(Page::door(rtl), Field::default(), None));
    let password = |error: Option<&str>, refusal| PasswordPage {
        through: None,
        page: door(),
        s: "sealed".into(),
        address: "ana.maria.fernandes-da-costa@accounting.larkfield.example".into(),
        error: error.map(Into::into),
        refusal,
    };
    gallery.hang("password", &password(None, None));
    gallery.hang(
        "password-wrong",
        &password(Some("Type your password, or ask for a new one below."), Some(too_soon())),
    );
    let entry = |name: &str, label: &str| Entry { name: name.into(), label: label.into() };
    let second = |entries: Vec<Entry>, left, error: Option<&str>, refusal| SecondPage {
        page: door(),
        s: "sealed".into(),
        address: "ana@larkfield.example".into(),
        authenticators: entries,
        passkey: Some(asks("second", "Use my passkey")),
        never: false,
        codes_left: left,
        remember_days: Some(30),
        error: error.map(Into::into),
        refusal,
        ask_help: Some("/ask".into()),
        last_admin: vec![],
    };
    gallery.hang("second", &second(vec![entry("Pixel 8", "Larkfield · ana · 23 Nov")], 7, None, None));
    let two = vec![entry("Pixel 8", "Larkfield · ana · 23 Nov"), entry("iPad", "Larkfield · ana · 2 Oct")];
    gallery.hang("second-wrong", &second(two, 0, Some("That code is not right."), Some(old_entry())));
    let choice = |name: &str, line: &str, closed: Option<&str>| Choice {
        name: name.into(),
        slug: name.to_lowercase(),
        line: line.into(),
        closed: closed.map(Into::into),
    };
    let choose = ChoosePage {
        page: door(),
        s: "sealed".into(),
        organizations: vec![
            choice("Larkfield", "Member, here today", None),
            choice("Fjord Bank", "Admin, last here on 3 May", None),
            choice("Strictly Ltd", "", Some("Closed for you by an admin of Strictly Ltd on 3 May.")),
        ],
        invitations: vec![Waiting {
            name: "Harbour".into(),
            slug: "harbour".into(),
            inviter: Some("Jo Berg".into()),
        }],
    };
    gallery.hang("choose", &choose);
    let stranger = StrangerPage {
        page: door(),
        s: "sealed".into(),
        reference: REFERENCE.into(),
        at: AT.into(),
        again: "/sign-in".into(),
    };
    gallery.hang("refused", &stranger);
    gallery.hang("refused-known", &RefusedPage { page: door(), refusal: too_soon() });
    gallery.hang("stuck", &StuckPage { page: door() });
}

fn mails_and_links(gallery: &Gallery) {
    gallery.hang("reset", &AskPage { page: door(), s: String::new(), email: Field::default() });
    let weather = |tone, mail| Weather {
        tone,
        line: "Mail to larkfield.example is getting through. The last one was taken 40 seconds ago.".into(),
        subject: "Your way back into Larkfield".into(),
        sender: "login@vestibule.example".into(),
        mail,
    };
    let wait = |weather, error: Option<&str>| WaitPage {
        page: door(),
        s: "sealed".into(),
        address: "ana@larkfield.example".into(),
        error: error.map(Into::into),
        beside: None,
        weather,
        searches: vec![
            Link { label: "Search for it in Outlook".into(), href: "https://outlook.example/".into() },
            Link { label: "in Gmail".into(), href: "https://mail.example/".into() },
        ],
        ask_admin: true,
    };
    gallery.hang("wait", &wait(weather(Tone::Good, None), None));
    let bounced = (Tone::Bad, "Your mail of 14:32 came back: the mailbox is full.".to_owned());
    let error = "That is not the code on this page's mail. Codes have eight characters.";
    gallery.hang("wait-bounced", &wait(weather(Tone::Warn, Some(bounced)), Some(error)));
    let choose = |error: Option<&str>, why: Option<&str>| ChoosePasswordPage {
        page: door(),
        s: "sealed".into(),
        address: "ana@larkfield.example".into(),
        why: why.map(Into::into),
        rules: rules(),
        second_follows: true,
        offer_keep_sessions: true,
        error: error.map(Into::into),
        beside: None,
    };
    gallery.hang("choose-password", &choose(None, None));
    let error = "Many people use this one, so it is among the first that others try. A few words in a row are better.";
    gallery
        .hang("choose-password-wrong", &choose(Some(error), Some("Your password ran out on 20 November.")));
    let link = |fate| UnusablePage {
        page: door(),
        s: "sealed".into(),
        fate,
        reference: REFERENCE.into(),
        at: AT.into(),
        cause: Some("link-spent".into()),
    };
    gallery.hang("link-spent", &link(Fate::Spent { how: "A password was set with it at 14:05.".into() }));
    gallery.hang("link-expired", &link(Fate::Expired { until: "13:05 today (Lisbon)".into() }));
    gallery.hang("link-unknown", &UnusablePage { s: String::new(), cause: None, ..link(Fate::Unknown) });
}

fn invitations(gallery: &Gallery) {
    let invite = |step| InvitePage {
        page: door(),
        s: "sealed".into(),
        organization: "Larkfield".into(),
        inviter: Some("Jo Berg".into()),
        as_admin: true,
        address: "dana@larkfield.example".into(),
        step,
        beside: None,
    };
    let error = Some("At least 15 characters; this one has 8.".to_owned());
    gallery.hang("invite", &invite(InviteStep::ChoosePassword { rules: rules(), error }));
    gallery.hang("invite-join", &invite(InviteStep::Join));
    gallery.hang("invite-sign-in", &invite(InviteStep::SignInFirst { href: "/sign-in".into() }));
    let other = InviteStep::OtherPerson { signed_in_as: "eli@fjord.example".into() };
    gallery.hang("invite-other", &InvitePage { page: inside(Section::None), ..invite(other) });
    gallery.hang("invite-code", &invite(InviteStep::Code { error: None }));
    gallery
        .hang("invite-expired", &invite(InviteStep::Expired { until: "20 November, 09:00 (Lisbon)".into() }));
    gallery.hang("invite-already", &invite(InviteStep::Already { href: "/account".into() }));
    let mailbox = MailboxPage {
        page: door(),
        s: "sealed".into(),
        address: "ana@larkfield.example".into(),
        why: "We don't know this browser yet.".into(),
        error: None,
        beside: None,
    };
    gallery.hang("mailbox", &mailbox);
}

fn setting_up(gallery: &Gallery) {
    let uri = "otpauth://totp/Larkfield:ana%40larkfield.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Larkfield";
    let setup = AuthenticatorPage {
        page: door(),
        s: "sealed".into(),
        why: Some("Larkfield asks for a second factor.".into()),
        qr_svg: vestibule::sheet::qr_svg(uri),
        key: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".into(),
        passkey: Some("/setup/passkey".into()),
        uri: uri.into(),
        label: "Larkfield · ana · 23 Nov".into(),
        name: Field::of("Phone"),
        error: None,
        beside: None,
    };
    gallery.hang("setup", &setup);
    let begin = |mailbox: Option<&str>| BeginPage {
        page: door(),
        s: "sealed".into(),
        why: None,
        passkey: Some("/setup/passkey".into()),
        mailbox: mailbox.map(str::to_owned),
    };
    gallery.hang("setup-begin", &begin(None));
    gallery.hang("setup-mailbox-first", &begin(Some("ana@larkfield.example")));
    let new = |error: Option<&str>| NewPasskeyPage {
        page: door(),
        s: "sealed".into(),
        why: Some("Larkfield asks for more than a password.".into()),
        passkey: PasskeyForm { filled: true, ..asks("new", "Make a passkey") },
        name: Field::default(),
        error: error.map(Into::into),
        app: "/setup/authenticator".into(),
    };
    gallery.hang("setup-passkey", &new(None));
    gallery.hang("setup-passkey-again", &new(Some("This one is here already. It works as it is.")));
    let codes = (0..10).map(|at| format!("K7PM3XQA9T{at}WHBCD")).collect();
    let sheet = CodesPage {
        page: door(),
        s: "sealed".into(),
        address: "ana@larkfield.example".into(),
        codes,
        made: "23 November 2026, 14:32 (Lisbon)".into(),
        replaces: true,
        refusal: None,
    };
    gallery.hang("codes", &sheet);
}

fn own(gallery: &Gallery) {
    let notice = Notice { tone: Tone::Good, text: "Saved. The new password works from now on.".into() };
    let account = AccountPage {
        page: Page { notice: Some(notice), ..inside(Section::Account) },
        refusal: None,
        password: (Tone::Good, "Set on 23 November, 14:05 (Lisbon). It doesn't run out.".into()),
        authenticators: vec![
            Authenticator {
                id: "1".into(),
                name: "Pixel 8".into(),
                label: "Larkfield · jo · 23 Nov".into(),
                line: "used today at 14:05".into(),
                marks: vec![],
                kept: None,
            },
            Authenticator {
                id: "2".into(),
                name: "الهاتف القديم".into(),
                label: "Larkfield · jo · 2 Oct".into(),
                line: "used on 4 November".into(),
                marks: vec![],
                kept: Some("It stays until another one has proved to work.".into()),
            },
        ],
        passkeys: Some(vec![
            Passkey {
                id: "3".into(),
                name: "Google Password Manager".into(),
                line: "Goes along to your other devices · used today at 14:05, Firefox on Windows".into(),
                test: asks("test", "Test"),
                marks: vec![],
                kept: None,
            },
            Passkey {
                id: "4".into(),
                name: "Key ring".into(),
                line: "Stays on one device · not used yet".into(),
                test: asks("test", "Test"),
                marks: vec![],
                kept: None,
            },
        ]),
        codes: Codes { left: 7, of: 10, made: "Made on 2 October.".into() },
        sessions: vec![
            Session {
                id: "1".into(),
                browser: "Firefox on Windows".into(),
                line: "used now, from 203.0.113.7".into(),
                here: true,
            },
            Session {
                id: "2".into(),
                browser: "Safari on iPhone".into(),
                line: "used yesterday at 18:20, from 198.51.100.24".into(),
                here: false,
            },
        ],
        attempts: happenings(),
        organizations: vec![
            Belonging {
                name: "Larkfield".into(),
                slug: "larkfield".into(),
                line: "Admin since 3 May 2024".into(),
                current: true,
                closed: None,
                contact: None,
            },
            Belonging {
                name: "Fjord Bank".into(),
                slug: "fjord".into(),
                line: "Member since 9 June 2025".into(),
                current: false,
                closed: None,
                contact: Some("Writes eli@fjordbank.example as your contact address.".into()),
            },
            Belonging {
                name: "Strictly Ltd".into(),
                slug: "strictly".into(),
                line: String::new(),
                current: false,
                closed: Some("Closed for you by an admin of Strictly Ltd on 3 May.".into()),
                contact: None,
            },
        ],
        invitations: vec![Waiting {
            name: "Harbour".into(),
            slug: "harbour".into(),
            inviter: Some("Bo Lind".into()),
        }],
    };
    gallery.hang("account", &account);
    let change = ChangePasswordPage {
        page: inside(Section::Account),
        s: String::new(),
        address: "jo@larkfield.example".into(),
        why: None,
        rules: PasswordRules { minimum: 8, beside_second: true },
        password_error: Some("That is not your password. It was last set on 23 November at 14:05.".into()),
        new_password_error: None,
        beside: None,
        refusal: None,
    };
    gallery.hang("change-password", &change);
    addresses(gallery);
}

fn addresses(gallery: &Gallery) {
    let moving = |proved, claims: Option<&str>| Moving {
        new: "jo.moreira.with.a.long.name@another-provider.example".into(),
        until: "24 Nov, 14:00 (Lisbon)".into(),
        old_proved: true,
        new_proved: proved,
        s: String::new(),
        claims: claims.map(str::to_owned),
        here: true,
        error: (!proved && claims.is_none()).then(|| "That code stands in none of the mails.".into()),
        beside: None,
    };
    let page = |moving, owed| AddressChangePage {
        page: inside(Section::Account),
        address: "jo@larkfield.example".into(),
        owed,
        email: Field::of(""),
        moving,
        refusal: None,
    };
    let owed = Remedy::link("second", "Give your second factor", "/sign-in/second")
        .explained("To change the address, give your second factor first.");
    gallery.hang("address-owed", &page(None, Some(owed)));
    gallery.hang("address-ask", &page(None, None));
    gallery.hang("address-codes", &page(Some(moving(false, None)), None));
    gallery.hang("address-link", &page(Some(moving(false, Some("jo@another.example"))), None));
    gallery.hang("address-ready", &page(Some(moving(true, None)), None));
    let contact = |joined| ContactPage {
        page: inside(Section::People),
        organization: larkfield(),
        person: Person {
            joined,
            ..person("5", "Eli Novak", "eli@larkfield.example", (Tone::Good, "Active"), &[])
        },
        email: Field::of("eli.novak@larkfield.example"),
        put_back: Some(PutBack { at: "4 Nov".into(), before: "eli@larkfield.example".into() }),
        refusal: None,
    };
    gallery.hang("contact", &contact(true));
    gallery.hang("contact-typo", &contact(false));
}

fn person(id: &str, name: &str, email: &str, status: (Tone, &str), actions: &[&str]) -> Person {
    Person {
        id: id.into(),
        organization: larkfield(),
        name: name.into(),
        email: email.into(),
        contact: None,
        joined: true,
        role: "Member".into(),
        status: (status.0, status.1.into()),
        last_active: "4 Nov".into(),
        undelivered: None,
        actions: actions.iter().map(|code| Action::of(code, name, "Larkfield")).collect(),
    }
}

/// The lists of several organizations on one page, and an invitation into several.
fn several(gallery: &Gallery) {
    let harbour = || Organization { name: "Harbour Clinic".into(), slug: "harbour".into() };
    let mut everybody = people();
    for person in everybody.iter_mut().skip(1).step_by(2) {
        person.organization = harbour();
    }
    let list = PeopleList {
        path: "/people".into(),
        houses: vec![harbour(), larkfield()],
        house: String::new(),
        query: String::new(),
        search: String::new(),
        status: String::new(),
        statuses: vec![("active".into(), "Active".into())],
        role: String::new(),
        roles: vec![("member".into(), "Member".into()), ("admin".into(), "Admin".into())],
        total: Some(42),
        file: "/people.csv".into(),
        people: everybody,
        before: None,
        after: Some("?page=2".into()),
    };
    let bank = Organization { name: "Fjord Bank".into(), slug: "fjordbank".into() };
    let view =
        SeveralPage { page: inside(Section::Several), list, closed: vec![bank], left_out: 0, refusal: None };
    gallery.hang("several", &view);
    let came = |name: &str, tone, line: &str| Came {
        name: name.into(),
        tone,
        line: line.into(),
        reference: (tone == Tone::Bad).then(|| REFERENCE.into()),
    };
    let invite = SeveralInvitePage {
        page: inside(Section::Several),
        first_name: Field::of("Noor"),
        last_name: Field::of(""),
        email: Field::of("noor@larkfield.example"),
        role: "member".into(),
        houses: vec![(harbour(), true), (larkfield(), false)],
        houses_error: None,
        came: vec![
            came("Harbour Clinic", Tone::Good, "Invited. A mail from there is on its way."),
            came("Larkfield", Tone::Bad, "Many mails were sent. The next one goes out from 15:00 (Lisbon)."),
        ],
    };
    gallery.hang("several-invite", &invite);
}

/// The erasure of an account: asked for, waiting, held, and its mail's page.
fn erasing(gallery: &Gallery) {
    let erase = |waits: Option<(String, String)>, held_by| ErasePage {
        page: inside(Section::Account),
        address: "jo@larkfield.example".into(),
        organizations: vec!["Larkfield".into()],
        waits,
        due: "30 November 2026, 14:32 (Lisbon)".into(),
        held_by,
    };
    let place = "Asked for 23 Nov, 14:32 (Lisbon), in Firefox on Windows (192.0.2.10).";
    gallery.hang("erase", &erase(None, vec![]));
    gallery
        .hang("erase-waits", &erase(Some(("30 November 2026, 14:32 (Lisbon)".into(), place.into())), vec![]));
    gallery.hang("erase-held", &erase(None, vec![larkfield()]));
    let stop = StopErasurePage {
        page: door(),
        s: "sealed".into(),
        due: "30 November 2026, 14:32 (Lisbon)".into(),
        place: place.into(),
        in_session: false,
        error: Some("That is not the code of this mail.".into()),
        beside: None,
    };
    gallery.hang("erase-stop", &stop);
}

fn request() -> Request {
    Request {
        live: false,
        user: "7".into(),
        id: "1".into(),
        name: "Eli Novak".into(),
        email: "eli@larkfield.example".into(),
        href: "/org/larkfield/people/5".into(),
        about: "Lost the phone with the authenticator, and has no recovery codes left.".into(),
        at: "Today, 14:20".into(),
        reference: Some(REFERENCE.into()),
        taken: Some("Jo Moreira is on it.".into()),
    }
}

fn policy_page() -> PolicyPage {
    let span = |name: &'static str, number: &str, unit: &str, optional| SpanField {
        name,
        key: format!("policy-rule-{}", name.replace('_', "-")),
        number: number.into(),
        unit: unit.into(),
        optional,
        error: None,
    };
    let wrong = SpanField {
        error: Some("Type a whole number, like 30. Ten years is the most.".into()),
        ..span("password_max_age", "ninety", "days", true)
    };
    PolicyPage {
        page: inside(Section::Policy),
        organization: larkfield(),
        second_factor: true,
        demand: Some((
            Tone::Good,
            "Second factors are asked of everybody since 4 Nov, 10:02 (Lisbon).".into(),
        )),
        passkeys: true,
        spans: vec![
            span("remember_device", "30", "days", true),
            span("session_idle", "12", "hours", false),
            span("session_absolute", "7", "days", false),
            span("session_visit", "12", "hours", false),
            span("invitation_life", "30", "days", false),
            wrong,
            span("password_min_age", "", "days", true),
        ],
        history: "0".into(),
        history_error: None,
    }
}

fn rules_and_log(gallery: &Gallery) {
    gallery.hang("policy", &policy_page());
    let affected = |code, tone, line: &str, open| Affected {
        code,
        tone,
        line: line.into(),
        people: vec![
            ("Ana Costa".into(), "1".into()),
            ("Fernando de la Fuente y González".into(), "2".into()),
        ],
        more: 10,
        open,
    };
    let trial = TrialPage {
        page: inside(Section::Policy),
        organization: larkfield(),
        p: "sealed".into(),
        changes: vec![("Everybody gives a second factor".into(), "no".into(), "yes".into())],
        tried: "Tried on all 140 people.".into(),
        affected: vec![
            affected("shut-out", Tone::Bad, "2 of 140 would have no way in.", true),
            affected(
                "set-up",
                Tone::Warn,
                "12 of 140 will be asked to set up a second factor at their next sign-in.",
                false,
            ),
        ],
        objection: None,
        recent: true,
    };
    gallery.hang("policy-trial", &trial);
    let refused = TrialPage {
        objection: Some(
            "Nobody could let anybody in any more: no admin of yours would have a way in.".into(),
        ),
        affected: vec![],
        ..trial
    };
    gallery.hang("policy-refused", &refused);
    let line = |what: &str, details: &[&str]| AuditLine {
        at: AT.into(),
        actor: "Jo Berg".into(),
        what: what.into(),
        act: "role-changed".into(),
        subject: Some(("Ana Costa".into(), Some("/org/larkfield/people/1".into()))),
        details: details.iter().map(|detail| (*detail).to_owned()).collect(),
        network: Some("2001:db8:85a3::8a2e:370:7334".into()),
    };
    let log = AuditPage {
        page: inside(Section::Audit),
        organization: larkfield(),
        acts: vec![("role-changed".into(), "Role changed".into())],
        act: String::new(),
        who: String::new(),
        who_note: None,
        which: vec![],
        from: "2026-11-01".into(),
        to: String::new(),
        days_error: None,
        lines: vec![
            line("Role changed", &["Member → Admin"]),
            line(
                "Policy changed",
                &[
                    "Everybody gives a second factor: no → yes.",
                    "Passwords run out after: 90 days → not at all.",
                ],
            ),
        ],
        after: Some("?before=1".into()),
    };
    gallery.hang("audit", &log);
    let asked = RequestPage {
        page: inside(Section::Requests),
        organization: larkfield(),
        id: "1".into(),
        name: "Eli Novak".into(),
        email: "eli@larkfield.example".into(),
        person: "/org/larkfield/people/5".into(),
        about: "Lost the phone with the authenticator, and has no recovery codes left.".into(),
        at: AT.into(),
        until: Some(AT.into()),
        reference: Some(REFERENCE.into()),
        happened: happenings(),
        now: (Tone::Bad, "No. They have nothing left to give for the second factor.".into(), vec![]),
        taken: Taken::Another("Max Roth is on it.".into(), "2".into()),
        own: false,
        closed: None,
    };
    gallery.hang("request", &asked);
    gallery.hang(
        "request-closed",
        &RequestPage { closed: Some("Jo Berg settled it. 14:40 (Lisbon)".into()), ..asked },
    );
}

fn people() -> Vec<Person> {
    let mut bounced = person(
        "4",
        "",
        "fernando.de-la-fuente-y-gonzalez@accounting.larkfield.example",
        (Tone::Warn, "Invite Expired"),
        &["re-invite", "withdraw"],
    );
    bounced.undelivered = Some("The invitation came back: no such mailbox.".into());
    bounced.last_active = "–".into();
    vec![
        person(
            "1",
            "Ana Costa",
            "ana@larkfield.example",
            (Tone::Warn, "Password Expired"),
            &["reset", "waive", "must-change", "deactivate"],
        ),
        person(
            "2",
            "Jo Berg",
            "jo@larkfield.example",
            (Tone::Good, "Active"),
            &["reset", "must-change", "make-member"],
        ),
        person("3", "نور الدين عبد الرحمن", "nour@larkfield.example", (Tone::Good, "Active"), &["reset"]),
        bounced,
        person(
            "5",
            "Wolfeschlegelsteinhausenbergerdorff-Papadimitrakopoulos Hubert Blaine",
            "hubert@larkfield.example",
            (Tone::Plain, "Deactivated"),
            &["reactivate"],
        ),
    ]
}

fn console(gallery: &Gallery) {
    let list = PeoplePage {
        page: inside(Section::People),
        organization: larkfield(),
        list: PeopleList {
            path: "/org/larkfield/people".into(),
            houses: Vec::new(),
            house: String::new(),
            query: String::new(),
            search: String::new(),
            status: String::new(),
            statuses: vec![
                ("active".into(), "Active (31)".into()),
                ("invite-expired".into(), "Invite Expired (1)".into()),
            ],
            role: String::new(),
            roles: vec![("member".into(), "Member".into()), ("admin".into(), "Admin".into())],
            total: Some(42),
            file: "/org/larkfield/people.csv".into(),
            people: people(),
            before: None,
            after: Some("?page=2".into()),
        },
        requests: vec![request()],
        rescue: Some("There is no kit. One admin is alone: nobody else here could help them.".to_owned()),
        refusal: None,
    };
    gallery.hang("people", &list);
    let found =
        PeopleList { people: Vec::new(), search: "zz".into(), total: Some(0), after: None, ..list.list };
    let none = PeoplePage { list: found, requests: Vec::new(), ..list };
    gallery.hang("people-none", &none);
    several(gallery);
    let closed = happenings().split_off(3);
    let requests = RequestsPage {
        page: inside(Section::Requests),
        organization: larkfield(),
        requests: vec![request()],
        closed,
    };
    gallery.hang("requests", &requests);
    let all = ["reset", "waive", "must-change", "end-sessions", "make-admin", "deactivate", "remove"];
    let one = PersonPage {
        page: inside(Section::People),
        organization: larkfield(),
        person: person("1", "Ana Costa", "ana@larkfield.example", (Tone::Warn, "Password Expired"), &all),
        tone: Tone::Warn,
        answer: "Yes, after setting a new password.".into(),
        takes: vec!["She'll be asked for her password, then a new one, then a code from “Pixel 8”.".into()],
        happenings: happenings(),
        factors: vec![
            ("Pixel 8".into(), "app, used 4 Nov".into()),
            ("Recovery codes".into(), "7 of 10 left".into()),
        ],
        mails: happenings().split_off(2),
        requests: vec![request()],
        refusal: None,
        undo: Some(Action::of("end-demand", "Ana Costa", "Larkfield")),
        sessions: vec![("Firefox on Windows".into(), "used 14:05 (Lisbon), from 192.0.2.10".into())],
    };
    gallery.hang("person", &one);
    let invite = InviteFormPage {
        page: inside(Section::People),
        organization: larkfield(),
        s: String::new(),
        first_name: Field::of("Ana"),
        last_name: Field::wrong("", "Type a last name."),
        email: Field::of("ana@larkfield.example"),
        role: "member".into(),
        refusal: None,
        good_for_days: 30,
    };
    gallery.hang("invite-form", &invite);
    let why = |page, reader| WhyPage { page, reference: REFERENCE.into(), reader };
    let stranger = Reader::Stranger { s: "sealed".into(), sign_in: "/sign-in".into() };
    gallery.hang("why-stranger", &why(door(), stranger));
    gallery.hang("why-other", &why(inside(Section::None), Reader::Other));
    let owner = Reader::Owner { refusal: too_soon(), happenings: happenings() };
    gallery.hang("why-owner", &why(inside(Section::None), owner));
    let admin = Reader::Admin {
        refusal: too_soon(),
        person: "Ana Costa".into(),
        href: "/org/larkfield/people/1".into(),
        evidence: vec![
            ("Password set".into(), "23 November, 14:32".into()),
            ("Rule".into(), "Every three hours".into()),
        ],
        happenings: happenings(),
    };
    gallery.hang("why-admin", &why(inside(Section::None), admin));
}

fn help(gallery: &Gallery) {
    let list = |question: &str| HelpPage {
        page: door(),
        question: question.into(),
        found: vestibule::article::search(question),
    };
    gallery.hang("help", &list(""));
    gallery.hang("help-found", &list("phone"));
    gallery.hang("help-found-nothing", &list("zeppelin"));
    for article in vestibule::article::all() {
        let answered = (article.slug == "lost-phone").then_some(false);
        gallery.hang(&format!("help-{}", article.slug), &ArticlePage { page: door(), article, answered });
    }
}

fn messages(gallery: &Gallery) {
    let support = SupportPage {
        page: door(),
        reference: Some(REFERENCE.into()),
        support_address: "support@vestibule.example".into(),
        mailto: "mailto:support@vestibule.example".into(),
    };
    gallery.hang("support", &support);
    gallery.hang("not-found", &MessagePage::not_found(door()));
    gallery.hang(
        "not-yours",
        &MessagePage::not_yours(
            inside(Section::None),
            vec![Remedy::link("go-to-account", "My account", "/account")],
        ),
    );
    gallery.hang("too-often", &MessagePage::too_often(door(), "14:47 (Lisbon)"));
    gallery.hang("busy", &MessagePage::busy(door(), 5));
    gallery.hang("broken", &MessagePage::broken(door(), REFERENCE, AT));
    gallery.hang("cookies", &MessagePage::cookies(door()));
    gallery.hang("signed-out", &MessagePage::signed_out(door(), None, false));
    gallery.hang("stale", &MessagePage::stale(door(), "/sign-in"));
    gallery.hang("other-tab", &MessagePage::other_tab(inside(Section::None), "eli@fjord.example"));
    gallery.hang("answer-sent", &MessagePage::answer_sent(door(), "ana@larkfield.example"));
    gallery.hang("request-sent", &MessagePage::request_sent(door(), "Larkfield"));
}

fn demo(gallery: &Gallery) {
    let bar = || Bar { mails: 3, clock: "14:32".into() };
    let page = |section| {
        let brand = Brand { name: "Vestibule demo".into(), slug: None, accent: None, logo: None };
        Page { section, ..Page::door(brand) }
    };
    let member = |name: &str, place: &str, stuck: Option<u8>, story: &str, ending: &str| CastMember {
        first_name: name.into(),
        name: format!("{name} Costa"),
        email: format!("{}@larkfield.example", name.to_lowercase()),
        place: place.into(),
        stuck,
        story: story.into(),
        ending: ending.into(),
        password: Some("paper boats at noon".into()),
        totp_now: Some("123 456".into()),
        totp_secret: Some("JBSWY3DPEHPK3PXP".into()),
        recovery_codes: vec!["K7PM 3XQA 9TRW HBCD".into(), "M2PM 3XQA 9TRW HBCD".into()],
        kit_codes: vec!["Q2PM 3XQA 9TRW HBCD".into()],
    };
    let cast = CastPage {
        page: page(Section::Stories),
        bar: bar(),
        stuck: vec![
            member(
                "Ana",
                "Larkfield, member",
                Some(1),
                "Asked for a reset mail. Nothing came.",
                "The waiting page says that the mailbox is full, and her admin sees it too.",
            ),
            member(
                "Bo",
                "Strictly Ltd, member",
                Some(2),
                "Changed the password an hour ago, forgot it already: “changed within the last 3 hours”.",
                "His admin lets him, with one press.",
            ),
            member(
                "Cem",
                "Larkfield, member",
                Some(3),
                "“Authentication failed.” Nobody says why.",
                "The mail says it all.",
            ),
            member(
                "Dana",
                "Fjord Bank, invited",
                Some(4),
                "Set a password when invited; it has expired; now the company uses SSO.",
                "She chooses a new one.",
            ),
            member(
                "Eli",
                "Larkfield and Fjord Bank",
                Some(5),
                "The phone with the authenticator is in the lake.",
                "A recovery code.",
            ),
        ],
        others: vec![member("Jo", "Larkfield, admin", None, "Can help everybody at Larkfield.", "Signs in.")],
    };
    gallery.hang("dev", &cast);
    let line = |to: &str, fate| MailLine {
        href: "mail.html".into(),
        to: to.into(),
        subject: "Your way back into Larkfield".into(),
        at: "14:32".into(),
        start: "You asked for a new password. Open this link, or type the code on the page that asked …"
            .into(),
        fate,
    };
    let full = (Tone::Bad, "Refused by mx.larkfield.example: 552 5.2.2 mailbox full".to_owned());
    let mails = vec![line("bo@strictly.example", None), line("ana@larkfield.example", Some(full))];
    gallery.hang(
        "dev-mails",
        &MailsPage { page: page(Section::Inbox), bar: bar(), to: String::new(), mails, older: None },
    );
    let mail = MailPage {
        page: page(Section::Inbox),
        bar: bar(),
        from: "Larkfield <login@vestibule.example>".into(),
        to: "bo+work@strictly.example".into(),
        subject: "Your way back into Larkfield".into(),
        at: "23 November 2026, 14:32".into(),
        text: "Larkfield\n\nYou asked for a new password.\n\nhttp://localhost:8321/r/0123456789abcdefghijklmnopqrstuvwxyz\n\nOr type this code on the page that asked:\n\n    K7PM 3XQA\n\nGood until 15:32 (Lisbon).\n\nReference VST-7K3M-Q2XP".into(),
        links: vec![Link { label: "http://localhost:8321/r/0123456789abcdefghijklmnopqrstuvwxyz".into(), href: "/r/0123".into() }],
        code: Some("K7PM 3XQA".into()),
        html_href: Some("/dev/mail/1/html".into()),
        fate: (Tone::Good, "Taken by the demo's inbox".into()),
    };
    gallery.hang("dev-mail", &mail);
    let clock = ClockPage {
        page: page(Section::Clock),
        bar: bar(),
        now: "Monday, 23 November 2026, 14:32:10 UTC".into(),
        now_rfc3339: "2026-11-23T14:32:10Z".into(),
        error: Some("That is earlier than now. The clock never runs backwards.".into()),
    };
    gallery.hang("dev-clock", &clock);
}

/// The demo's identity provider: another company's page.
fn practice(gallery: &Gallery) {
    let page = || Page::door(Brand { name: "Lumen & Co".into(), slug: None, accent: None, logo: None });
    let choice = |value: &str, name: &str, line: &str, chosen| provider::Choice {
        value: value.into(),
        name: name.into(),
        line: line.into(),
        chosen,
    };
    let choose = provider::ChoosePage {
        page: page(),
        action: "/dev/provider/authorize".into(),
        people: vec![
            choice("jo", "Jo Berg", "jo@larkfield.example", true),
            choice("kim", "Kim Sato", "kim.a.very.long.name.of.a.mailbox@larkfield.example", false),
        ],
        manners: vec![
            choice("well", "As it should be", "", true),
            choice("key", "Signed with a key that we never published", "", false),
        ],
        sent_along: vec![("state", "a&b".into())],
    };
    gallery.hang("provider-choose", &choose);
    let about = AboutPage {
        page: page(),
        issuer: "http://localhost:8321/dev/provider".into(),
        client_id: "vestibule-demo",
        client_secret: "Zm9yIGV5ZXMgb25seSwgbm8gc2VjcmV0".into(),
        metadata_at: "http://localhost:8321/dev/provider/saml/metadata".into(),
        returns_below: "http://localhost:8321/".into(),
        signed_in: vec![SignedInThere {
            sid: "1f".to_owned(),
            name: "Dina Moreau".to_owned(),
            since: "14:05 (UTC)".to_owned(),
        }],
    };
    gallery.hang("provider-about", &about);
    let passing = provider::PassingOnPage {
        page: page(),
        action: "/sso/0/acs".into(),
        message: "PHNhbWxwOlJlc3BvbnNlLz4=".into(),
        relay_state: "a&b".into(),
    };
    gallery.hang("provider-passing", &passing);
    let trouble = TroublePage {
        page: page(),
        title: "We cannot answer this".into(),
        line: "This question names an application that we do not know.".into(),
    };
    gallery.hang("provider-trouble", &trouble);
}

fn event(tone: Tone, what: &str, detail: &str) -> Event {
    Event {
        at: "14:32 (UTC)".into(),
        tone,
        what: what.into(),
        detail: detail.into(),
        place: Some("Larkfield".into()),
        case: Some(REFERENCE.into()),
    }
}

fn concerned() -> Concerned {
    Concerned {
        name: "Wilhelmina Featherstonehaugh-Cholmondeley".into(),
        address: "wilhelmina.featherstonehaugh@very-long-subdomain.larkfield.example".into(),
        id: "0190".into(),
    }
}

fn notes() -> Vec<Note> {
    vec![Note {
        at: AT.into(),
        by: "Vera Lind".into(),
        text: "Called back at two.\n<b>Types</b> y for z.".into(),
        case: Some(REFERENCE.into()),
    }]
}

fn places() -> Vec<Place> {
    ["Larkfield", "Fjord Bank"].map(|name| Place { slug: name.to_lowercase(), name: name.into() }).into()
}

fn support(gallery: &Gallery) {
    let desk = |section| {
        let mut page = inside(section);
        if let Some(user) = &mut page.user {
            (user.is_admin, user.at_desk) = (false, true);
        }
        page
    };
    let q = Field::wrong("no such place", "Nothing here has that reference, address or name.");
    let stuck = "Three people are stuck at the door now.".to_owned();
    gallery.hang("support", &HomePage { page: desk(Section::Support), q, stuck });
    let events = vec![
        event(Tone::Bad, "Tried to sign in: the password was wrong.", "Firefox on Windows, not seen before"),
        event(Tone::Good, "Reset mail", "Taken by mx.larkfield.example at 14:32"),
        event(Tone::Plain, "Minimum age waived", "by Jo Berg (admin)"),
    ];
    let pair = |name: &str, words: &str| (name.to_owned(), words.to_owned());
    gallery.hang(
        "support-case",
        &CasePage {
            known: true,
            cause: Some("password-wrong".into()),
            heading: "Tried to sign in".into(),
            lines: vec!["The password was wrong.".into()],
            facts: vec![pair("When", "14:32 (UTC)"), pair("From", "Firefox on Windows, not seen before")],
            found: vec![pair("Password", "wrong"), pair("Wrong guesses before", "3")],
            mails: vec![event(Tone::Good, "Reset mail", "Taken by mx.larkfield.example")],
            afterwards: events.clone(),
            ways: vec![
                Remedy::post("send-fitting", "Send them the mail that fits", "#", "")
                    .explained("To their mailbox."),
                Remedy::link("hand-over", "Hand it to the organization's admins", "#hand-over"),
            ],
            who: Some(concerned()),
            places: places(),
            notes: notes(),
            ..CasePage::unknown(desk(Section::Support), REFERENCE)
        },
    );
    gallery.hang("support-case-unknown", &CasePage::unknown(desk(Section::Support), REFERENCE));
    let timeline = TimelineView {
        path: "/support/people/0190".into(),
        hidden: vec![],
        from: "2026-11-01".into(),
        to: String::new(),
        first: true,
        events,
        crowded: true,
        older: Some("#".into()),
    };
    let act = |code: &str, label: &str| PlaceAct { code: code.into(), label: label.into() };
    let membership = |name: &str, granted_until: Option<&str>| Membership {
        slug: name.to_lowercase(),
        name: name.into(),
        role: "Member".into(),
        status: (Tone::Warn, "Password Expired".into()),
        now: (Tone::Warn, "Yes, after setting a new password.".into()),
        takes: vec!["Signing in with the password now would ask for a new password.".into()],
        last_active: AT.into(),
        granted_until: granted_until.map(str::to_owned),
        acts: vec![act("reset", "Send a reset in its name"), act("end-sessions", "End sessions there")],
    };
    gallery.hang(
        "support-person",
        &SupportPersonPage {
            page: desk(Section::Support),
            who: concerned(),
            stands: Some("Refused 3 times since 14:05 (UTC) and not in since then.".into()),
            memberships: vec![membership("Larkfield", Some(AT)), membership("Fjord Bank", None)],
            factors: vec![pair("Password", "set 4 Nov"), pair("Pixel 8", "used 4 Nov")],
            sessions: "2 open sessions.".into(),
            timeline,
            places: places(),
            notes: notes(),
            refusal: None,
        },
    );
    let row = |code: &str, words: &str, count| Row { code: code.into(), words: words.into(), count };
    gallery.hang(
        "support-numbers",
        &NumbersPage {
            page: desk(Section::Numbers),
            now: 12,
            now_with_support: 2,
            causes: vec![
                row("password-wrong", "The password was wrong.", 9),
                row("code-wrong", "The code was wrong.", 3),
            ],
            came_in: 140,
            came_in_with_support: 4,
            median: "90 seconds".into(),
            most: "3 hours".into(),
            ended: vec![
                row("tried-again", "They tried again", 100),
                row("new-password", "A new password by mail", 40),
            ],
        },
    );
    let grant = || GrantLine { by: "Jo Berg".into(), from: AT.into(), until: AT.into() };
    for (name, live) in [("grants", None), ("grants-live", Some(grant()))] {
        let lengths = vec![pair("1-hour", "1 hour"), pair("1-day", "1 day")];
        let (page, organization) = (inside(Section::Grants), larkfield());
        gallery.hang(name, &GrantsPage { page, organization, live, before: vec![grant()], lengths });
    }
}
