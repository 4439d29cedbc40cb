//! The one workflow of the site, and what its screens ask.
//!
//! `To Do → In Progress → In Review → Done`, and back: so that there are statuses which no single transition leads to.

use serde_json::{Value, json};

use crate::state::{Data, position};

/// A transition.
#[derive(Debug)]
pub(crate) struct Transition {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    from: &'static str,
    to: &'static str,
    /// Fields of its screen, and whether each is required.
    pub(crate) screen: &'static [(&'static str, bool)],
}

const TRANSITIONS: [Transition; 6] = [
    Transition { id: "11", name: "Start progress", from: "To Do", to: "In Progress", screen: &[] },
    Transition { id: "21", name: "Stop progress", from: "In Progress", to: "To Do", screen: &[] },
    Transition {
        id: "31",
        name: "Ask for review",
        from: "In Progress",
        to: "In Review",
        screen: &[("assignee", false), (super::field::REVIEWERS, false)],
    },
    Transition { id: "41", name: "Back to work", from: "In Review", to: "In Progress", screen: &[] },
    Transition { id: "51", name: "Close", from: "In Review", to: "Done", screen: &[("resolution", true)] },
    Transition { id: "61", name: "Reopen", from: "Done", to: "To Do", screen: &[] },
];

/// Ids and names of the resolutions.
pub(crate) const RESOLUTIONS: [(&str, &str); 3] = [("10000", "Done"), ("10001", "Won't Do"), ("10002", "Duplicate")];

/// The transitions from a status, by its place.
pub(crate) fn from(data: &Data, status: u8) -> impl Iterator<Item = &'static Transition> {
    let name = data.status(status).name.clone();
    TRANSITIONS.iter().filter(move |transition| transition.from == name)
}

impl Transition {
    /// The place of the status that it leads to.
    pub(crate) fn to(&self, data: &Data) -> Option<u8> {
        position(&data.seed.status, |status| status.name == self.to)
    }
}

/// A resolution, as issues show it.
pub(crate) fn resolution(id: &str, origin: &str) -> Value {
    let name = RESOLUTIONS.iter().find(|(known, _)| *known == id).map_or("", |(_, name)| *name);
    let link = format!("{origin}/rest/api/3/resolution/{id}");
    json!({"self": link, "id": id, "description": "", "name": name})
}
