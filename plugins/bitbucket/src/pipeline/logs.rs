//! `bitbucket pipeline logs`: what the steps of a pipeline printed.

use super::{FIND, OfPipeline, STEPS, Step, steps_of};
use atlassian_plugin_sdk::choose;
use atlassian_plugin_sdk::prelude::*;

/// A step that is over has its log in storage elsewhere.
const LOG: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps/{step_uuid}/log",
    classic("pipeline"),
    granular("read:pipeline:bitbucket"),
    storage,
);

/// Print the logs of a pipeline
///
/// Byte for byte, those of all steps one after the other, or of one.
#[derive(Command)]
#[command(path = "pipeline logs", effect = "read", result = "text", need = "files")]
#[command(example = "bitbucket pipeline logs 2 --step Build --repo backend")]
#[command(example = "bitbucket pipeline logs latest --branch feature/login --failed-only --repo backend")]
#[http(FIND, STEPS, LOG)]
pub(crate) struct Logs {
    #[arg(flatten)]
    pipeline: OfPipeline,
    /// Step, by its number, name or UUID
    #[arg(long, value_name = "STEP", conflicts = "failed-only")]
    step: Option<String>,
    /// Only steps that failed
    #[arg(long)]
    failed_only: bool,
}

impl Run for Logs {
    async fn run(self, cx: &Cx) -> Result<()> {
        let (place, pipeline) = self.pipeline.find(cx).await?;
        let all = steps_of(cx, &place, &pipeline).await?;
        let mut wanted: Vec<(String, Step)> = (1..).zip(all).map(|(number, step)| (step.title(number), step)).collect();
        let is_one = self.step.is_some();
        if let Some(step) = self.step {
            wanted = vec![chosen(&step, wanted)?];
        } else if self.failed_only {
            wanted.retain(|(_, step)| step.state.is_over() && !step.state.is_good());
            if wanted.is_empty() {
                cx.note(&format!("no step of pipeline #{} failed", pipeline.build_number));
            }
        }
        for (title, step) in wanted {
            let request = place.request(cx, LOG).param("pipeline_uuid", &pipeline.uuid).param("step_uuid", step.uuid);
            let output = cx.stdout()?;
            match request.download(&output).await {
                Ok(_) => output.finish()?,
                // Of all steps, those that have not begun have nothing to show.
                Err(error) if !is_one && error.kind() == Kind::NotFound => cx.note(&format!("{title} has no log yet")),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// By number, else by name or UUID.
fn chosen(typed: &str, steps: Vec<(String, Step)>) -> Result<(String, Step)> {
    let place = typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    match place.filter(|place| *place < steps.len()) {
        Some(place) => {
            let step = steps.into_iter().nth(place);
            step.ok_or_else(|| Error::not_found(format!("there is no step {typed}")))
        }
        None => choose("step", typed, steps, |(title, step)| (step.uuid.clone(), title.clone())),
    }
}
