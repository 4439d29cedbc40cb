//! `bitbucket pr create`: asks for a branch to be merged.

use crate::body::Body;
use crate::people::{self, Person};
use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::json;

const CREATE: Endpoint = endpoint!(
    bitbucket POST "/2.0/repositories/{workspace}/{repo_slug}/pullrequests",
    classic("pullrequest:write"),
    granular("read:pullrequest:bitbucket", "write:pullrequest:bitbucket"),
);

const DEFAULT_REVIEWERS: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/effective-default-reviewers",
    classic("pullrequest"),
    granular("read:pullrequest:bitbucket"),
);

/// Create a pull request
///
/// Its text is Markdown, as it is. Without `--destination`, it goes to the main branch.
#[derive(Command)]
#[command(path = "pr create", effect = "write", result = "one", id = "/id")]
#[command(example = "bitbucket pr create --source develop --title \"Answer health checks\" --repo backend \
                     --reviewer ana --default-reviewers")]
#[command(example = "bitbucket pr create --source develop --destination feature/login --title Health --draft \
                     --body @text.md --repo example/backend")]
#[http(CREATE, DEFAULT_REVIEWERS, people::FIND)]
#[web(pull: bitbucket "/{workspace}/{repository}/pull-requests/{id}")]
#[column("Id", "/id", number)]
#[column("Title", "/title")]
#[column("State", "/state", status)]
#[column("Source", "/source/branch/name")]
#[column("Destination", "/destination/branch/name")]
#[column("Reviewers", "/reviewers")]
#[column("Address", "/links/html/href")]
pub(crate) struct Create {
    /// Branch with the changes
    #[arg(long, value_name = "BRANCH")]
    source: String,
    /// Repository of that branch, if it is a fork: WORKSPACE/SLUG
    #[arg(long, value_name = "REPOSITORY")]
    source_repo: Option<String>,
    /// Branch that they are for
    #[arg(long, value_name = "BRANCH")]
    destination: Option<String>,
    /// Title
    #[arg(long)]
    title: String,
    /// Description, in Markdown
    #[arg(long)]
    body: Option<Text>,
    /// Who is to review it: a name, a nickname, an account id, a UUID or several with commas (can be repeated)
    #[arg(long, value_name = "PERSON")]
    reviewer: Vec<String>,
    /// Ask the default reviewers of the repository and its project, too
    #[arg(long)]
    default_reviewers: bool,
    /// Make it a draft, which cannot be merged yet
    #[arg(long)]
    draft: bool,
    /// Delete the source branch when it is merged
    #[arg(long)]
    close_source_branch: bool,
    #[arg(flatten)]
    place: InRepository,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Default {
    user: Person,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Created {
    id: u64,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let place = self.place.place()?;
        let mut reviewers = people::find(cx, &place.workspace, &self.reviewer).await?;
        if self.default_reviewers {
            let request = place.request(cx, DEFAULT_REVIEWERS);
            let all: Vec<Default> = request.all(Paging::bitbucket(100)).await?;
            // Nobody reviews what is their own.
            let me = people::me(cx).await?.uuid;
            let others = all.into_iter().map(|one| one.user.uuid).filter(|uuid| *uuid != me);
            reviewers.extend(others);
            reviewers = distinct(reviewers);
        }
        let mut source = json!({"branch": {"name": self.source}});
        if let (Some(full_name), Some(source)) = (self.source_repo, source.as_object_mut()) {
            source.insert("repository".to_owned(), json!({"type": "repository", "full_name": full_name}));
        }
        let people: Vec<_> = reviewers.iter().map(|uuid| json!({"type": "user", "uuid": uuid})).collect();
        let body = Body::of("pullrequest")
            .set("title", self.title)
            .set("source", source)
            .set_opt("destination", self.destination.map(|name| json!({"branch": {"name": name}})))
            .set_opt("description", self.body.map(|Text(text)| text))
            .set_opt("reviewers", (!people.is_empty()).then_some(people))
            .set_opt("draft", self.draft.then_some(true))
            .set("close_source_branch", self.close_source_branch);
        let made = place.request(cx, CREATE).json_body(&body.json()).raw().await?;
        let Created { id } = atlassian_plugin_sdk::read("the new pull request", &made)?;
        cx.success(&format!("created pull request {id}"));
        cx.emit_raw(&made)
    }
}

fn distinct(uuids: Vec<String>) -> Vec<String> {
    let mut seen = Vec::new();
    for uuid in uuids {
        if !seen.contains(&uuid) {
            seen.push(uuid);
        }
    }
    seen
}
