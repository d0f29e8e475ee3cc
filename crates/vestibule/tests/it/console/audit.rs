//! The audit log: looked through, exported, and never another organization's.

use rules::{Role, Span};
use vestibule::store::audit::{self, AuditRow};

use crate::world::{Browser, OPEN, Page, World, stories};

stories![
    the_log_says_who_did_what_on_whom,
    filters_stand_in_the_address,
    pages_follow_each_other_without_a_gap,
    an_export_holds_what_the_filter_lets_through_and_is_a_line_itself,
    no_cell_runs_in_a_spreadsheet,
    another_organizations_lines_are_never_told,
    who_was_removed_keeps_their_name_here,
];

/// What stands in the lines of the table: act, and all words.
fn lines(page: &Page) -> Vec<(String, String)> {
    let rows = page.html.split("<tr data-act=\"").skip(1);
    rows.map(|row| {
        let (act, rest) = row.split_once('"').unwrap_or_default();
        let inside = rest.split("</tr>").next().unwrap_or_default();
        let words = Page { html: format!("<body {inside}"), ..page.clone() }.words();
        (act.to_owned(), words)
    })
    .collect()
}

async fn acts(browser: &mut Browser, path: &str) -> Vec<String> {
    let page = browser.open(path).await;
    assert_eq!(page.status.as_u16(), 200, "{}", page.told());
    lines(page).into_iter().map(|(act, _)| act).collect()
}

async fn the_log_says_who_did_what_on_whom(world: World) {
    world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    let at_ana = format!("/org/larkfield/people/{}", ana.id);
    office.open(&at_ana).await;
    office.press(&format!("{at_ana}/make-admin"), &[]).await;
    let page = office.open("/org/larkfield/audit").await.clone();
    let told = lines(&page);
    let (_, line) = told.iter().find(|(act, _)| act == "role-changed").expect("it stands there");
    for part in ["Role changed", "Member → Admin", "Jo Tester", "Ana Tester", "192.0.2.10", "(Lisbon)"] {
        assert!(line.contains(part), "{part}: {line}");
    }
    let (_, line) = told.iter().find(|(act, _)| act == "signed-in").expect("that, too");
    assert!(line.contains("Signed in") && line.contains("Jo Tester"), "{line}");
    assert!(page.html.contains(&format!("href=\"{at_ana}\"")), "it leads to the person");
    // There is nothing that changes a line: no other way than to look and to take along.
    let ways: Vec<String> = page
        .forms()
        .into_iter()
        .flat_map(|form| form.ways.into_iter().chain([form.action]))
        .filter(|way| way.contains("/audit"))
        .collect();
    assert_eq!(ways, ["/org/larkfield/audit", "/org/larkfield/audit/csv", "/org/larkfield/audit/jsonl"]);
}

async fn line(world: &World, organization: uuid::Uuid, act: &str, person: Option<uuid::Uuid>, after: &str) {
    let row = AuditRow {
        id: world.app.new_id(),
        organization_id: Some(organization),
        at: world.app.now(),
        actor: "user".to_owned(),
        actor_id: person,
        act: act.to_owned(),
        subject_id: person,
        before: None,
        after: (!after.is_empty()).then(|| after.to_owned()),
        network: Some("192.0.2.7".to_owned()),
    };
    let mut write = world.app.store.write().await.unwrap();
    audit::add(&mut write, &row).await.unwrap();
    write.commit().await.unwrap();
}

async fn filters_stand_in_the_address(world: World) {
    let larkfield = world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    let bea = world.member("bea@larkfield.example", "larkfield").await;
    line(&world, larkfield, "joined", Some(ana.id), "").await;
    line(&world, larkfield, "joined", Some(bea.id), "").await;
    world.pass(Span::days(2));
    line(&world, larkfield, "codes-made", Some(ana.id), "").await;
    world.pass(Span::seconds(1));
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    let path = "/org/larkfield/audit";
    assert_eq!(acts(&mut office, path).await, ["signed-in", "codes-made", "joined", "joined"]);
    assert_eq!(acts(&mut office, &format!("{path}?act=joined")).await, ["joined", "joined"]);
    assert_eq!(acts(&mut office, &format!("{path}?who=ana")).await, ["codes-made", "joined"]);
    assert_eq!(acts(&mut office, &format!("{path}?who={}&act=joined", ana.id)).await, ["joined"]);
    // The clock stands on the 24th; both days count, in the organization's zone.
    let day = |days: i64| vestibule::when::rfc3339(rules::Instant(crate::world::NOW.0 + Span::days(days).0));
    let day = |days| day(days)[..10].to_owned();
    assert_eq!(acts(&mut office, &format!("{path}?to={}", day(0))).await, ["joined", "joined"]);
    assert_eq!(acts(&mut office, &format!("{path}?from={}", day(1))).await, ["signed-in", "codes-made"]);
    assert_eq!(acts(&mut office, &format!("{path}?from={}&to={}", day(0), day(1))).await.len(), 2);
    assert!(
        office.page.html.contains(&format!("value=\"{}\"", day(1))),
        "what was asked for stays in the form"
    );
    for wrong in ["from=yesterday", "to=2026-13-40"] {
        assert!(acts(&mut office, &format!("{path}?{wrong}")).await.is_empty());
        assert!(office.page.says("Pick a day"), "{}", office.page.told());
    }
    let page = office.open(&format!("{path}?who=tester")).await;
    assert!(
        page.says("Whom do you mean?") && page.says("Ana Tester, ana@larkfield.example"),
        "{}",
        page.told()
    );
    assert!(office.open(&format!("{path}?who=nobody")).await.says("Nobody here has that name"));
    assert!(acts(&mut office, &format!("{path}?act=%27%3B--")).await.is_empty());
    assert!(
        acts(&mut office, &format!("{path}?before=x.y")).await.len() == 4,
        "a cursor that is none is none"
    );
}

async fn pages_follow_each_other_without_a_gap(world: World) {
    let larkfield = world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    for number in 0..60 {
        // Several in one moment, too.
        line(&world, larkfield, "colour-changed", None, &format!("number {number:02}")).await;
        if number % 7 == 0 {
            world.pass(Span::seconds(1));
        }
    }
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    office.open("/org/larkfield/audit?act=colour-changed").await;
    let mut all = Vec::new();
    loop {
        let told = lines(&office.page);
        assert!(told.len() <= 25);
        all.extend(told);
        let next = office.page.html.split("<a class=\"button quiet small\" href=\"").nth(1);
        let Some(next) = next.and_then(|rest| rest.split('"').next()) else { break };
        let next = next.replace("&#38;", "&").replace("&amp;", "&");
        office.open(&next).await;
    }
    assert_eq!(all.len(), 60);
    world.pass(Span::seconds(1));
    let whole = office.post_fields("/org/larkfield/audit/jsonl", &[("act", "colour-changed")]).await;
    let after: Vec<String> = whole
        .html
        .lines()
        .map(|line| {
            let value: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
            value["after"].as_str().unwrap_or_default().to_owned()
        })
        .collect();
    assert_eq!(after.len(), 60);
    let mut sorted = after.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), 60, "each once");
}

async fn an_export_holds_what_the_filter_lets_through_and_is_a_line_itself(world: World) {
    let larkfield = world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    for _ in 0..1_100 {
        line(&world, larkfield, "joined", Some(ana.id), "").await;
    }
    world.pass(Span::seconds(1));
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    world.pass(Span::seconds(1));
    let page = office.post_fields("/org/larkfield/audit/csv", &[("act", "joined")]).await;
    assert_eq!(page.status.as_u16(), 200);
    assert_eq!(page.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(page.headers["content-disposition"], "attachment; filename=\"audit-larkfield.csv\"");
    assert_eq!(page.headers["cache-control"], "no-store");
    let rows: Vec<&str> = page.html.split("\r\n").filter(|row| !row.is_empty()).collect();
    assert_eq!(rows.len(), 1_101, "more than are read together, and the heading once");
    assert!(rows[0].starts_with("at,act,what,actor,actor_name"), "{}", rows[0]);
    assert!(rows[1].contains("joined,Accepted the invitation,user,Ana Tester"), "{}", rows[1]);
    assert_eq!(acts(&mut office, "/org/larkfield/audit?act=audit-exported").await, ["audit-exported"]);
    // One that is about nobody in particular writes nothing and takes nothing along.
    let page = office.post_fields("/org/larkfield/audit/csv", &[("who", "nobody")]).await;
    assert!(page.says("Nobody here has that name"), "{}", page.told());
    let page = office.post_fields("/org/larkfield/audit/jsonl", &[("from", "x")]).await;
    assert!(page.says("Pick a day"), "{}", page.told());
    assert_eq!(acts(&mut office, "/org/larkfield/audit?act=audit-exported").await.len(), 1);
}

async fn no_cell_runs_in_a_spreadsheet(world: World) {
    let larkfield = world.organization("larkfield", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    for after in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "a,\"b\"\r\n=c", "plain"] {
        line(&world, larkfield, "colour-changed", None, after).await;
    }
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    world.pass(Span::seconds(1));
    let page = office.post_fields("/org/larkfield/audit/csv", &[("act", "colour-changed")]).await.clone();
    let mut reader = csv::Reader::from_reader(page.html.as_bytes());
    let cells: Vec<String> = reader
        .records()
        .flat_map(|row| row.expect("a row").iter().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert!(cells.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{cells:?}");
    for kept in ["'=1+1", "'@SUM(A1)", "a,\"b\"\r\n=c", "plain"] {
        assert!(cells.iter().any(|cell| cell == kept), "{kept}: {cells:?}");
    }
}

async fn another_organizations_lines_are_never_told(world: World) {
    let larkfield = world.organization("larkfield", OPEN).await;
    let fjordbank = world.organization("fjordbank", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let ida = world.admin("ida@fjordbank.example", "fjordbank").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    world.join(&ana, "fjordbank", Role::Member).await;
    line(&world, larkfield, "joined", Some(ana.id), "larkfield's").await;
    line(&world, fjordbank, "not-me", Some(ana.id), "the bank's").await;
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    world.pass(Span::seconds(1));
    assert_eq!(acts(&mut office, &format!("/org/larkfield/audit?who={}", ana.id)).await, ["joined"]);
    assert_eq!(acts(&mut office, "/org/larkfield/audit?act=not-me").await, Vec::<String>::new());
    let page = office.post_fields("/org/larkfield/audit/jsonl", &[]).await;
    assert!(page.html.contains("larkfield's") && !page.html.contains("the bank's"), "{}", page.html);
    // Nor by the id of somebody who is only there.
    assert_eq!(
        acts(&mut office, &format!("/org/larkfield/audit?who={}", ida.id)).await,
        Vec::<String>::new()
    );
    for path in ["/org/fjordbank/audit", "/org/nowhere/audit"] {
        assert_eq!(office.open(path).await.status.as_u16(), 403);
    }
    for path in ["/org/fjordbank/audit/csv", "/org/fjordbank/audit/jsonl"] {
        let page = office.post_fields(path, &[]).await;
        assert_eq!(page.status.as_u16(), 403, "{}", page.told());
    }
    let mut member = world.browser();
    member.sign_in(&world, &ana).await;
    assert_ne!(member.open("/org/larkfield/audit").await.status.as_u16(), 200);
    office.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
    assert_eq!(office.post_fields("/org/larkfield/audit/csv", &[]).await.status.as_u16(), 403);
    assert_eq!(world.browser().open("/org/larkfield/audit").await.place(), "/sign-in");
}

async fn who_was_removed_keeps_their_name_here(world: World) {
    let larkfield = world.organization("larkfield", OPEN).await;
    world.organization("fjordbank", OPEN).await;
    let jo = world.admin("jo@larkfield.example", "larkfield").await;
    let ana = world.member("ana@larkfield.example", "larkfield").await;
    world.join(&ana, "fjordbank", Role::Member).await;
    line(&world, larkfield, "codes-made", Some(ana.id), "").await;
    let mut office = world.browser();
    office.sign_in(&world, &jo).await;
    let at_ana = format!("/org/larkfield/people/{}", ana.id);
    office.open(&at_ana).await;
    office.press(&format!("{at_ana}/remove"), &[]).await;
    // What another organization calls them later is nothing of this one's.
    let mut write = world.app.store.write().await.unwrap();
    let bank = vestibule::store::organization::find_by_slug(&mut write, "fjordbank").await.unwrap().unwrap();
    vestibule::store::membership::set_name(&mut write, bank.id, ana.id, "Annabel", "Bankwell", &ana.email)
        .await
        .unwrap();
    write.commit().await.unwrap();
    let page = office.open("/org/larkfield/audit").await.clone();
    for act in ["removed", "codes-made"] {
        let told = lines(&page);
        let (_, line) = told.iter().find(|(word, _)| word == act).expect("it stands there");
        assert!(line.contains("Ana Tester") && !line.contains("Annabel"), "{line}");
    }
    assert!(!page.html.contains(&format!("href=\"{at_ana}\"")), "there is no page to lead to");
}
