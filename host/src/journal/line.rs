//! The lines of a journal.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::binding::Binding;

/// Version of the form of these lines.
pub(super) const FORM: u32 = 1;

/// How far an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Nothing was sent for it yet.
    Planned,
    /// Something may have been sent.
    Begun,
    /// Over.
    Done,
    /// Over: there was nothing to do.
    Skipped,
    /// The site said no; a later run may try again.
    Failed,
}

impl State {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }

    /// Whether nothing is left to be done.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Skipped)
    }
}

/// The first line: whose journal it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) journal: u32,
    pub(super) id: String,
    /// RFC 3339, UTC.
    pub(super) created: String,
    #[serde(flatten)]
    pub(super) binding: Binding,
    /// The arguments as the guest received them.
    pub(super) args: Value,
}

/// An item of the plan.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Planned {
    pub(super) key: String,
    pub(super) input: String,
}

/// The end of the plan.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Sealed {
    pub(super) title: String,
    pub(super) items: u32,
}

/// What happened to an item.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Mark {
    pub(super) row: u32,
    pub(super) state: State,
    /// RFC 3339, UTC.
    pub(super) at: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) outcome: String,
}

/// What follows the items of the plan: its end, then marks.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Line {
    Planned(Planned),
    Sealed(Sealed),
    Mark(Mark),
}

/// A line with its end.
pub(super) fn written(line: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec(line)?;
    bytes.push(b'\n');
    Ok(bytes)
}
