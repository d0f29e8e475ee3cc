//! Looks for a hole that must be there, and tells its story.

use super::run::Run;
use super::search::{Help, walk};
use super::state::{Age, Mailed, Password, World};
use super::thief;

/// The story of a person for whom this run has a dead end.
pub fn dead_end(run: &Run, most: Help) -> String {
    let start = World { invited: Mailed::Live, invitation: Mailed::Live, ..World::EMPTY };
    let known = World { password: Password::Own, age: Age::Settled, knows: true, ..start };
    let starts = [start, known, World { joined: true, ..known }];
    let explored = walk(run, &starts, |_, _| Ok(true)).expect("nothing objects");
    let member = |world: &World| world.holds_a_factor() && world.is_member() && !world.deactivated;
    let found = match most {
        Help::Alone => explored.dead_end(most, member),
        Help::OneAdmin | Help::Operator | Help::Never => explored.dead_end(most, World::holds_a_factor),
    };
    let story = found.expect_err("the exploration does not see the missing remedy");
    println!("{story}\n");
    story
}

/// Holds the story to what it is about.
pub fn tells(story: &str, of: &[&str]) {
    for part in of {
        assert!(story.contains(part), "the story does not tell of {part:?}:\n{story}");
    }
}

/// The thief must find the way in.
pub fn robbed(run: &Run, how: &str) {
    let story = thief::robs(run).expect_err("the thief does not find the hole");
    println!("{story}\n");
    assert!(story.contains(how), "another story than {how:?}:\n{story}");
}
