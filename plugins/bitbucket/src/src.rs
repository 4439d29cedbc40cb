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

const REPOSITORY: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}",
    classic("repository"),
    granular("read:repository:bitbucket"),
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

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Found {
    mainbranch: Option<Main>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Main {
    name: String,
}

/// A revision as it can stand in the middle of a path; without one, the main branch. A name with slashes cannot stand
/// there: it becomes the hash of its commit.
async fn commit(cx: &Cx, place: &Repository, revision: Option<&str>) -> Result<String> {
    let revision = match revision {
        Some(revision) => revision.to_owned(),
        None => {
            let found: Found = place.request(cx, REPOSITORY).json().await?;
            found.mainbranch.ok_or_else(|| Error::not_found("the repository is empty"))?.name
        }
    };
    if revision.contains('/') { named(cx, place, &revision).await } else { Ok(revision) }
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
