//! The table about an organization's kit: how it stands, who makes and tries one, and what it lets a policy demand.

use rules::Span;
use rules::facts::{Account, Door, Lane};
use rules::kit::{self, Act, Evidence, Kit, Objection, Rescue, Scene, TRIAL_AGES};
use rules::people::ActorSecond;
use rules::policy::{self, Policy};

use super::Table;
use super::doors::{PLAIN, WITH_SECOND, memberships};
use crate::world::facts::{NOW, ago};

/// The kits that differ.
const KITS: [(&str, Option<Kit>); 7] = [
    ("none", None),
    ("made", Some(Kit { tried_at: None, left: 10 })),
    ("tried, 9 left", Some(Kit { tried_at: Some(ago(Span::days(1))), left: 9 })),
    ("tried, 3 left", Some(Kit { tried_at: Some(ago(Span::days(1))), left: 3 })),
    ("tried, 2 left", Some(Kit { tried_at: Some(ago(Span::days(1))), left: 2 })),
    ("tried, 0 left", Some(Kit { tried_at: Some(ago(Span::days(1))), left: 0 })),
    ("tried long ago", Some(Kit { tried_at: Some(ago(TRIAL_AGES)), left: 9 })),
];

pub fn kit() -> Table {
    let mut table = Table::default();
    table.said("How a kit stands, and whether it is a rescue for a sole admin", &["kit", "stands", "rescue"]);
    for (name, kit) in KITS {
        let rescue = Rescue { admins: 1, kit }.arranged();
        table.line(&[name, kit::state(kit, NOW).code(), if rescue { "yes" } else { "-" }]);
    }
    table.said("Second factors are demanded from now on", &["admins", "kit", "asked for", "by default"]);
    let optional = Policy { second_factor: false, ..Policy::DEFAULT };
    for admins in [0, 1, 2] {
        for (name, kit) in KITS {
            let rescue = Rescue { admins, kit };
            let asked = match policy::decide(&optional, Policy::DEFAULT, &rescue, None, NOW) {
                Ok(accepted) if accepted.demand_since.is_some() => "yes",
                Ok(_) => "-",
                Err(policy::Objection::DemandNeedsRescue) => "no: demand-needs-rescue",
                Err(_) => "no",
            };
            let default = policy::demand_once_rescued(&Policy::DEFAULT, &rescue, None, NOW);
            table.line(&[&admins.to_string(), name, asked, if default.is_some() { "yes" } else { "-" }]);
        }
    }
    acts(&mut table);
    operators(&mut table);
    table
}

fn operators(table: &mut Table) {
    table.said(
        "The operator makes a code for somebody",
        &["account", "membership", "factors there", "answer"],
    );
    let none = Account { password: None, ..WITH_SECOND };
    for (account_name, account) in [("no password", none), ("password", PLAIN), ("with second", WITH_SECOND)]
    {
        for (name, membership) in memberships(Policy::DEFAULT) {
            for factors in [0, 1] {
                let door = membership.clone().map(|door| Door { factors, ..door });
                let answer = match kit::recovers(&account, door.as_ref()) {
                    Ok(()) => "done".to_owned(),
                    Err(useless) => format!("no: {}", useless.code()),
                };
                table.line(&[account_name, name, &factors.to_string(), &answer]);
            }
        }
    }
}

fn acts(table: &mut Table) {
    table.said("Who makes a kit, and who tries it", &["act", "admin", "second factor", "guesses", "answer"]);
    let lanes = [("free", Lane { failed: 0, last_at: NOW }), ("slowed", Lane { failed: 20, last_at: NOW })];
    for (act_name, act, there) in [
        ("make", Act::Make, false),
        ("try: right", Act::Try(Evidence::Right), true),
        ("try: spent", Act::Try(Evidence::Spent), true),
        ("try: wrong", Act::Try(Evidence::Wrong), true),
        ("try: nothing there", Act::Try(Evidence::Wrong), false),
    ] {
        for (admin, by_admin) in [("yes", true), ("-", false)] {
            for (second, actor_second) in
                [("none", ActorSecond::None), ("old", ActorSecond::Old), ("recent", ActorSecond::Recent)]
            {
                for (guesses, lane) in lanes {
                    let scene = Scene { by_admin, actor_second, there, lane };
                    let answer = kit::decide(&scene, act, NOW).map_or_else(Objection::code, |()| "done");
                    let answer = if answer == "done" { answer.to_owned() } else { format!("no: {answer}") };
                    table.line(&[act_name, admin, second, guesses, &answer]);
                }
            }
        }
    }
}
