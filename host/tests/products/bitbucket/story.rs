//! What a person does in a day: a branch, a pull request, a comment, an approval, a merge, and its pipeline.

use super::{home, run, sent, writes};
use crate::support::site;
use serde_json::json;

#[test]
fn a_branch_becomes_a_pull_request_is_merged_and_its_pipeline_watched() {
    let site = site();
    let home = home(&site);
    run(&home, "branch create feature/story --from feature/login").ok();
    let create = "pr create --source feature/story --title Story --reviewer ana --default-reviewers --format quiet";
    let id = run(&home, create).ok();
    let id = id.trim();
    let body = &sent(&site, "POST", "/pullrequests")[0];
    assert_eq!(body["source"], json!({"branch": {"name": "feature/story"}}));
    assert_eq!(body["reviewers"].as_array().unwrap().len(), 2, "{body}");
    let comment = format!("pr comment {id} --body Why? --path src/login.rs --line 2 --format quiet");
    let comment = run(&home, &comment).ok();
    run(&home, &format!("pr reply {id} {} --body Because.", comment.trim())).ok();
    run(&home, &format!("pr resolve {id} {}", comment.trim())).ok();
    let comments = run(&home, &format!("pr comments {id} --format json")).ok();
    let comments: serde_json::Value = serde_json::from_str(&comments).unwrap();
    assert_eq!(comments[0]["inline"], json!({"path": "src/login.rs", "to": 2}));
    assert_eq!(comments[1]["parent"]["id"], comments[0]["id"]);
    assert!(comments[0]["resolution"]["user"].is_object() && comments[1].get("resolution").is_none());
    // The branch asks for an approval.
    run(&home, &format!("pr merge {id}")).fails(1, &["approval is needed"]);
    assert!(run(&home, &format!("pr approve {id}")).ok().contains("approved"));
    let merged = run(&home, &format!("pr merge {id} --strategy merge-commit --close-source-branch")).ok();
    assert!(merged.contains("MERGED"), "{merged}");
    let body = sent(&site, "POST", "/merge").pop().unwrap();
    assert_eq!((&body["merge_strategy"], &body["close_source_branch"]), (&json!("merge_commit"), &json!(true)));
    // The branch is gone, and main has its commits.
    run(&home, "branch get feature/story").fails(5, &["does not exist"]);
    assert!(run(&home, "commit list --branch main --limit 1").ok().contains("pull request #5"));
    assert!(run(&home, "src cat main src/login.rs").ok().contains("pub fn login"));
    let watched = run(&home, "pipeline watch latest --branch main --interval 1s");
    assert_eq!(watched.code, 0, "{watched:?}");
    for words in ["pipeline #4: pending", "Build: in_progress", "Build: successful", "pipeline #4: successful"] {
        assert!(watched.stderr.contains(words), "{words}: {watched:?}");
    }
}

#[test]
fn what_is_hard_to_undo_is_not_done_without_a_word() {
    let site = site();
    let home = home(&site);
    for line in ["pr decline 2", "branch delete develop", "tag delete tested", "pipeline var delete REGION"] {
        run(&home, line).fails(3, &["--yes"]);
    }
    home.run(&["bitbucket", "repo", "delete", "backend"]).fails(3, &["--yes"]);
    assert_eq!(writes(&site), 0);
    run(&home, "pr decline 2 --yes").ok();
    run(&home, "pr merge 2").fails(1, &["already closed"]);
}
