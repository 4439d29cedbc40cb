//! `confluence space delete`: a space and all that is in it, which takes Confluence a while.

use crate::spaces::{SPACES, SpaceRef};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use std::time::Duration;

const DELETE: Endpoint = endpoint!(
    confluence DELETE "/wiki/rest/api/space/{spaceKey}",
    classic("write:confluence-space"),
    granular("delete:space:confluence", "read:content.metadata:confluence"),
);

const TASK: Endpoint = endpoint!(
    confluence GET "/wiki/rest/api/longtask/{id}",
    classic("read:confluence-space.summary"),
    granular("read:content.metadata:confluence"),
);

/// Between two looks at how far it is; doubled until the longest.
const FIRST_LOOK: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(10);

/// Delete a space with all its pages, for good
///
/// Confluence does it in the background; the command waits until it is done.
#[derive(Command)]
#[command(path = "space delete", effect = "delete", result = "none", need = "prompt")]
#[command(example = "confluence space delete OLD --yes")]
#[http(SPACES, DELETE, TASK)]
pub(crate) struct Delete {
    /// Key, id or address of the space
    #[arg(positional)]
    space: SpaceRef,
    /// Do not wait until it is done
    #[arg(long)]
    no_wait: bool,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Begun {
    id: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Task {
    percentage_complete: u64,
    finished: bool,
    successful: bool,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let space = self.space.find(cx).await?;
        let what = format!("{} ({})", space.key, space.name);
        cx.confirm(&format!("delete the space {what} with all that is in it, for good"), 1, [&what]);
        let begun: Begun = cx.request(DELETE).param("spaceKey", &space.key).json().await?;
        if self.no_wait {
            cx.success(&format!("the space `{}` is being deleted (task {})", space.key, begun.id));
            return Ok(());
        }
        finished(cx, &begun.id, &space.key).await?;
        cx.success(&format!("deleted the space `{}`", space.key));
        Ok(())
    }
}

async fn finished(cx: &Cx, task: &str, key: &str) -> Result<()> {
    let progress = cx.progress(&format!("deleting {key}"), Some(100));
    let (mut pause, mut shown) = (FIRST_LOOK, 0);
    loop {
        let task: Task = cx.request(TASK).param("id", task).json().await?;
        progress.advance(task.percentage_complete.saturating_sub(shown));
        shown = shown.max(task.percentage_complete);
        match (task.finished, task.successful) {
            (true, true) => return Ok(()),
            (true, false) => return Err(Error::other(format!("Confluence could not delete all of the space `{key}`"))),
            (false, _) => cx.sleep(pause).await,
        }
        pause = LONGEST.min(pause * 2);
    }
}
