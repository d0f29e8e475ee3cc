//! The table about coming through an organization's own provider.

use rules::attempt::{Arrival, Attempt, PasswordEvidence, RoleBy, Said, SaidAddress, SaidRole};
use rules::cause::SsoFlaw;
use rules::facts::{Door, Facts, Proofs, SignOn, Visiting};
use rules::{Role, Span, decide};

use super::Table;
use super::doors::{PLAIN, WITH_SECOND, memberships, yes};
use crate::world::every::{self, NOBODY, UNPROVED};
use crate::world::facts::{A, B, NOW, ago, plain_door};
use crate::world::run::{LAX, MFA, STRICT};

/// What a provider says of somebody whom it knows, and who is linked.
pub const SAID: Said = Said {
    linked: true,
    other_identity: false,
    address: SaidAddress::Verified,
    domain_proved: false,
    as_asked: true,
    second: false,
    was_here: false,
    role: None,
};

/// A provider of A says that.
pub const fn arrival(said: Result<Said, SsoFlaw>) -> Attempt {
    Attempt::Arrive(Arrival { organization: A, open: true, newcomers: false, said })
}

pub fn sso() -> Table {
    let mut table = Table::default();
    arrivals(&mut table);
    invitations(&mut table);
    links(&mut table);
    flaws(&mut table);
    seconds(&mut table);
    roles(&mut table);
    newcomers(&mut table);
    visits(&mut table);
    beside(&mut table);
    table
}

fn arrivals(table: &mut Table) {
    table.block("Somebody comes through A's provider, by A's membership", &["account", "A", "linked"]);
    for (name, account) in super::doors::accounts() {
        for (door_name, door) in memberships(STRICT) {
            for linked in [true, false] {
                let doors = door.iter().cloned().chain([plain_door(B, LAX)]).collect();
                let facts = Facts { account: account.clone(), doors, ..NOBODY };
                let said = Said { linked, ..SAID };
                table.row(&[name, door_name, yes(linked)], &decide(&facts, &arrival(Ok(said)), NOW));
            }
        }
    }
}

fn invitations(table: &mut Table) {
    let columns = ["account", "A", "B", "linked", "domain proved"];
    table.block("An invitation to A, and whose the person is besides", &columns);
    for (name, account) in super::doors::accounts().into_iter().filter(|(_, account)| account.is_some()) {
        let invited = memberships(LAX).into_iter().filter(|(name, _)| name.starts_with("invited"));
        for (door_name, door) in invited {
            for (b_name, b) in memberships(LAX)
                .into_iter()
                .filter(|(name, _)| ["none", "invited", "joined", "off"].contains(name))
            {
                for linked in [true, false] {
                    for domain_proved in [true, false] {
                        let b = b.iter().map(|b| Door { organization: B, ..b.clone() });
                        let doors = door.iter().cloned().chain(b).collect();
                        let facts = every::owned(Facts { account: account.clone(), doors, ..NOBODY });
                        let said = Said { linked, domain_proved, ..SAID };
                        let cells = [name, door_name, b_name, yes(linked), yes(domain_proved)];
                        table.row(&cells, &decide(&facts, &arrival(Ok(said)), NOW));
                    }
                }
            }
        }
    }
}

fn links(table: &mut Table) {
    let columns = ["member", "linked", "other", "address", "domain proved", "as asked"];
    table.block("What the provider's word is worth, by what is known of it", &columns);
    let addresses = [
        ("none", SaidAddress::None),
        ("unverified", SaidAddress::Unverified),
        ("verified", SaidAddress::Verified),
    ];
    for member in [true, false] {
        for (linked, other_identity) in [(true, false), (false, true), (false, false)] {
            for (address_name, address) in addresses {
                for domain_proved in [true, false] {
                    for as_asked in [true, false] {
                        let said = Said { linked, other_identity, address, domain_proved, as_asked, ..SAID };
                        let doors = if member { vec![plain_door(A, LAX)] } else { vec![] };
                        let facts = Facts { account: Some(PLAIN), doors, ..NOBODY };
                        let cells = [
                            yes(member),
                            yes(linked),
                            yes(other_identity),
                            address_name,
                            yes(domain_proved),
                            yes(as_asked),
                        ];
                        table.row(&cells, &decide(&facts, &arrival(Ok(said)), NOW));
                    }
                }
            }
        }
    }
}

fn flaws(table: &mut Table) {
    table.block("What came back opens nothing, for a member of A", &["what came"]);
    let facts = Facts { account: Some(PLAIN), doors: vec![plain_door(A, LAX)], ..NOBODY };
    for flaw in SsoFlaw::ALL {
        table.row(&[flaw.code()], &decide(&facts, &arrival(Err(flaw)), NOW));
    }
    let off = Attempt::Arrive(Arrival { organization: A, open: false, newcomers: true, said: Ok(SAID) });
    table.row(&["all is well, and the connection is off"], &decide(&facts, &off, NOW));
}

fn seconds(table: &mut Table) {
    let columns = ["account", "policy", "the provider's own is taken"];
    table.block("The second factor of somebody who comes through A's provider", &columns);
    for (name, account) in [("password", PLAIN), ("with second", WITH_SECOND)] {
        for (policy_name, policy) in [("no rules", LAX), ("second", MFA)] {
            for second in [true, false] {
                let doors = vec![plain_door(A, policy)];
                let facts = every::owned(Facts { account: Some(account.clone()), doors, ..NOBODY });
                let said = Said { second, ..SAID };
                table.row(&[name, policy_name, yes(second)], &decide(&facts, &arrival(Ok(said)), NOW));
            }
        }
    }
}

fn roles(table: &mut Table) {
    let columns = ["A", "role", "by", "the groups say", "last admin"];
    table.block("The role of somebody who comes through A's provider", &columns);
    let by =
        [("the beginning", RoleBy::Beginning), ("hand", RoleBy::Hand), ("the provider", RoleBy::Provider)];
    for (door_name, joined, deactivated) in
        [("invited", false, false), ("joined", true, false), ("off", true, true)]
    {
        for role in [Role::Member, Role::Admin] {
            for (by_name, stands_by) in by {
                for groups in [Role::Member, Role::Admin] {
                    for last_admin in [true, false] {
                        let door = Door {
                            role,
                            joined,
                            deactivated,
                            invited_until: Some(NOW.plus(Span::days(1))),
                            ..plain_door(A, LAX)
                        };
                        let facts = Facts { account: Some(PLAIN), doors: vec![door], ..NOBODY };
                        let role_said = Some(SaidRole { role: groups, stands_by, last_admin });
                        let said = Said { role: role_said, domain_proved: true, ..SAID };
                        let cells = [door_name, role.word(), by_name, groups.word(), yes(last_admin)];
                        table.row(&cells, &decide(&facts, &arrival(Ok(said)), NOW));
                    }
                }
            }
        }
    }
}

/// Somebody who is nobody's here: whether they are welcome, and what is decided once they are invited by that.
fn newcomers(table: &mut Table) {
    let columns = ["wanted", "A", "address", "domain proved", "was here", "as asked", "welcome"];
    table.block("Somebody comes whom A does not know, or not yet", &columns);
    let addresses = [("unverified", SaidAddress::Unverified), ("verified", SaidAddress::Verified)];
    for newcomers in [true, false] {
        for (door_name, door) in
            memberships(LAX).into_iter().filter(|(name, _)| ["none", "off"].contains(name))
        {
            for (address_name, address) in addresses {
                for bits in 0..8_u8 {
                    let bit = |at: u8| bits >> at & 1 == 0;
                    let (domain_proved, was_here, as_asked) = (bit(0), !bit(1), bit(2));
                    let said = Said { linked: false, address, domain_proved, was_here, as_asked, ..SAID };
                    let doors = door.iter().cloned().collect();
                    let mut facts = Facts { account: Some(PLAIN), doors, ..NOBODY };
                    let came = Arrival { organization: A, open: true, newcomers, said: Ok(said) };
                    let welcome = rules::sso::welcomes(&facts, &came);
                    if welcome {
                        let joined = plain_door(A, LAX);
                        facts.doors.push(Door { joined: false, invited_until: Some(NOW), ..joined });
                    }
                    let cells = [
                        yes(newcomers),
                        door_name,
                        address_name,
                        yes(domain_proved),
                        yes(was_here),
                        yes(as_asked),
                        yes(welcome),
                    ];
                    table.row(&cells, &decide(&facts, &Attempt::Arrive(came), NOW));
                }
            }
        }
    }
}

fn visits(table: &mut Table) {
    table.block(
        "What somebody may try whom A's provider vouched for, a member of A and B with a second factor",
        &["wanted", "in a session", "attempt"],
    );
    let vouched = Proofs { vouched: Some(ago(Span::minutes(1))), ..UNPROVED };
    for (wanted_name, wanted) in [("A", A), ("B", B)] {
        for in_session in [true, false] {
            let doors = vec![plain_door(A, MFA), plain_door(B, LAX)];
            let facts = every::owned(Facts {
                account: Some(WITH_SECOND),
                doors,
                wanted: Some(wanted),
                proofs: vouched,
                visiting: Some(Visiting { organization: A, in_session }),
                ..NOBODY
            });
            for attempt in every::attempts() {
                let name = format!("{attempt:?}");
                table.row(&[wanted_name, yes(in_session), &name], &decide(&facts, &attempt, NOW));
            }
        }
    }
}

fn beside(table: &mut Table) {
    table.block(
        "A's people have to come through its provider; somebody types their own password",
        &["account", "A", "side door", "wanted"],
    );
    let later = Some(NOW.plus(Span::hours(1)));
    let member = plain_door(A, LAX);
    let admin = Door { role: Role::Admin, ..member.clone() };
    let invited = Door { joined: false, invited_until: later, ..member.clone() };
    for (name, account) in [("password", PLAIN), ("with second", WITH_SECOND)] {
        for (door_name, door) in [("member", &member), ("admin", &admin), ("invited", &invited)] {
            for (side_name, side_door) in [("shut", None), ("open", later)] {
                for (wanted_name, wanted) in [("A", Some(A)), ("any", None)] {
                    let door = Door { sign_on: SignOn::Required { side_door }, ..door.clone() };
                    let facts = Facts { account: Some(account.clone()), doors: vec![door], wanted, ..NOBODY };
                    let attempt = Attempt::Password(PasswordEvidence::Right);
                    let cells = [name, door_name, side_name, wanted_name];
                    table.row(&cells, &decide(&every::owned(facts), &attempt, NOW));
                }
            }
        }
    }
}
