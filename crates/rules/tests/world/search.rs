//! Walks everything that is reachable, and then backward from "signed in to A": what is not met on the
//! way back is a dead end, and its shortest story is told.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

use super::moves::{Move, Operator, Wait};
use super::run::Run;
use super::state::World;
use super::turns::Turn;

/// A quick hash for small states; nobody attacks this table.
#[derive(Default)]
pub struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u8(*byte);
        }
    }
    fn write_u8(&mut self, byte: u8) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(byte)).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    fn write_isize(&mut self, number: isize) {
        self.write_u8(number as u8);
    }
}

/// Who has to move on a way out, from the least help to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Help {
    /// The person alone, within an hour.
    Alone,
    /// With one admin of A, and within any time.
    OneAdmin,
    /// With the operator.
    Operator,
    /// Nobody's help: strangers and mishaps.
    Never,
}

const fn help(by: Move) -> Help {
    match by {
        Move::Here(_) | Move::Wait(Wait::QuarterHour | Wait::Hour) => Help::Alone,
        Move::Admin(_) | Move::Wait(Wait::Day | Wait::ThreeDays | Wait::TwoMonths) => Help::OneAdmin,
        Move::Operator(Operator::Resumes | Operator::GivesCode) => Help::Operator,
        Move::Operator(Operator::Suspends) | Move::Stranger(_) | Move::Life(_) | Move::Elsewhere(_) => {
            Help::Never
        }
    }
}

struct Edge {
    from: u32,
    to: u32,
    help: Help,
    enters: bool,
}

/// Everything that is reachable in a run.
pub struct Explored {
    pub worlds: Vec<World>,
    parents: Vec<Option<(u32, Move)>>,
    edges: Vec<Edge>,
}

/// Walks from these worlds; `look` sees every turn and may stop the walk there with an objection, or keep
/// it from going on behind a turn.
pub fn walk(
    run: &Run,
    starts: &[World],
    mut look: impl FnMut(&World, &Turn) -> Result<bool, String>,
) -> Result<Explored, String> {
    let mut known: HashMap<World, u32, BuildHasherDefault<Quick>> = HashMap::default();
    let mut explored = Explored { worlds: vec![], parents: vec![], edges: vec![] };
    for start in starts {
        explored.add(&mut known, start.canonical(run), None);
    }
    let mut at = 0;
    while at < explored.worlds.len() {
        assert!(explored.worlds.len() < 2_000_000, "{}: too many states", run.name);
        let (world, from) = (explored.worlds[at], at as u32);
        for turn in world.turns(run) {
            match look(&world, &turn) {
                Ok(true) => {}
                Ok(false) => continue,
                Err(objection) => {
                    let told = explored.story(from);
                    return Err(format!("{objection}\n{told}  then {}\n  in {world}", turn.by));
                }
            }
            let enters = turn.enters_a();
            let to = explored.add(&mut known, turn.world, Some((from, turn.by)));
            if to != from || enters {
                explored.edges.push(Edge { from, to, help: help(turn.by), enters });
            }
        }
        at += 1;
    }
    Ok(explored)
}

impl Explored {
    fn add(
        &mut self,
        known: &mut HashMap<World, u32, BuildHasherDefault<Quick>>,
        world: World,
        parent: Option<(u32, Move)>,
    ) -> u32 {
        match known.entry(world) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                let id = self.worlds.len() as u32;
                entry.insert(id);
                self.worlds.push(world);
                self.parents.push(parent);
                id
            }
        }
    }

    /// The shortest story into a state, since the walk is breadth first.
    fn story(&self, into: u32) -> String {
        let mut moves = vec![];
        let mut at = into;
        while let Some((from, by)) = self.parents[at as usize] {
            moves.push(by.to_string());
            at = from;
        }
        let start = format!("  it begins with {}\n", self.worlds[at as usize]);
        moves.iter().rev().fold(start, |story, told| format!("{story}  then {told}\n"))
    }

    /// For each state, whether "signed in to A" can be reached with that much help.
    pub fn can_enter(&self, most: Help) -> Vec<bool> {
        let mut can = vec![false; self.worlds.len()];
        // Who comes before whom, in one array: the sources of a state's edges lie side by side.
        let mut ends = vec![0_u32; self.worlds.len() + 1];
        let usable = || self.edges.iter().filter(|edge| edge.help <= most);
        for edge in usable() {
            ends[edge.to as usize] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum;
        }
        let mut sources = vec![0_u32; sum as usize];
        let mut queue = vec![];
        for edge in usable() {
            let slot = &mut ends[edge.to as usize];
            *slot -= 1;
            sources[*slot as usize] = edge.from;
            if edge.enters && !can[edge.from as usize] {
                can[edge.from as usize] = true;
                queue.push(edge.from);
            }
        }
        while let Some(state) = queue.pop() {
            let (begin, end) = (ends[state as usize], ends[state as usize + 1]);
            for source in &sources[begin as usize..end as usize] {
                if !can[*source as usize] {
                    can[*source as usize] = true;
                    queue.push(*source);
                }
            }
        }
        can
    }

    /// The shortest story into a state of `from` that has no way in with that much help.
    pub fn dead_end(&self, most: Help, from: impl Fn(&World) -> bool) -> Result<(), String> {
        let can = self.can_enter(most);
        let dead = |at: &usize| !can[*at] && from(&self.worlds[*at]);
        match (0..self.worlds.len()).find(dead) {
            None => Ok(()),
            Some(at) => {
                let many = (0..self.worlds.len()).filter(dead).count();
                let (told, world) = (self.story(at as u32), self.worlds[at]);
                Err(format!("{many} dead ends ({most:?}); the shortest story:\n{told}  stuck with {world}"))
            }
        }
    }
}
