//! `bitbucket bulk delete-branches`: takes branches away that were merged.

use crate::place::{InRepository, Repository};
use crate::query::Query;
use atlassian_plugin_sdk::Cx;
use atlassian_plugin_sdk::bulk::{Bulk, Item, Outcome, Plan};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize, Serialize};
use std::collections::BTreeSet;

const REPOSITORY: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

const BRANCHES: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/refs/branches",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

const BRANCH: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/refs/branches/{+name}",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

const DELETE: Endpoint = endpoint!(
    bitbucket DELETE "/2.0/repositories/{workspace}/{repo_slug}/refs/branches/{+name}",
    classic("repository:write"),
    granular("write:repository:bitbucket"),
);

const COMMITS: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/commits",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

const PULLS: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/pullrequests",
    classic("pullrequest"),
    granular("read:pullrequest:bitbucket"),
);

/// Branches that are looked at together while planning.
const TOGETHER: usize = 8;

/// Delete the branches that were merged
///
/// A branch was merged when the main branch, or that of `--into`, has all of its commits, or when a pull request merged
/// its last one. The main branch, that of `--into`, and branches of open pull requests stay. A branch that gets new
/// commits meanwhile stays, too.
#[derive(Command)]
#[command(path = "bulk delete-branches", effect = "delete", result = "many", id = "/key")]
#[command(need = "journal", need = "prompt")]
#[command(example = "bitbucket bulk delete-branches --repo backend --yes")]
#[command(example = "bitbucket bulk delete-branches --into main --exclude 'release/*' --repo backend --dry-run")]
#[http(REPOSITORY, BRANCHES, BRANCH, COMMITS, PULLS, DELETE)]
#[column("Branch", "/key")]
#[column("Status", "/status", status)]
#[column("Message", "/message")]
pub(crate) struct DeleteBranches {
    /// Branch that they were merged into; without it, the main branch
    #[arg(long, value_name = "BRANCH")]
    into: Option<String>,
    /// Branches to keep, with `*` for anything (can be repeated)
    #[arg(long, value_name = "PATTERN")]
    exclude: Vec<String>,
    #[arg(flatten)]
    place: InRepository,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Found {
    mainbranch: Option<Named>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Named {
    name: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Branch {
    name: String,
    target: Commit,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Commit {
    hash: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Pull {
    source: End,
    destination: End,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct End {
    branch: Named,
    commit: Option<Commit>,
}

/// All that a later run has to know of a branch.
#[derive(Serialize, Deserialize)]
#[serde(crate = "self::serde")]
struct Merged {
    workspace: String,
    slug: String,
    hash: String,
}

impl Run for DeleteBranches {
    async fn run(self, cx: &Cx) -> Result<()> {
        let plan = async || {
            let place = self.place.place()?;
            let merged = self.merged(cx, &place).await?;
            let title = format!("delete {} merged branches of {}/{}", merged.len(), place.workspace, place.slug);
            let item = |branch: &Branch| {
                let (workspace, slug) = (place.workspace.clone(), place.slug.clone());
                Item::new(&branch.name, &Merged { workspace, slug, hash: branch.target.hash.clone() })
            };
            Ok(Plan::new(title, merged.iter().map(item).collect::<Result<_>>()?))
        };
        Bulk::new("deleting").run(cx, plan, async |task| delete(cx, &task.key, &task.input()?, task.again).await).await
    }
}

impl DeleteBranches {
    /// The branches that may go.
    async fn merged(&self, cx: &Cx, place: &Repository) -> Result<Vec<Branch>> {
        let found: Found = place.request(cx, REPOSITORY).json().await?;
        let main = found.mainbranch.ok_or_else(|| Error::not_found("the repository is empty"))?.name;
        let into = self.into.as_ref().unwrap_or(&main);
        let branches: Vec<Branch> = place.request(cx, BRANCHES).all(Paging::bitbucket(100)).await?;
        if !branches.iter().any(|branch| branch.name == *into) {
            return Err(Error::not_found(format!("there is no branch `{into}`")));
        }
        let open: Vec<Pull> = place.request(cx, PULLS).query("state", "OPEN").all(Paging::bitbucket(50)).await?;
        let mut kept: BTreeSet<&str> = [main.as_str(), into.as_str()].into();
        kept.extend(open.iter().flat_map(|pull| [pull.source.branch.name.as_str(), &pull.destination.branch.name]));
        let may_go = |branch: &Branch| {
            !kept.contains(branch.name.as_str()) && !self.exclude.iter().any(|pattern| fits(pattern, &branch.name))
        };
        let looked: Vec<Option<Branch>> = stream::iter(branches.into_iter().filter(may_go))
            .map(async |branch| Ok::<_, Error>(is_merged(cx, place, &branch, into).await?.then_some(branch)))
            .buffered(TOGETHER)
            .try_collect()
            .await?;
        Ok(looked.into_iter().flatten().collect())
    }
}

/// Whether a branch has nothing that the other lacks.
async fn is_merged(cx: &Cx, place: &Repository, branch: &Branch, into: &str) -> Result<bool> {
    let own = place.request(cx, COMMITS).query("include", &branch.name).query("exclude", into);
    let mut pages = own.pages(Paging::bitbucket(1), Limit::new(1));
    if pages.try_next().await?.is_none_or(|commits| commits.is_empty()) {
        return Ok(true);
    }
    // Squashed, its commits are nowhere else.
    let query = Query::default().and("source.branch.name", "=", Some(&branch.name)).and(
        "destination.branch.name",
        "=",
        Some(into),
    );
    let pulls = place.request(cx, PULLS).query("state", "MERGED").query_opt("q", query.text());
    let pulls: Vec<Pull> = pulls.all(Paging::bitbucket(50)).await?;
    let is_last =
        |pull: &Pull| pull.source.commit.as_ref().is_some_and(|one| branch.target.hash.starts_with(&one.hash));
    Ok(pulls.iter().any(is_last))
}

/// Deletes a branch that is still as it was when it was planned.
async fn delete(cx: &Cx, name: &str, merged: &Merged, again: bool) -> Result<Outcome> {
    let place = Repository { workspace: merged.workspace.clone(), slug: merged.slug.clone() };
    let now: Branch = match place.request(cx, BRANCH).param("name", name).json().await {
        Err(error) if error.kind() == Kind::NotFound && again => return Ok(Outcome::done("deleted before")),
        Err(error) if error.kind() == Kind::NotFound => return Ok(Outcome::skipped("it is gone already")),
        found => found?,
    };
    if now.target.hash != merged.hash {
        return Ok(Outcome::skipped("it has new commits"));
    }
    place.request(cx, DELETE).param("name", name).send().await?;
    Ok(Outcome::done(format!("it was at {}", merged.hash.get(..12).unwrap_or(&merged.hash))))
}

/// Whether a name is one of a pattern's, in which `*` is anything.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_anything() {
        for (pattern, name, expected) in [
            ("main", "main", true),
            ("main", "main2", false),
            ("release/*", "release/1/2", true),
            ("release/*", "prerelease/1", false),
            ("*", "x", true),
            ("*fix*", "a/fix/b", true),
            ("a*b*c", "abc", true),
            ("a*b*c", "acb", false),
            ("a*a", "a", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
