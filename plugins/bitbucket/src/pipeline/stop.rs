//! `bitbucket pipeline stop`: ends a pipeline that runs.

use super::{FIND, OfPipeline};
use atlassian_plugin_sdk::prelude::*;

const STOP: Endpoint = endpoint!(
    bitbucket POST "/2.0/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/stopPipeline",
    classic("pipeline:write"),
    granular("write:pipeline:bitbucket"),
);

/// Stop a pipeline that runs
#[derive(Command)]
#[command(path = "pipeline stop", effect = "write", result = "none")]
#[command(example = "bitbucket pipeline stop 3 --repo backend")]
#[http(FIND, STOP)]
pub(crate) struct Stop {
    #[arg(flatten)]
    pipeline: OfPipeline,
}

impl Run for Stop {
    async fn run(self, cx: &Cx) -> Result<()> {
        let (place, pipeline) = self.pipeline.find(cx).await?;
        let number = pipeline.build_number;
        if pipeline.state.is_over() {
            let message = format!("pipeline #{number} is over already: {}", pipeline.state.word());
            return Err(Error::new(Kind::Conflict, message));
        }
        place.request(cx, STOP).param("pipeline_uuid", pipeline.uuid).send().await?;
        cx.success(&format!("pipeline #{number} is stopped"));
        Ok(())
    }
}
