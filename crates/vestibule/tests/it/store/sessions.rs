//! Sessions and devices, and what ended them.

use rules::Role;
use vestibule::fault::Fault;
use vestibule::store::*;

use super::{World, ada, at, id, on_both};

on_both! {
    a_session_comes_with_its_user
    ended_sessions_say_why
    devices_are_remembered_and_forgotten
}

fn a_session(number: u8) -> session::SessionRow {
    session::SessionRow {
        token_hash: [number; 32],
        id: id(number.into()),
        user_id: id(2),
        device_id: id(70),
        created_at: at(0),
        last_used_at: at(0),
        password_at: Some(at(0)),
        mailbox_at: None,
        second_at: None,
        second_kind: None,
        organization_id: Some(id(1)),
        browser: "Firefox on Linux".into(),
        network: "192.0.2.1".into(),
        expires_at: at(600),
        ended_at: None,
        ended_why: None,
        visits_id: None,
        connection_id: None,
        vouched_at: None,
        vouched_second: false,
        vouched_session: None,
        second_factor_id: None,
        second_organization_id: None,
        second_by_pass: false,
        passkey_at: None,
    }
}

async fn a_session_comes_with_its_user(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let mut write = world.store.write().await?;
    session::add(&mut write, &a_session(50)).await?;
    write.commit().await?;
    let found = session::find_with_user(&mut world.store.read(), &[50; 32]).await?.expect("the session");
    assert_eq!(found.session, a_session(50));
    assert_eq!((found.first_name.as_str(), found.address.as_str()), ("Ada", "ada@acme.example"));
    let organization = found.organization.expect("the current organization");
    assert_eq!(
        (organization.id, organization.slug.as_str(), organization.role),
        (id(1), "org-1", Role::Member)
    );
    let mut write = world.store.write().await?;
    let proved = session::Proved {
        second_at: Some(at(2)),
        second_kind: Some("totp".into()),
        ..session::Proved::default()
    };
    assert!(session::add_proof(&mut write, id(50), &proved).await?);
    assert!(session::set_token_hash(&mut write, id(50), &[51; 32]).await?);
    assert!(membership::remove(&mut write, id(1), id(2)).await?);
    session::touch(&mut write, id(50), at(3)).await?;
    write.commit().await?;
    let mut read = world.store.read();
    assert_eq!(session::find_with_user(&mut read, &[50; 32]).await?, None, "the old cookie");
    let found = session::find_with_user(&mut read, &[51; 32]).await?.expect("the session");
    assert_eq!(found.organization, None, "no longer a member");
    assert_eq!((found.session.password_at, found.session.second_at), (Some(at(0)), Some(at(2))));
    assert_eq!(found.session.last_used_at, at(3));
    Ok(())
}

async fn ended_sessions_say_why(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let mut write = world.store.write().await?;
    for number in 50..54 {
        session::add(&mut write, &a_session(number)).await?;
    }
    assert!(session::end(&mut write, id(50), at(1), "signed out").await?);
    assert!(!session::end(&mut write, id(50), at(2), "again").await?);
    assert_eq!(session::end_others(&mut write, id(2), Some(id(51)), at(2), "password changed").await?, 2);
    assert_eq!(session::list_for_user(&mut write, id(2), at(3)).await?.len(), 1);
    assert_eq!(session::leave_organization(&mut write, id(1), id(2), at(3), "left").await?, 1);
    assert_eq!(session::end_all(&mut write, id(2), at(4), "reset").await?, 1);
    write.commit().await?;
    let found = session::find_with_user(&mut world.store.read(), &[52; 32]).await?.expect("it stays a while");
    assert_eq!(
        (found.session.ended_at, found.session.ended_why.as_deref()),
        (Some(at(2)), Some("password changed"))
    );
    let mut write = world.store.write().await?;
    assert_eq!(session::sweep(&mut write, at(3), 100).await?, 3);
    assert_eq!(session::sweep(&mut write, at(601), 100).await?, 1);
    write.commit().await
}

async fn devices_are_remembered_and_forgotten(world: &World) -> Result<(), Fault> {
    ada(&world.store).await?;
    let mut write = world.store.write().await?;
    assert!(!device::remember(&mut write, id(70), id(2), at(99), 0).await?, "not known");
    device::add_or_touch(&mut write, id(70), id(2), at(1), "Firefox").await?;
    device::add_or_touch(&mut write, id(70), id(2), at(2), "Firefox 140").await?;
    assert!(device::remember(&mut write, id(70), id(2), at(99), 3).await?);
    let found = device::find(&mut write, id(70), id(2)).await?.expect("the device");
    assert_eq!((found.first_seen, found.last_seen, found.browser.as_str()), (at(1), at(2), "Firefox 140"));
    assert_eq!((found.remembered_until, found.remember_epoch), (Some(at(99)), 3));
    assert_eq!(device::forget_all(&mut write, id(2)).await?, 1);
    assert_eq!(device::list_for_user(&mut write, id(2)).await?[0].remembered_until, None);
    write.commit().await
}
