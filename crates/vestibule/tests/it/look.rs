//! Stories of `look`: an organization's logo and colour on its pages, and nowhere before something is proved.

use std::path::{Path, PathBuf};

use uuid::Uuid;
use vestibule::cli::organization::{Act, run};
use vestibule::cli::{Said, look};
use vestibule::store::audit;

use crate::world::{ANOTHER, OPEN, PASSWORD, World, stories};

stories![
    a_logo_stands_on_the_organizations_pages,
    no_logo_stands_before_something_is_proved,
    a_logo_is_kept_by_browsers_and_changes_its_address_with_its_content,
    a_logo_is_taken_away_and_the_mark_is_back,
    a_mail_has_no_picture,
    a_colour_changes_and_is_written_down,
];

const PICTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../proofs/tests/pictures");

fn picture(name: &str) -> PathBuf {
    Path::new(PICTURES).join(name)
}

async fn set(world: &World, slug: &str, file: &Path) -> Said {
    let act = Act::Logo { slug: slug.to_owned(), file: file.to_owned() };
    run(&world.app, act).await.expect("the store answers")
}

/// The addresses of logos on a page.
fn logos(html: &str) -> Vec<String> {
    let starts = html.split("src=\"/assets/logo/").skip(1);
    starts.filter_map(|rest| rest.split('"').next()).map(|name| format!("/assets/logo/{name}")).collect()
}

async fn larkfield(world: &World) {
    world.organization("larkfield", OPEN).await;
    world.member("ana@larkfield.example", "larkfield").await;
    assert!(matches!(set(world, "larkfield", &picture("plain.png")).await, Said::Done(_)));
}

async fn a_logo_stands_on_the_organizations_pages(world: World) {
    larkfield(&world).await;
    let mut ana = world.browser();
    let page = ana.try_to_sign_in("ana@larkfield.example", PASSWORD).await;
    assert_eq!(page.place(), "/account");
    assert_eq!(logos(&page.html).len(), 1);
    // Room is kept for it, at the height of the mark, and the name beside it says whose it is.
    assert!(page.html.contains("width=\"53\" height=\"32\" alt=\"\""), "{}", page.html);

    world.invite("noor@larkfield.example", "larkfield").await;
    let mut noor = world.browser();
    let page = noor.open(&world.link("noor@larkfield.example").await).await;
    assert_eq!(page.place(), "/invite");
    assert_eq!(logos(&page.html).len(), 1);
    let page = noor.fill(&[("new_password", ANOTHER)]).await;
    assert_eq!((page.place(), logos(&page.html).len()), ("/account", 1));
}

async fn no_logo_stands_before_something_is_proved(world: World) {
    larkfield(&world).await;
    for path in ["/sign-in", "/reset", "/stuck", "/contact", "/why/VST-AAAA-BBBB"] {
        assert_eq!(logos(&world.browser().open(path).await.html), Vec::<String>::new(), "{path}");
    }
    let mut seen = Vec::new();
    for email in ["ana@larkfield.example", "nobody@larkfield.example"] {
        let mut browser = world.browser();
        browser.open("/sign-in").await;
        let page = browser.fill(&[("email", email)]).await.clone();
        let refused = browser.fill(&[("password", "not the right one at all")]).await;
        seen.push((logos(&page.html), logos(&refused.html)));
    }
    assert_eq!(seen, [(vec![], vec![]), (vec![], vec![])]);
}

async fn a_logo_is_kept_by_browsers_and_changes_its_address_with_its_content(world: World) {
    larkfield(&world).await;
    let mut addresses = Vec::new();
    for (file, media) in
        [("plain.png", "image/png"), ("baseline.jpg", "image/jpeg"), ("lossless.webp", "image/webp")]
    {
        set(&world, "larkfield", &picture(file)).await;
        let mut ana = world.browser();
        let page = ana.try_to_sign_in("ana@larkfield.example", PASSWORD).await;
        let address = logos(&page.html).remove(0);
        // Anybody's browser gets it, without a cookie, and gets none.
        let answer = world.browser().ask("GET", &address, None).await;
        let header =
            |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
        assert_eq!((answer.status.as_u16(), header("content-type")), (200, media));
        assert_eq!(header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!((header("x-content-type-options"), header("set-cookie")), ("nosniff", ""));
        let file = std::fs::read(picture(file)).expect("a picture");
        assert_eq!(answer.html, String::from_utf8_lossy(&file));
        addresses.push(address);
    }
    addresses.dedup();
    assert_eq!(addresses.len(), 3, "{addresses:?}");
    for nobody in [addresses[0].as_str(), "/assets/logo/larkfield", "/assets/logo/larkfield.png"] {
        let answer = world.browser().ask("GET", nobody, None).await;
        assert_eq!(
            answer.status.as_u16(),
            404,
            "{nobody}: the logo of before, and no way to ask for whose it is"
        );
    }
}

async fn a_logo_is_taken_away_and_the_mark_is_back(world: World) {
    larkfield(&world).await;
    assert!(matches!(set(&world, "larkfield", Path::new("none")).await, Said::Done(_)));
    let mut ana = world.browser();
    let page = ana.try_to_sign_in("ana@larkfield.example", PASSWORD).await;
    assert_eq!(logos(&page.html), Vec::<String>::new());
    assert!(page.html.contains("<svg class=\"mark\""));
    assert!(matches!(set(&world, "nobody", Path::new("none")).await, Said::Refused(_)));
}

async fn a_mail_has_no_picture(world: World) {
    larkfield(&world).await;
    world.browser().ask_for_reset("ana@larkfield.example").await;
    let mail = world.mail("ana@larkfield.example").await;
    assert!(!mail.html.contains("<img") && !mail.html.contains("/assets/"), "{}", mail.html);
}

async fn a_colour_changes_and_is_written_down(world: World) {
    larkfield(&world).await;
    let paint = async |colour: &str| {
        let act = Act::Accent { slug: "larkfield".to_owned(), colour: colour.to_owned() };
        run(&world.app, act).await.expect("the store answers")
    };
    assert!(matches!(paint("#0B6E4F").await, Said::Done(_)));
    assert!(matches!(paint("green").await, Said::Refused(_)));
    let mut ana = world.browser();
    let page = ana.try_to_sign_in("ana@larkfield.example", PASSWORD).await;
    assert!(page.html.contains("/assets/accent/0b6e4f.css"), "{}", page.html);
    assert!(matches!(paint("none").await, Said::Done(_)));
    assert!(!ana.open("/account").await.html.contains("/assets/accent/"));
    let rows = audit::any_list(&mut world.app.store.read(), 10, None).await.expect("the store answers");
    let told = |act: &str| rows.iter().filter(|row| row.act == act).count();
    assert_eq!((told("colour-changed"), told("logo-changed")), (2, 1));
}

#[test]
fn what_is_no_logo_is_refused_with_what_to_do() {
    let directory = std::env::temp_dir().join(format!("vestibule-look-{}", Uuid::now_v7()));
    std::fs::create_dir_all(&directory).expect("the temporary directory takes a directory");
    let refused = |bytes: &[u8]| {
        let file = directory.join("logo");
        std::fs::write(&file, bytes).expect("a file");
        look::read_logo(&file).map(|_| ()).expect_err("this is no logo")
    };
    let whole = std::fs::read(picture("plain.png")).expect("a picture");
    let moving = std::fs::read(picture("moving.webp")).expect("a picture");
    let cases: [(&[u8], &str); 6] = [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG: a document that can hold scripts"),
        (b"GIF89a", "PNG, JPEG or WebP"),
        (&whole[..60], "export it again"),
        (&moving, "save a still one"),
        (&whole.repeat(400), "larger than 32 KiB"),
        (&small_png(), "8 × 2000 pixels"),
    ];
    for (bytes, remedy) in cases {
        let why = refused(bytes);
        assert!(why.contains(remedy), "{why}");
    }
    assert!(look::read_logo(&directory.join("nothing")).is_err_and(|why| why.contains("cannot be read")));
    std::fs::remove_dir_all(&directory).expect("the directory goes away");
}

/// A PNG that is too thin and too high, with one empty piece of pixels.
fn small_png() -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let size = [&8_u32.to_be_bytes()[..], &2000_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    for (name, data) in [(b"IHDR", size), (b"IDAT", vec![]), (b"IEND", vec![])] {
        png.extend(u32::try_from(data.len()).expect("short").to_be_bytes());
        png.extend(name);
        png.extend(&data);
        let sum = name.iter().chain(&data).fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 }
            })
        });
        png.extend((!sum).to_be_bytes());
    }
    png
}
