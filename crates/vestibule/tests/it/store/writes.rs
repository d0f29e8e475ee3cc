//! Transactions: all or nothing, seen by others once they are done; what is unique says so.

use vestibule::fault::Fault;
use vestibule::store::*;

use super::{
    World, a_membership, a_user, ada, an_address, an_organization, at, broken, count_winners, id, on_both,
};

on_both! {
    a_dropped_write_has_not_happened
    an_abandoned_request_leaves_nothing_behind
    a_restarted_server_is_not_noticed
    a_write_sees_itself_and_others_do_not
    what_is_unique_says_so_without_a_fault
    a_revision_moves_once
    text_with_nul_is_kept_without_it
}

async fn a_dropped_write_has_not_happened(world: &World) -> Result<(), Fault> {
    for _ in 0..20 {
        let mut write = world.store.write().await?;
        assert!(meta::add(&mut write, "kind", "demo").await?);
        drop(write);
    }
    assert_eq!(meta::find(&mut world.store.read(), "kind").await?, None);
    Ok(())
}

async fn an_abandoned_request_leaves_nothing_behind(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    for round in 0..150 {
        let store = world.store.clone();
        let request = tokio::spawn(async move {
            let mut write = store.write().await?;
            user::advance_revision(&mut write, id(2), 0).await?;
            meta::set(&mut write, "left", "behind").await?;
            people::list(&mut store.read(), id(1), &people::Wanted::EVERYBODY, None, false, 10).await?;
            meta::find(&mut write, "left").await?;
            std::future::pending::<Result<(), Fault>>().await
        });
        for _ in 0..round {
            tokio::task::yield_now().await;
        }
        request.abort();
        let _ = request.await;
    }
    let mut write = world.store.write().await?;
    assert_eq!(meta::find(&mut write, "left").await?, None);
    assert_eq!(user::get(&mut write, id(2)).await?.revision, 0);
    write.commit().await
}

async fn a_restarted_server_is_not_noticed(world: &World) -> Result<(), Fault> {
    use sqlx::{Connection, Executor};
    ada(&world.store).await?;
    let mut reads = Vec::new();
    for _ in 0..3 {
        let mut read = world.store.read();
        assert!(user::find(&mut read, id(2)).await?.is_some());
        reads.push(read);
    }
    if world.url.kind() == Kind::Postgres {
        let mut other = sqlx::PgConnection::connect(&world.url.to_string()).await.map_err(broken)?;
        let end_all = "select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()";
        other.execute(end_all).await.map_err(broken)?;
    }
    for read in &mut reads {
        assert!(user::find(read, id(2)).await?.is_some(), "one that was held");
    }
    drop(reads);
    let mut write = world.store.write().await?;
    assert!(user::advance_revision(&mut write, id(2), 0).await?);
    write.commit().await
}

async fn a_write_sees_itself_and_others_do_not(world: &World) -> Result<(), Fault> {
    let mut write = world.store.write().await?;
    meta::set(&mut write, "kind", "real").await?;
    assert_eq!(meta::find(&mut write, "kind").await?.as_deref(), Some("real"));
    assert_eq!(meta::find(&mut world.store.read(), "kind").await?, None);
    write.commit().await?;
    let mut write = world.store.write().await?;
    assert!(!meta::add(&mut write, "kind", "demo").await?);
    meta::set(&mut write, "other", "word").await?;
    meta::set(&mut write, "other", "words").await?;
    write.commit().await?;
    let mut read = world.store.read();
    assert_eq!(meta::find(&mut read, "kind").await?.as_deref(), Some("real"));
    assert_eq!(meta::find(&mut read, "other").await?.as_deref(), Some("words"));
    Ok(())
}

async fn what_is_unique_says_so_without_a_fault(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let mut write = world.store.write().await?;
    user::add(&mut write, &a_user(3)).await?;
    assert!(!address::add(&mut write, &an_address(3, "ada@acme.example")).await?);
    assert!(!address::add(&mut write, &an_address(2, "ada@other.example")).await?, "one is primary");
    let second = address::AddressRow { is_primary: false, ..an_address(2, "ada@other.example") };
    assert!(address::add(&mut write, &second).await?);
    let taken = organization::OrganizationRow { id: id(9), ..an_organization(1) };
    assert!(!organization::add(&mut write, &taken).await?);
    let again = a_membership(1, 2, "Ada", "Byron");
    assert!(!membership::add(&mut write, &again, "ada@acme.example").await?);
    // The transaction goes on after each of them.
    write.commit().await?;
    let mut read = world.store.read();
    let found = address::find(&mut read, "ada@acme.example").await?.expect("it was added");
    assert_eq!((found.user_id, found.shown.as_str()), (id(2), "Ada@acme.example"));
    assert_eq!(address::find_primary(&mut read, id(2)).await?, Some(found));
    assert_eq!(address::list_for_user(&mut read, id(2)).await?.len(), 2);
    assert_eq!(organization::list_for_user(&mut read, id(2)).await?, vec![an_organization(1)]);
    assert_eq!(organization::any_list(&mut read, "", 10).await?.len(), 1);
    assert_eq!(organization::any_list(&mut read, "org-1", 10).await?.len(), 0);
    let memberships = membership::list_with_organizations(&mut read, id(2)).await?;
    assert_eq!(memberships.len(), 1);
    assert_eq!(memberships[0].membership, again);
    assert_eq!(memberships[0].slug, "org-1");
    Ok(())
}

async fn a_revision_moves_once(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    assert_eq!(count_winners!(world.store, |write| user::advance_revision(&mut write, id(2), 0)), 1);
    let mut write = world.store.write().await?;
    assert!(user::advance_revision(&mut write, id(2), 1).await?);
    user::set_password(&mut write, id(2), "$argon2id$new", at(1), "mailbox").await?;
    assert!(!user::set_password_hash_only(&mut write, id(2), "$argon2id$old", "$x").await?);
    assert!(user::set_password_hash_only(&mut write, id(2), "$argon2id$new", "$argon2id$stronger").await?);
    assert_eq!(user::advance_remember_epoch(&mut write, id(2)).await?, 1);
    write.commit().await?;
    let found = user::get(&mut world.store.read(), id(2)).await?;
    assert_eq!((found.revision, found.remember_epoch), (2, 1));
    assert_eq!(found.password_hash.as_deref(), Some("$argon2id$stronger"));
    assert_eq!((found.password_at, found.password_worth.as_str()), (Some(at(1)), "mailbox"));
    Ok(())
}

async fn text_with_nul_is_kept_without_it(world: &World) -> Result<(), Fault> {
    let mut write = world.store.write().await?;
    meta::set(&mut write, "odd", "a\0b").await?;
    write.commit().await?;
    assert_eq!(meta::find(&mut world.store.read(), "odd").await?.as_deref(), Some("a\u{fffd}b"));
    Ok(())
}
