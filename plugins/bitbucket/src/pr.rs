//! `bitbucket pr …`: pull requests.

pub(crate) mod approve;
pub(crate) mod checkout;
pub(crate) mod checks;
pub(crate) mod comment;
pub(crate) mod comments;
pub(crate) mod commits;
pub(crate) mod create;
pub(crate) mod decline;
pub(crate) mod diff;
pub(crate) mod diffstat;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod merge;
pub(crate) mod open;
pub(crate) mod reopen;
pub(crate) mod reply;
pub(crate) mod request_changes;
pub(crate) mod resolve;
pub(crate) mod reviewers;
pub(crate) mod task;
pub(crate) mod tasks;
pub(crate) mod unapprove;
pub(crate) mod update;

use crate::people::Person;
use crate::place::{InRepository, Repository};
use crate::pull_id::PullId;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::{Cx, Request};

const PULL: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}",
    classic("pullrequest"),
    granular("read:pullrequest:bitbucket"),
);

const UPDATE: Endpoint = endpoint!(
    bitbucket PUT "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}",
    classic("pullrequest:write"),
    granular("read:pullrequest:bitbucket", "write:pullrequest:bitbucket"),
);

const COMMENT: Endpoint = endpoint!(
    bitbucket POST "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments",
    classic("pullrequest"),
    granular("read:pullrequest:bitbucket"),
);

/// As many pull requests, tasks and the like as Bitbucket gives on a page.
const PAGE: Paging = Paging::bitbucket(50);

/// The pull request that a command is about.
#[derive(ArgGroup)]
pub(crate) struct OfPull {
    /// Number of the pull request, or its address
    #[arg(positional, value_name = "PR")]
    id: PullId,
    #[arg(flatten)]
    place: InRepository,
}

/// A pull request and where it is.
struct Pull {
    number: u64,
    place: Repository,
}

impl OfPull {
    fn pull(&self) -> Result<Pull> {
        Ok(Pull { number: self.id.number, place: self.place.place_or(self.id.repository.as_ref())? })
    }
}

impl Pull {
    /// A request to an endpoint of this pull request.
    fn request(&self, cx: &Cx, endpoint: Endpoint) -> Request {
        self.place.request(cx, endpoint).param("pull_request_id", self.number)
    }

    async fn read(&self, cx: &Cx) -> Result<Found> {
        self.request(cx, PULL).json().await
    }
}

/// What commands need to know of a pull request.
#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Found {
    title: String,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    draft: bool,
    #[serde(default)]
    close_source_branch: bool,
    #[serde(default)]
    reviewers: Vec<Person>,
    source: End,
    destination: End,
}

/// One of its two ends. The repository of a source may be gone.
#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct End {
    branch: Branch,
    commit: Option<Commit>,
    repository: Option<Place>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Branch {
    name: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Commit {
    hash: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Place {
    full_name: String,
}
