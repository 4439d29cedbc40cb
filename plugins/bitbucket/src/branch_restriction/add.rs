//! `bitbucket branch-restriction add`: forbids something on branches, or asks for something before a merge.

use crate::body::Body;
use crate::people;
use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const CREATE: Endpoint = endpoint!(
    bitbucket POST "/2.0/repositories/{workspace}/{repo_slug}/branch-restrictions",
    classic("repository:admin"),
    granular("admin:repository:bitbucket"),
);

/// What is restricted, as Bitbucket calls it, with dashes.
#[derive(Choice)]
enum Restriction {
    Push,
    Delete,
    Force,
    RestrictMerges,
    RequireTasksToBeCompleted,
    RequireApprovalsToMerge,
    RequireReviewGroupApprovalsToMerge,
    RequireDefaultReviewerApprovalsToMerge,
    RequireNoChangesRequested,
    RequirePassingBuildsToMerge,
    RequireCommitsBehind,
    ResetPullrequestApprovalsOnChange,
    SmartResetPullrequestApprovals,
    ResetPullrequestChangesRequestedOnChange,
    RequireAllDependenciesMerged,
    RequireAllCommentsResolved,
    EnforceMergeChecks,
    AllowAutoMergeWhenBuildsPass,
}

/// A kind of branch of the branching model.
#[derive(Choice)]
enum Branches {
    Feature,
    Bugfix,
    Release,
    Hotfix,
    Development,
    Production,
}

/// Restrict what may be done to branches
///
/// `push` and `restrict-merges` are for the people and groups that are named, and for nobody else. What has a number, such
/// as `require-approvals-to-merge`, takes it from `--value`.
#[derive(Command)]
#[command(path = "branch-restriction add", alias = "branch protect", effect = "write", result = "one", id = "/id")]
#[command(example = "bitbucket branch-restriction add push --pattern main --user @me --repo backend")]
#[command(
    example = "bitbucket branch-restriction add require-passing-builds-to-merge --pattern 'release/*' --value 1 \
                     --repo backend"
)]
#[http(CREATE, people::FIND)]
#[column("Id", "/id", number)]
#[column("Restriction", "/kind")]
#[column("Branches", "/pattern")]
#[column("Type of branch", "/branch_type")]
#[column("Value", "/value", number)]
pub(crate) struct Add {
    /// What is restricted
    #[arg(positional, value_name = "RESTRICTION")]
    kind: Restriction,
    /// Branches that it is about, with `*` for anything
    #[arg(long, conflicts = "branch-type")]
    pattern: Option<String>,
    /// Branches that it is about, by their type in the branching model
    #[arg(long)]
    branch_type: Option<Branches>,
    /// Number of approvals, builds and the like
    #[arg(long, value_name = "N")]
    value: Option<u32>,
    /// Who is exempt: a name, a nickname, an account id, a UUID or @me (can be repeated)
    #[arg(long, value_name = "PERSON")]
    user: Vec<String>,
    /// Group that is exempt, by its slug (can be repeated)
    #[arg(long, value_name = "SLUG")]
    group: Vec<String>,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Add {
    async fn run(self, cx: &Cx) -> Result<()> {
        let place = self.place.place()?;
        if self.pattern.is_none() && self.branch_type.is_none() {
            return Err(
                Error::usage("which branches it is about is not said").hint("give `--pattern` or `--branch-type`")
            );
        }
        let has_people = matches!(self.kind, Restriction::Push | Restriction::RestrictMerges);
        let exempts = !self.user.is_empty() || !self.group.is_empty();
        if exempts && !has_people {
            return Err(Error::usage(format!("`{}` exempts nobody", self.kind))
                .hint("only `push` and `restrict-merges` take people and groups"));
        }
        let users = people::find(cx, &place.workspace, &self.user).await?;
        let users: Vec<_> = users.iter().map(|uuid| json!({"type": "user", "uuid": uuid})).collect();
        let groups: Vec<_> = self.group.iter().map(|slug| json!({"type": "group", "slug": slug})).collect();
        let match_kind = if self.branch_type.is_some() { "branching_model" } else { "glob" };
        let body = Body::of("branchrestriction")
            .set("kind", self.kind.to_string().replace('-', "_"))
            .set("branch_match_kind", match_kind)
            .set("pattern", self.pattern.unwrap_or_default())
            .set_opt("branch_type", self.branch_type.map(|kind| kind.to_string()))
            .set_opt("value", self.value)
            .set_opt("users", has_people.then_some(users))
            .set_opt("groups", has_people.then_some(groups));
        let made = place.request(cx, CREATE).json_body(&body.json()).raw().await?;
        cx.success(&format!("created branch restriction {}", self.kind));
        cx.emit_raw(&made)
    }
}
