//! `bitbucket src …`

pub(crate) mod cat;
pub(crate) mod list;

use crate::place::Repository;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

const BRANCH: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/refs/branches/{+name}",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

const TAG: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/refs/tags/{+name}",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

const CONTENT: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/src/{commit}/{+path}",
    classic("repository"),
    granular("read:repository:bitbucket"),
    storage,
);

/// What finding the commit of a name may ask for.
pub(crate) const RESOLVE: EndpointGroup = endpoint_group!(BRANCH, TAG);

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Ref {
    target: Target,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Target {
    hash: String,
}

/// A revision as it can stand in the middle of a path. A name with slashes cannot: it becomes the hash of its commit.
async fn commit(cx: &Cx, place: &Repository, revision: &str) -> Result<String> {
    if !revision.contains('/') {
        return Ok(revision.to_owned());
    }
    named(cx, place, revision).await
}

/// The hash of the commit that a branch or else a tag of this name is at.
pub(crate) async fn named(cx: &Cx, place: &Repository, name: &str) -> Result<String> {
    let find = |endpoint| place.request(cx, endpoint).param("name", name).json::<Ref>();
    let found = match find(BRANCH).await {
        Err(error) if error.kind() == Kind::NotFound => find(TAG).await.map_err(|_| error),
        found => found,
    };
    found.map(|found| found.target.hash)
}
