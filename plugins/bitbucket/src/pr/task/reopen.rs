//! `bitbucket pr task reopen`: says that a task is not done after all.

use super::{CHANGE, set};
use crate::pr::OfPull;
use atlassian_plugin_sdk::prelude::*;

/// Say that a task is not done after all
#[derive(Command)]
#[command(path = "pr task reopen", effect = "write", result = "one", id = "/id")]
#[command(example = "bitbucket pr task reopen 2 5 --repo backend")]
#[http(CHANGE)]
#[column("Id", "/id", number)]
#[column("State", "/state", status)]
#[column("Task", "/content/raw")]
pub(crate) struct Reopen {
    #[arg(flatten)]
    pull: OfPull,
    /// Id of the task
    #[arg(positional)]
    task: u64,
}

impl Run for Reopen {
    async fn run(self, cx: &Cx) -> Result<()> {
        set(cx, &self.pull, self.task, "UNRESOLVED").await
    }
}
