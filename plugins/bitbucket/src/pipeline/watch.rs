//! `bitbucket pipeline watch`: waits until a pipeline is over.

use super::{FIND, OfPipeline, PIPELINE, STEPS, State, read, steps_of};
use atlassian_plugin_sdk::prelude::*;
use std::time::Duration;

/// Bitbucket is not asked more often than this.
const LEAST: Duration = Duration::from_secs(1);

/// Wait until a pipeline is over, and say what happens meanwhile
///
/// Ends with exit code 1 when the pipeline did not succeed.
#[derive(Command)]
#[command(path = "pipeline watch", effect = "read", result = "one", id = "/build_number")]
#[command(example = "bitbucket pipeline watch 1 --repo backend")]
#[command(example = "bitbucket pipeline watch latest --branch main --interval 2s --give-up 30m --repo backend")]
#[http(FIND, STEPS)]
#[column("Number", "/build_number", number)]
#[column("State", "/state/name", status)]
#[column("Result", "/state/result/name", status)]
#[column("Branch or tag", "/target/ref_name")]
#[column("Commit", "/target/commit/hash")]
#[column("UUID", "/uuid")]
pub(crate) struct Watch {
    #[arg(flatten)]
    pipeline: OfPipeline,
    /// Time between two looks
    #[arg(long, default = "5s", value_name = "DURATION")]
    interval: Duration,
    /// Give up after this time
    #[arg(long = "give-up", value_name = "DURATION")]
    give_up: Option<Duration>,
}

impl Run for Watch {
    async fn run(self, cx: &Cx) -> Result<()> {
        let interval = self.interval.max(LEAST);
        let (place, mut record) = self.pipeline.record(cx).await?;
        let (mut last, mut seen): (Option<State>, Vec<Option<State>>) = (None, Vec::new());
        let mut waited = Duration::ZERO;
        loop {
            let pipeline = read(&record)?;
            let number = pipeline.build_number;
            for (place, step) in steps_of(cx, &place, &pipeline).await?.into_iter().enumerate() {
                if seen.len() <= place {
                    seen.resize(place + 1, None);
                }
                let Some(before) = seen.get_mut(place) else { continue };
                if before.as_ref() != Some(&step.state) {
                    cx.note(&format!("{}: {}", step.title(place + 1), step.state.word()));
                    *before = Some(step.state);
                }
            }
            if last.as_ref() != Some(&pipeline.state) {
                cx.note(&format!("pipeline #{number}: {}", pipeline.state.word()));
                last = Some(pipeline.state.clone());
            }
            if pipeline.state.is_over() {
                cx.emit_raw(&record)?;
                return if pipeline.state.is_good() {
                    Ok(())
                } else {
                    Err(Error::other(format!("pipeline #{number} did not succeed: {}", pipeline.state.word()))
                        .hint(format!("see `bitbucket pipeline logs {number} --failed-only`")))
                };
            }
            if self.give_up.is_some_and(|most| waited >= most) {
                return Err(Error::new(Kind::Unavailable, format!("pipeline #{number} is not over yet"))
                    .hint(format!("wait for it again with `bitbucket pipeline watch {number}`")));
            }
            cx.sleep(interval).await;
            waited += interval;
            record = place.request(cx, PIPELINE).param("pipeline_uuid", pipeline.uuid).raw().await?;
        }
    }
}
