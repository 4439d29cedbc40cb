//! `bitbucket pipeline env …`: environments that pipelines deploy to.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod list;
pub(crate) mod update;

use crate::place::Repository;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::{Cx, choose};

pub(super) const ENVIRONMENTS: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/environments",
    classic("pipeline"),
    granular("read:pipeline:bitbucket"),
);

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Environment {
    uuid: String,
    name: String,
}

/// The UUID of an environment that was named by it or by its name.
pub(super) async fn find(cx: &Cx, place: &Repository, typed: &str) -> Result<String> {
    let all: Vec<Environment> = place.request(cx, ENVIRONMENTS).all(Paging::bitbucket(100)).await?;
    choose("environment", typed, all, |one| (one.uuid.clone(), one.name.clone())).map(|one| one.uuid)
}
