//! Boards, sprints, and which issue is in which: what a site remembers of its boards.

use std::collections::BTreeMap;
use std::io;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::state::{Data, Issue};
use crate::time::{self, Millis};

/// All of it. Issues are named by their places.
#[derive(Debug, Default)]
pub(crate) struct Agile {
    pub(super) boards: Vec<Board>,
    pub(super) sprints: Vec<Sprint>,
    /// Every sprint that an issue is or was in; at most one of them is not closed.
    in_sprints: BTreeMap<usize, Vec<u64>>,
    /// Each issue's epic; a sub-task's parent, too.
    pub(super) epics: BTreeMap<usize, usize>,
    /// Where issues stand that were moved; the others stand in the order of their places.
    ranks: BTreeMap<usize, f64>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Board {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) project: String,
    pub(super) filter: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Sprint {
    pub(super) id: u64,
    pub(super) board: u64,
    pub(super) name: String,
    pub(super) state: String,
    pub(super) start: Option<Millis>,
    pub(super) end: Option<Millis>,
    pub(super) completed: Option<Millis>,
    pub(super) goal: String,
}

#[derive(Debug, Deserialize)]
struct Seed {
    board: Vec<Board>,
    sprint: Vec<SeedSprint>,
    epic: Vec<SeedEpic>,
}

#[derive(Debug, Deserialize)]
struct SeedSprint {
    id: u64,
    board: u64,
    name: String,
    state: String,
    start: Option<String>,
    end: Option<String>,
    completed: Option<String>,
    #[serde(default)]
    goal: String,
    #[serde(default)]
    issues: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct SeedEpic {
    key: String,
    issues: Vec<String>,
}

impl Agile {
    /// What the site holds at the start.
    pub(crate) fn load(data: &Data) -> io::Result<Self> {
        let seed: Seed = toml::from_str(include_str!("seed.toml")).map_err(io::Error::other)?;
        let mut agile = Self { boards: seed.board, ..Self::default() };
        let moment = |text: Option<String>| text.and_then(|text| time::parse(&text));
        for sprint in seed.sprint {
            for place in places(data, &sprint.issues)? {
                agile.in_sprints.entry(place).or_default().push(sprint.id);
            }
            agile.sprints.push(Sprint {
                id: sprint.id,
                board: sprint.board,
                name: sprint.name,
                state: sprint.state,
                start: moment(sprint.start),
                end: moment(sprint.end),
                completed: moment(sprint.completed),
                goal: sprint.goal,
            });
        }
        for epic in seed.epic {
            let above = places(data, std::slice::from_ref(&epic.key))?;
            for place in places(data, &epic.issues)? {
                agile.epics.extend(above.iter().map(|epic| (place, *epic)));
            }
        }
        Ok(agile)
    }

    pub(super) fn board(&self, id: &str) -> Option<&Board> {
        let id = id.parse::<u64>().ok()?;
        self.boards.iter().find(|board| board.id == id)
    }

    pub(super) fn sprint(&self, id: &str) -> Option<&Sprint> {
        let id = id.parse::<u64>().ok()?;
        self.sprints.iter().find(|sprint| sprint.id == id)
    }

    pub(super) fn sprint_mut(&mut self, id: u64) -> Option<&mut Sprint> {
        self.sprints.iter_mut().find(|sprint| sprint.id == id)
    }

    pub(super) fn add_sprint(&mut self, mut sprint: Sprint) -> Sprint {
        sprint.id = self.sprints.iter().map(|sprint| sprint.id).max().unwrap_or(0) + 1;
        self.sprints.push(sprint.clone());
        sprint
    }

    /// A sprint goes, and its issues are in it no longer.
    pub(super) fn delete_sprint(&mut self, id: u64) {
        self.sprints.retain(|sprint| sprint.id != id);
        self.in_sprints.values_mut().for_each(|sprints| sprints.retain(|sprint| *sprint != id));
    }

    pub(super) fn is_in(&self, place: usize, sprint: u64) -> bool {
        self.in_sprints.get(&place).is_some_and(|sprints| sprints.contains(&sprint))
    }

    /// Whether an issue waits in no sprint that is open.
    pub(super) fn is_free(&self, place: usize) -> bool {
        let open = |id: &u64| self.sprints.iter().any(|sprint| sprint.id == *id && sprint.state != "closed");
        !self.in_sprints.get(&place).is_some_and(|sprints| sprints.iter().any(open))
    }

    /// Takes an issue out of its open sprint, and puts it into another, if one is named.
    pub(crate) fn assign(&mut self, place: usize, sprint: Option<u64>) {
        let closed: Vec<u64> =
            self.sprints.iter().filter(|sprint| sprint.state == "closed").map(|sprint| sprint.id).collect();
        let sprints = self.in_sprints.entry(place).or_default();
        sprints.retain(|id| closed.contains(id));
        sprints.extend(sprint);
    }

    pub(crate) fn rank(&self, place: usize) -> f64 {
        self.ranks.get(&place).copied().unwrap_or_else(|| f64::from(u32::try_from(place).unwrap_or(u32::MAX)))
    }

    /// Puts issues, in their order, before or after another one.
    pub(crate) fn put(&mut self, moved: &[usize], anchor: usize, before: bool, issues: usize) {
        let at = self.rank(anchor);
        let others =
            (0..issues).filter(|place| *place != anchor && !moved.contains(place)).map(|place| self.rank(place));
        let neighbour = if before {
            others.filter(|rank| *rank < at).fold(at - 1.0, f64::max)
        } else {
            others.filter(|rank| *rank > at).fold(f64::INFINITY, f64::min).min(at + 1.0)
        };
        let (low, high) = if before { (neighbour, at) } else { (at, neighbour) };
        let count = u32::try_from(moved.len()).unwrap_or(u32::MAX);
        for (number, place) in (1_u32..).zip(moved) {
            let rank = low + (high - low) * f64::from(number) / f64::from(count + 1);
            self.ranks.insert(*place, rank);
        }
    }
}

/// What the fields of an issue show.
impl Agile {
    /// Numbers of the sprints that an issue is or was in.
    pub(crate) fn sprints_of(&self, place: usize) -> &[u64] {
        self.in_sprints.get(&place).map_or(&[], Vec::as_slice)
    }

    /// A sprint by its number.
    pub(crate) fn sprint_by_id(&self, id: u64) -> Option<&Sprint> {
        self.sprints.iter().find(|sprint| sprint.id == id)
    }

    /// Places of the issues below an epic or another parent.
    pub(crate) fn below(&self, place: usize) -> Vec<usize> {
        self.epics.iter().filter(|(_, above)| **above == place).map(|(below, _)| *below).collect()
    }

    /// The place of an issue's epic, or of a sub-task's parent.
    pub(crate) fn parent(&self, place: usize) -> Option<usize> {
        self.epics.get(&place).copied()
    }

    /// Puts an issue below another one, or below none.
    pub(crate) fn set_parent(&mut self, place: usize, parent: Option<usize>) {
        match parent {
            Some(parent) => self.epics.insert(place, parent),
            None => self.epics.remove(&place),
        };
    }
}

impl Sprint {
    /// As issues show it.
    pub(crate) fn shown(&self) -> Value {
        json!({"id": self.id, "name": self.name, "state": self.state, "boardId": self.board, "goal": self.goal})
    }

    /// `active`, `future` or `closed`.
    pub(crate) fn state(&self) -> &str {
        &self.state
    }
}

/// Whether an issue is an epic.
pub(super) fn is_epic(data: &Data, issue: &Issue) -> bool {
    data.seed.issue_type.get(usize::from(issue.kind)).is_some_and(|kind| kind.name == "Epic")
}

fn places(data: &Data, keys: &[String]) -> io::Result<Vec<usize>> {
    let place =
        |key: &String| data.find(key).ok_or_else(|| io::Error::other(format!("agile/seed.toml: no issue {key}")));
    keys.iter().map(place).collect()
}
