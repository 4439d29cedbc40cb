//! `bitbucket pipeline latest`: the pipeline that was begun last.

use super::{PIPELINES, latest};
use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

/// Show the pipeline that was begun last
#[derive(Command)]
#[command(path = "pipeline latest", alias = "pipeline status", effect = "read", result = "one", id = "/build_number")]
#[command(example = "bitbucket pipeline latest --repo backend")]
#[command(example = "bitbucket pipeline latest --branch main --repo backend")]
#[http(PIPELINES)]
#[column("Number", "/build_number", number)]
#[column("State", "/state/name", status)]
#[column("Stage", "/state/stage/name")]
#[column("Result", "/state/result/name", status)]
#[column("Branch or tag", "/target/ref_name")]
#[column("Definition", "/target/selector/pattern")]
#[column("Commit", "/target/commit/hash")]
#[column("Trigger", "/trigger/name")]
#[column("By", "/creator/display_name", user)]
#[column("Created", "/created_on", date)]
#[column("Completed", "/completed_on", date)]
#[column("Seconds", "/build_seconds_used", number)]
#[column("UUID", "/uuid")]
pub(crate) struct Latest {
    /// Of this branch
    #[arg(long)]
    branch: Option<String>,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Latest {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit_raw(&latest(cx, &self.place.place()?, self.branch.as_deref()).await?)
    }
}
