//! `bitbucket pr list`: the pull requests of a repository.

use super::PAGE;
use crate::people;
use crate::place::InRepository;
use crate::query::Query;
use atlassian_plugin_sdk::prelude::*;

const PULLS: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/pullrequests",
    classic("pullrequest"),
    granular("read:pullrequest:bitbucket"),
);

/// How a pull request stands.
#[derive(Choice, Clone, Copy, PartialEq)]
enum State {
    Open,
    Merged,
    Declined,
    Superseded,
    All,
}

/// Every state, as Bitbucket spells it.
const STATES: [&str; 4] = ["OPEN", "MERGED", "DECLINED", "SUPERSEDED"];

/// List pull requests, the newest first
///
/// Open ones, unless `--state` says otherwise.
#[derive(Command)]
#[command(path = "pr list", effect = "read", result = "many", id = "/id")]
#[command(example = "bitbucket pr list --repo backend")]
#[command(example = "bitbucket pr list --repo backend --state all --author ana --destination main")]
#[command(example = "bitbucket pr list --repo backend --reviewer @me")]
#[http(PULLS, people::FIND)]
#[column("Id", "/id", number)]
#[column("Title", "/title")]
#[column("State", "/state", status)]
#[column("Author", "/author/display_name", user)]
#[column("Source", "/source/branch/name")]
#[column("Destination", "/destination/branch/name")]
#[column("Comments", "/comment_count", number)]
#[column("Updated", "/updated_on", date)]
pub(crate) struct List {
    /// How it stands (can be repeated)
    #[arg(long)]
    state: Vec<State>,
    /// Whose pull requests: a name, a nickname, an account id, a UUID or @me
    #[arg(long, value_name = "PERSON")]
    author: Option<String>,
    /// Who is to review them
    #[arg(long, value_name = "PERSON")]
    reviewer: Option<String>,
    /// Only those from this branch
    #[arg(long, value_name = "BRANCH")]
    source: Option<String>,
    /// Only those into this branch
    #[arg(long, value_name = "BRANCH")]
    destination: Option<String>,
    /// Condition in Bitbucket's query language, for example 'updated_on > 2026-01-01'
    #[arg(long, value_name = "CONDITION")]
    query: Option<String>,
    #[arg(flatten)]
    place: InRepository,
    /// Most pull requests to show; 0 for all
    #[arg(long, default = "25", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let place = self.place.place()?;
        let mut uuids = [None, None];
        for (uuid, typed) in uuids.iter_mut().zip([&self.author, &self.reviewer]) {
            if let Some(typed) = typed {
                *uuid = Some(people::one(cx, &place.workspace, typed).await?);
            }
        }
        let [author, reviewer] = &uuids;
        let query = Query::default()
            .and("author.uuid", "=", author.as_deref())
            .and("reviewers.uuid", "=", reviewer.as_deref())
            .and("source.branch.name", "=", self.source.as_deref())
            .and("destination.branch.name", "=", self.destination.as_deref())
            .written(self.query.as_deref());
        let request = place.request(cx, PULLS).query_opt("q", query.text()).query_all("state", states(&self.state));
        request.list(cx, PAGE, self.limit).await
    }
}

fn states(chosen: &[State]) -> Vec<String> {
    if chosen.contains(&State::All) {
        return STATES.map(str::to_owned).to_vec();
    }
    let chosen = if chosen.is_empty() { &[State::Open] } else { chosen };
    chosen.iter().map(|state| state.to_string().to_uppercase()).collect()
}
