//! People: in pages, found by what was typed, with their requests and old passwords.

use rules::Role;
use vestibule::fault::Fault;
use vestibule::store::*;

use super::outbox::a_letter;
use super::{World, a_membership, a_user, ada, an_address, at, id, on_both};

on_both! {
    people_come_in_pages
    people_are_found_by_what_was_typed
    an_open_request_is_asked_once
    old_passwords_are_trimmed
}

const ALL: people::Wanted<'static> = people::Wanted::EVERYBODY;

async fn a_crowd(store: &Store) -> Result<(), Fault> {
    ada(store).await?;
    let mut write = store.write().await?;
    for (number, first, last) in [
        (3, "Zoë", "Ähn"),
        (4, "bob", "abel"),
        (5, "Bob", "Abel"),
        (6, "Per%cent", "Under_score"),
        (7, "Cleo", "Zweig"),
    ] {
        user::add(&mut write, &a_user(number)).await?;
        let address = format!("user{number}@acme.example");
        address::add(&mut write, &an_address(number, &address)).await?;
        membership::add(&mut write, &a_membership(1, number, first, last), &address).await?;
    }
    write.commit().await
}

async fn people_come_in_pages(world: &World) -> Result<(), Fault> {
    a_crowd(&world.store).await?;
    let mut read = world.store.read();
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let page = people::list(&mut read, id(1), &ALL, after.as_ref(), false, 2).await?;
        let Some(last) = page.last() else { break };
        after = Some(people::After { sort_name: last.sort_name.clone(), user_id: last.user_id });
        seen.extend(page.iter().map(|person| person.user_id.as_u128()));
    }
    assert_eq!(seen, [4, 5, 2, 6, 7, 3], "by last name, first name and id, byte by byte");
    assert_eq!(people::count(&mut read, id(1), None, None).await?, 6);
    assert_eq!(people::list(&mut read, id(9), &ALL, None, false, 10).await?, vec![], "another organization");
    Ok(())
}

async fn people_are_found_by_what_was_typed(world: &World) -> Result<(), Fault> {
    a_crowd(&world.store).await?;
    let mut read = world.store.read();
    for (typed, found) in [("zoë", 1), (" BOB ", 2), ("%", 1), ("_", 1), ("!", 0), ("user7@", 1), ("", 6)] {
        assert_eq!(people::count(&mut read, id(1), Some(typed), None).await?, found, "{typed:?}");
        let page =
            people::list(&mut read, id(1), &people::Wanted { search: Some(typed), ..ALL }, None, false, 10)
                .await?;
        assert_eq!(page.len() as i64, found, "{typed:?}");
    }
    drop(read);
    let mut write = world.store.write().await?;
    membership::set_name(&mut write, id(1), id(7), "Cléo", "Zweig", "cleo@acme.example").await?;
    membership::set_role(&mut write, id(1), id(7), Role::Admin).await?;
    assert_eq!(membership::count_admins(&mut write, id(1)).await?, 0, "invited is not joined");
    assert!(membership::set_joined(&mut write, id(1), id(7), at(3)).await?);
    assert!(!membership::set_joined(&mut write, id(1), id(7), at(4)).await?);
    membership::touch_last_active(&mut write, id(1), id(7), at(5)).await?;
    membership::touch_last_active(&mut write, id(1), id(7), at(4)).await?;
    let letter = outbox::OutboxRow { organization_id: Some(id(1)), ..a_letter(100, Some(7)) };
    outbox::add(&mut write, &letter).await?;
    write.commit().await?;
    let mut read = world.store.read();
    let cleo = people::find(&mut read, id(1), id(7)).await?.expect("Cleo");
    assert_eq!((cleo.role, cleo.joined_at, cleo.last_active_at), (Role::Admin, Some(at(3)), Some(at(5))));
    assert_eq!((cleo.has_password, cleo.has_factor), (true, false));
    assert_eq!(cleo.last_mail_state.as_deref(), Some("queued"));
    let admins = membership::list_admins(&mut read, id(1)).await?;
    assert_eq!(admins.len(), 1);
    assert_eq!((admins[0].address.as_str(), admins[0].has_factor), ("user7@acme.example", false));
    Ok(())
}

async fn an_open_request_is_asked_once(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let row = |number| request::RequestRow {
        id: id(number),
        organization_id: id(1),
        user_id: id(2),
        at: at(1),
        reference: Some("7F4K-Q2XP".into()),
        about: "factor-lost".into(),
        closed_at: None,
        closed_by: None,
        kind: "way-in".into(),
        taken_by: None,
        taken_at: None,
        until: Some(at(100)),
        ended_as: None,
        reason: None,
    };
    let ending = |at, by| request::Ending { at, by, ended_as: "settled", reason: None };
    let mut write = world.store.write().await?;
    assert!(request::add(&mut write, &row(60)).await?);
    assert!(!request::add(&mut write, &row(61)).await?);
    assert_eq!(request::find_open(&mut write, id(1), id(2), "way-in").await?, Some(row(60)));
    let open = request::list_open(&mut write, id(1), at(1), 10).await?;
    assert_eq!((open.len(), open[0].address.as_str()), (1, "Ada@acme.example"));
    assert!(request::list_open(&mut write, id(1), at(100), 10).await?.is_empty(), "it has run out");
    assert!(request::take(&mut write, id(1), id(60), id(2), at(2), None).await?);
    assert!(!request::take(&mut write, id(1), id(60), id(3), at(2), None).await?, "somebody has it");
    assert!(request::take(&mut write, id(1), id(60), id(3), at(2), Some(id(2))).await?, "taken over");
    assert!(
        !request::close(&mut write, id(9), id(60), &ending(at(2), None)).await?,
        "another organization's"
    );
    assert!(request::close(&mut write, id(1), id(60), &ending(at(2), Some(id(2)))).await?);
    assert!(!request::close(&mut write, id(1), id(60), &ending(at(2), Some(id(2)))).await?);
    assert!(!request::take(&mut write, id(1), id(60), id(2), at(2), Some(id(3))).await?, "it is closed");
    assert!(request::add(&mut write, &row(61)).await?, "closed, so it can be asked again");
    assert_eq!(request::close_for_user(&mut write, id(1), id(2), &ending(at(3), None), false).await?, 1);
    assert_eq!(request::count_open(&mut write, id(1), at(3)).await?, 0);
    assert!(request::add(&mut write, &row(62)).await?);
    assert_eq!(request::any_expire(&mut write, at(99)).await?, 0);
    assert_eq!(request::any_expire(&mut write, at(100)).await?, 1);
    assert!(request::add(&mut write, &row(63)).await?);
    assert_eq!(request::close_way_in(&mut write, id(1), id(2), at(5)).await?, 1);
    write.commit().await
}

async fn old_passwords_are_trimmed(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let mut write = world.store.write().await?;
    for minutes in 1..=5 {
        password_history::add(&mut write, id(2), at(minutes), &format!("hash {minutes}")).await?;
    }
    assert_eq!(password_history::trim(&mut write, id(2), 3).await?, 2);
    let left = password_history::list(&mut write, id(2), 2).await?;
    assert_eq!(left.iter().map(|row| row.hash.as_str()).collect::<Vec<_>>(), ["hash 5", "hash 4"]);
    assert_eq!(password_history::trim(&mut write, id(2), 9).await?, 0);
    assert_eq!(password_history::trim(&mut write, id(2), 0).await?, 3);
    write.commit().await
}
