//! `bitbucket pr reviewers`: who reviews a pull request, and what they said.

use super::update::{change, whole};
use super::{OfPull, PULL, UPDATE};
use crate::people;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{self, Value, json};

/// List who reviews a pull request, or change it
///
/// With `--add` or `--remove`, the list is changed first.
#[derive(Command)]
#[command(path = "pr reviewers", effect = "write", result = "many", id = "/user/uuid")]
#[command(example = "bitbucket pr reviewers 2 --repo backend")]
#[command(example = "bitbucket pr reviewers 2 --add olu-ops --remove sato --repo backend")]
#[http(PULL, UPDATE, people::FIND)]
#[column("Name", "/user/display_name", user)]
#[column("Verdict", "/state", status)]
#[column("Role", "/role")]
#[column("Since", "/participated_on", date)]
#[column("UUID", "/user/uuid")]
pub(crate) struct Reviewers {
    #[arg(flatten)]
    pull: OfPull,
    /// Who is to review it besides (can be repeated)
    #[arg(long, value_name = "PERSON")]
    add: Vec<String>,
    /// Who is not to review it any more (can be repeated)
    #[arg(long, value_name = "PERSON")]
    remove: Vec<String>,
    /// Show whoever took part, too
    #[arg(long)]
    all: bool,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Reviewed {
    #[serde(default)]
    participants: Vec<Box<RawValue>>,
    #[serde(default)]
    reviewers: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Participant {
    role: String,
    user: people::Person,
}

impl Run for Reviewers {
    async fn run(self, cx: &Cx) -> Result<()> {
        let pull = self.pull.pull()?;
        let reviewed: Reviewed = if self.add.is_empty() && self.remove.is_empty() {
            pull.request(cx, PULL).json().await?
        } else {
            let before = pull.read(cx).await?;
            let mut reviewers = before.reviewers.iter().map(|person| person.uuid.clone()).collect();
            change(cx, &pull.place.workspace, &mut reviewers, &self.add, &self.remove).await?;
            pull.request(cx, UPDATE).json_body(&whole(&before, &reviewers, None)).json().await?
        };
        let mut shown = Vec::new();
        for record in &reviewed.participants {
            let Ok(participant) = serde_json::from_str::<Participant>(record.get()) else { continue };
            if self.all || participant.role == "REVIEWER" {
                cx.emit_raw(record)?;
            }
            shown.push(participant.user.uuid);
        }
        // Whoever has not looked yet may be missing among those who took part.
        for user in &reviewed.reviewers {
            let uuid = user.get("uuid").and_then(Value::as_str).unwrap_or_default();
            if !shown.iter().any(|one| one == uuid) {
                cx.emit(
                    &json!({"type": "participant", "user": user, "role": "REVIEWER", "approved": false, "state": null}),
                )?;
            }
        }
        Ok(())
    }
}
