//! `bitbucket pr update`: changes what is named of a pull request.

use super::{Found, OfPull, PULL, UPDATE};
use crate::body::{Body, either};
use crate::people;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Value, json};

/// Change a pull request
///
/// What is not named stays as it is. `--reviewer` replaces the reviewers; `--add-reviewer` and `--remove-reviewer`
/// change the list.
#[derive(Command)]
#[command(path = "pr update", effect = "write", result = "one", id = "/id")]
#[command(example = "bitbucket pr update 2 --title \"Log in by name\" --add-reviewer olu-ops --repo backend")]
#[http(PULL, UPDATE, people::FIND)]
#[column("Id", "/id", number)]
#[column("Title", "/title")]
#[column("State", "/state", status)]
#[column("Draft", "/draft")]
#[column("Source", "/source/branch/name")]
#[column("Destination", "/destination/branch/name")]
#[column("Reviewers", "/reviewers")]
pub(crate) struct Update {
    #[arg(flatten)]
    pull: OfPull,
    /// New title
    #[arg(long)]
    title: Option<String>,
    /// New description, in Markdown
    #[arg(long)]
    body: Option<Text>,
    /// Branch that the changes are for
    #[arg(long, value_name = "BRANCH")]
    destination: Option<String>,
    /// Who is to review it, instead of those who do (can be repeated)
    #[arg(long, value_name = "PERSON", conflicts = "add-reviewer", conflicts = "remove-reviewer")]
    reviewer: Vec<String>,
    /// Who is to review it besides (can be repeated)
    #[arg(long, value_name = "PERSON")]
    add_reviewer: Vec<String>,
    /// Who is not to review it any more (can be repeated)
    #[arg(long, value_name = "PERSON")]
    remove_reviewer: Vec<String>,
    /// Make it a draft
    #[arg(long, conflicts = "ready")]
    draft: bool,
    /// Make it a draft no longer
    #[arg(long)]
    ready: bool,
    /// Delete the source branch when it is merged
    #[arg(long, conflicts = "keep-source-branch")]
    close_source_branch: bool,
    /// Keep the source branch when it is merged
    #[arg(long)]
    keep_source_branch: bool,
}

impl Run for Update {
    async fn run(self, cx: &Cx) -> Result<()> {
        let (draft, close) =
            (either(self.draft, self.ready), either(self.close_source_branch, self.keep_source_branch));
        let people = [&self.reviewer, &self.add_reviewer, &self.remove_reviewer];
        let nothing = self.title.is_none()
            && self.body.is_none()
            && self.destination.is_none()
            && draft.is_none()
            && close.is_none()
            && people.iter().all(|list| list.is_empty());
        if nothing {
            Body::of("pullrequest").changing()?;
        }
        let pull = self.pull.pull()?;
        let before = pull.read(cx).await?;
        let mut reviewers: Vec<String> = before.reviewers.iter().map(|person| person.uuid.clone()).collect();
        let workspace = &pull.place.workspace;
        if !self.reviewer.is_empty() {
            reviewers = people::find(cx, workspace, &self.reviewer).await?;
        }
        change(cx, workspace, &mut reviewers, &self.add_reviewer, &self.remove_reviewer).await?;
        let after = Found {
            title: self.title.unwrap_or(before.title),
            description: self.body.map(|Text(text)| text).or(before.description),
            draft: draft.unwrap_or(before.draft),
            close_source_branch: close.unwrap_or(before.close_source_branch),
            ..before
        };
        let body = whole(&after, &reviewers, self.destination.as_deref());
        cx.emit_raw(&pull.request(cx, UPDATE).json_body(&body).raw().await?)
    }
}

/// The UUIDs after some were added and some taken away.
pub(super) async fn change(
    cx: &Cx,
    workspace: &str,
    reviewers: &mut Vec<String>,
    add: &[String],
    remove: &[String],
) -> Result<()> {
    for uuid in people::find(cx, workspace, add).await? {
        if !reviewers.contains(&uuid) {
            reviewers.push(uuid);
        }
    }
    for uuid in people::find(cx, workspace, remove).await? {
        let place = reviewers.iter().position(|one| *one == uuid);
        let place = place.ok_or_else(|| Error::not_found(format!("`{uuid}` does not review it")))?;
        reviewers.remove(place);
    }
    Ok(())
}

/// All that Bitbucket would otherwise take away: a body without reviewers is a pull request without reviewers.
pub(super) fn whole(pull: &Found, reviewers: &[String], destination: Option<&str>) -> Value {
    let people: Vec<_> = reviewers.iter().map(|uuid| json!({"type": "user", "uuid": uuid})).collect();
    Body::of("pullrequest")
        .set("title", &pull.title)
        .set("description", pull.description.as_deref().unwrap_or_default())
        .set("draft", pull.draft)
        .set("close_source_branch", pull.close_source_branch)
        .set("reviewers", people)
        .set("destination", json!({"branch": {"name": destination.unwrap_or(&pull.destination.branch.name)}}))
        .json()
}
