//! `bitbucket pipeline steps`: the steps of a pipeline.

use super::{FIND, OfPipeline, STEPS};
use atlassian_plugin_sdk::prelude::*;

/// List the steps of a pipeline
#[derive(Command)]
#[command(path = "pipeline steps", effect = "read", result = "many", id = "/uuid")]
#[command(example = "bitbucket pipeline steps 2 --repo backend")]
#[http(FIND, STEPS)]
#[column("Step", "/name")]
#[column("State", "/state/name", status)]
#[column("Result", "/state/result/name", status)]
#[column("Started", "/started_on", date)]
#[column("Completed", "/completed_on", date)]
#[column("Seconds", "/duration_in_seconds", number)]
#[column("UUID", "/uuid")]
pub(crate) struct Steps {
    #[arg(flatten)]
    pipeline: OfPipeline,
}

impl Run for Steps {
    async fn run(self, cx: &Cx) -> Result<()> {
        let (place, pipeline) = self.pipeline.find(cx).await?;
        let request = place.request(cx, STEPS).param("pipeline_uuid", pipeline.uuid);
        request.list(cx, Paging::bitbucket(100), Limit::ALL).await
    }
}
