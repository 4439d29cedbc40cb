//! `bitbucket pr task resolve`: says that a task is done.

use super::{CHANGE, set};
use crate::pr::OfPull;
use atlassian_plugin_sdk::prelude::*;

/// Say that a task is done
#[derive(Command)]
#[command(path = "pr task resolve", effect = "write", result = "one", id = "/id")]
#[command(example = "bitbucket pr task resolve 2 5 --repo backend")]
#[http(CHANGE)]
#[column("Id", "/id", number)]
#[column("State", "/state", status)]
#[column("Task", "/content/raw")]
pub(crate) struct Resolve {
    #[arg(flatten)]
    pull: OfPull,
    /// Id of the task
    #[arg(positional)]
    task: u64,
}

impl Run for Resolve {
    async fn run(self, cx: &Cx) -> Result<()> {
        set(cx, &self.pull, self.task, "RESOLVED").await
    }
}
