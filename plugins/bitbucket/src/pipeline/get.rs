//! `bitbucket pipeline get`: one pipeline.

use super::{FIND, OfPipeline, read};
use atlassian_plugin_sdk::prelude::*;

/// Show a pipeline
#[derive(Command)]
#[command(path = "pipeline get", alias = "pipeline view", effect = "read", result = "one", id = "/build_number")]
#[command(example = "bitbucket pipeline get 2 --repo backend")]
#[command(example = "bitbucket pipeline get latest --branch main --repo backend")]
#[http(FIND)]
#[web(pipeline: bitbucket "/{workspace}/{repository}/pipelines/results/{number}")]
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
pub(crate) struct Get {
    #[arg(flatten)]
    pipeline: OfPipeline,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let (place, record) = self.pipeline.record(cx).await?;
        let [workspace, repository] = place.page();
        let number = read(&record)?.build_number.to_string();
        if cx.browse("pipeline", &[workspace, repository, ("number", &number)])? {
            return Ok(());
        }
        cx.emit_raw(&record)
    }
}
