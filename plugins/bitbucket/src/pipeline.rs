//! `bitbucket pipeline …`

pub(crate) mod env;
pub(crate) mod get;
pub(crate) mod latest;
pub(crate) mod list;
pub(crate) mod logs;
pub(crate) mod rerun;
pub(crate) mod steps;
pub(crate) mod stop;
pub(crate) mod trigger;
pub(crate) mod var;
pub(crate) mod watch;

use crate::place::{InRepository, Repository};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::{Cx, Request};

const PIPELINES: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/pipelines",
    classic("pipeline"),
    granular("read:pipeline:bitbucket"),
);

const PIPELINE: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}",
    classic("pipeline"),
    granular("read:pipeline:bitbucket"),
);

const STEPS: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps",
    classic("pipeline"),
    granular("read:pipeline:bitbucket"),
);

const RUN: Endpoint = endpoint!(
    bitbucket POST "/2.0/repositories/{workspace}/{repo_slug}/pipelines",
    classic("pipeline"),
    granular("read:pipeline:bitbucket", "write:pipeline:bitbucket"),
);

/// What finding a pipeline may ask for.
const FIND: EndpointGroup = endpoint_group!(PIPELINES, PIPELINE);

/// The pipeline that a command is about.
#[derive(ArgGroup)]
pub(crate) struct OfPipeline {
    /// Build number, UUID, or `latest`
    #[arg(positional, default = "latest", value_name = "PIPELINE")]
    pipeline: String,
    /// With `latest`: the last one of this branch
    #[arg(long)]
    branch: Option<String>,
    #[arg(flatten)]
    place: InRepository,
}

/// A pipeline as far as commands need to know it.
#[derive(Debug, Clone, Deserialize)]
#[serde(crate = "self::serde")]
struct Pipeline {
    uuid: String,
    build_number: u64,
    state: State,
}

/// How a pipeline or a step stands.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(crate = "self::serde")]
struct State {
    name: String,
    result: Option<Named>,
    stage: Option<Named>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(crate = "self::serde")]
struct Named {
    name: String,
}

impl State {
    /// In one word: how it ended, else where it is.
    fn word(&self) -> String {
        let named = self.result.as_ref().or(self.stage.as_ref());
        named.map_or(&self.name, |named| &named.name).to_lowercase()
    }

    fn is_over(&self) -> bool {
        self.result.is_some() || self.name == "COMPLETED"
    }

    fn is_good(&self) -> bool {
        self.result.as_ref().is_some_and(|result| result.name == "SUCCESSFUL")
    }
}

/// A step as far as commands need to know it.
#[derive(Debug, Clone, Deserialize)]
#[serde(crate = "self::serde")]
struct Step {
    uuid: String,
    #[serde(default)]
    name: Option<String>,
    state: State,
}

impl Step {
    /// Its name, or its number where it has none.
    fn title(&self, number: usize) -> String {
        self.name.clone().unwrap_or_else(|| format!("step {number}"))
    }
}

impl OfPipeline {
    /// The pipeline as it is now, and the repository that it is in.
    async fn record(&self, cx: &Cx) -> Result<(Repository, Box<RawValue>)> {
        let place = self.place.place()?;
        if self.pipeline != "latest" {
            if self.branch.is_some() {
                return Err(Error::usage("`--branch` goes with `latest` alone"));
            }
            let record = place.request(cx, PIPELINE).param("pipeline_uuid", self.id()).raw().await?;
            return Ok((place, record));
        }
        let record = latest(cx, &place, self.branch.as_deref()).await?;
        Ok((place, record))
    }

    /// The same, read.
    async fn find(&self, cx: &Cx) -> Result<(Repository, Pipeline)> {
        let (place, record) = self.record(cx).await?;
        Ok((place, read(&record)?))
    }

    /// `#12` is the number 12.
    fn id(&self) -> &str {
        self.pipeline.strip_prefix('#').unwrap_or(&self.pipeline)
    }
}

/// The pipeline that was begun last.
async fn latest(cx: &Cx, place: &Repository, branch: Option<&str>) -> Result<Box<RawValue>> {
    let request = place.request(cx, PIPELINES).query("sort", "-created_on").query_opt("target.branch", branch);
    let mut pages = request.pages(Paging::bitbucket(1), Limit::new(1));
    let first = pages.try_next().await?.unwrap_or_default().into_iter().next();
    first.ok_or_else(|| match branch {
        Some(branch) => Error::not_found(format!("no pipeline ran for the branch `{branch}`")),
        None => Error::not_found("no pipeline has run yet"),
    })
}

/// A record as a pipeline.
fn read(record: &RawValue) -> Result<Pipeline> {
    atlassian_plugin_sdk::read("the pipeline", record)
}

/// The steps of a pipeline, in their order.
async fn steps_of(cx: &Cx, place: &Repository, pipeline: &Pipeline) -> Result<Vec<Step>> {
    let request: Request = place.request(cx, STEPS).param("pipeline_uuid", &pipeline.uuid);
    request.all(Paging::bitbucket(100)).await
}
