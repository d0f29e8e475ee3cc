//! Laws about the rescue that is arranged before it is needed: what a demand for second factors stands on, and who
//! makes and tries a kit. The rows are in `tables/kit.txt`.

use rules::facts::Lane;
use rules::kit::{self, Act, Evidence, Kit, Rescue, Scene};
use rules::people::ActorSecond;
use rules::policy::{self, Objection, Policy};
use rules::{Instant, Span};

const NOW: Instant = Instant(Span::days(1000).0);

fn rescues() -> Vec<Rescue> {
    let mut all = Vec::new();
    for admins in [0, 1, 2, 3] {
        all.push(Rescue { admins, kit: None });
        for left in [0, 1, 2, 3, 10] {
            for tried_at in [None, Some(Instant(0)), Some(NOW)] {
                all.push(Rescue { admins, kit: Some(Kit { tried_at, left }) });
            }
        }
    }
    all
}

#[test]
fn a_demand_needs_a_rescue_and_outlives_it() {
    let optional = Policy { second_factor: false, ..Policy::DEFAULT };
    let required = Policy::DEFAULT;
    for rescue in rescues() {
        let kit_works = rescue.kit.is_some_and(|kit| kit.tried_at.is_some() && kit.left > 0);
        let arranged = rescue.admins >= 2 || kit_works;
        let asked = policy::decide(&optional, required, &rescue, None, NOW);
        let expected = if arranged { Ok(Some(NOW)) } else { Err(Objection::DemandNeedsRescue) };
        assert_eq!(asked.map(|accepted| accepted.demand_since), expected, "{rescue:?}");
        let waits = policy::demand_once_rescued(&required, &rescue, None, NOW);
        assert_eq!(waits, arranged.then_some(NOW), "{rescue:?}");
        // What is in force stays so, whatever becomes of the rescue.
        let since = Some(Instant(NOW.0 - 1));
        assert_eq!(policy::demand_once_rescued(&required, &rescue, since, NOW), since, "{rescue:?}");
        let other = Policy { password_history: 3, ..required };
        let kept = policy::decide(&required, other, &rescue, since, NOW).expect("other things change");
        assert_eq!(kept.demand_since, since, "{rescue:?}");
        assert_eq!(policy::demand_once_rescued(&optional, &rescue, None, NOW), None, "{rescue:?}");
    }
}

#[test]
fn only_an_admin_who_has_just_proved_themselves_makes_or_tries_a_kit() {
    for by_admin in [false, true] {
        for actor_second in [ActorSecond::None, ActorSecond::Old, ActorSecond::Recent] {
            for there in [false, true] {
                for failed in [0, 200] {
                    let lane = Lane { failed, last_at: NOW };
                    let scene = Scene { by_admin, actor_second, there, lane };
                    for act in [
                        Act::Make,
                        Act::Try(Evidence::Right),
                        Act::Try(Evidence::Spent),
                        Act::Try(Evidence::Wrong),
                    ] {
                        let may = by_admin && actor_second == ActorSecond::Recent;
                        let right = there && failed == 0 && act == Act::Try(Evidence::Right);
                        let done = kit::decide(&scene, act, NOW).is_ok();
                        assert_eq!(done, may && (act == Act::Make || right), "{scene:?} {act:?}");
                    }
                }
            }
        }
    }
}
