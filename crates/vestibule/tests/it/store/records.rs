//! What is kept of what happened: the journal, which forgets, and the audit log, which does not.

use vestibule::fault::Fault;
use vestibule::store::*;

use super::{World, at, id, on_both};

on_both! {
    the_journal_forgets_networks_first
    the_audit_log_comes_in_pages
}

async fn the_journal_forgets_networks_first(world: &World) -> Result<(), Fault> {
    let entry = |reference: &str, minutes| journal::JournalRow {
        reference: reference.into(),
        at: at(minutes),
        act: "sign-in".into(),
        user_id: Some(id(2)),
        organization_id: Some(id(1)),
        address_key: Some([9; 32]),
        verdict: "refused".into(),
        cause: Some("password-wrong".into()),
        evidence: "{\"lane\":\"stranger\"}".into(),
        browser: "Firefox".into(),
        network: Some("192.0.2.1".into()),
        known_device: true,
        caused_by: None,
    };
    let mut write = world.store.write().await?;
    for (reference, minutes) in [("A", 1), ("B", 2), ("C", 3)] {
        assert!(journal::add(&mut write, &entry(reference, minutes)).await?);
    }
    assert!(!journal::add(&mut write, &entry("A", 4)).await?, "references are unique");
    assert!(journal::set_caused_by(&mut write, "C", "A").await?);
    let newest = journal::list_for_user(&mut write, id(2), 2).await?;
    assert_eq!(newest.iter().map(|row| row.reference.as_str()).collect::<Vec<_>>(), ["C", "B"]);
    assert_eq!(journal::list_for_organization(&mut write, id(1), 9).await?.len(), 3);
    assert_eq!(journal::list_for_member(&mut write, id(1), id(2), None, 9).await?.len(), 3);
    assert_eq!(journal::list_for_member(&mut write, id(1), id(3), None, 9).await?.len(), 0);
    assert_eq!(journal::list_by_address_key(&mut write, &[9; 32], 9).await?.len(), 3);
    assert_eq!(journal::sweep_network(&mut write, at(3), 100).await?, 2);
    assert_eq!(journal::sweep_network(&mut write, at(3), 100).await?, 0);
    assert_eq!(journal::find(&mut write, "A").await?.and_then(|row| row.network), None);
    assert_eq!(
        journal::find(&mut write, "B").await?,
        Some(journal::JournalRow { network: None, ..entry("B", 2) })
    );
    assert_eq!(journal::sweep(&mut write, at(3), 1).await?, 1);
    write.commit().await
}

async fn the_audit_log_comes_in_pages(world: &World) -> Result<(), Fault> {
    let mut write = world.store.write().await?;
    for number in 1..=5 {
        let line = audit::AuditRow {
            id: id(number),
            organization_id: Some(id(1)).filter(|_| number != 5),
            at: at(7),
            actor: "Ada Byron".into(),
            actor_id: None,
            act: "policy-set".into(),
            subject_id: None,
            before: None,
            after: Some("{}".into()),
            network: None,
        };
        audit::add(&mut write, &line).await?;
    }
    write.commit().await?;
    let mut read = world.store.read();
    let first = audit::list(&mut read, id(1), 3, None).await?;
    assert_eq!(first.iter().map(|line| line.id.as_u128()).collect::<Vec<_>>(), [4, 3, 2]);
    let rest = audit::list(&mut read, id(1), 3, Some((at(7), id(2)))).await?;
    assert_eq!(rest.iter().map(|line| line.id.as_u128()).collect::<Vec<_>>(), [1]);
    assert_eq!(audit::any_list(&mut read, 9, None).await?.len(), 5);
    Ok(())
}
