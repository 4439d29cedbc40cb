//! Many at once.

use super::{home, run, sent, writes};
use crate::support::site;

#[test]
fn merged_branches_go_and_all_others_stay() {
    let site = site();
    let home = home(&site);
    run(&home, "branch create release/1 --from main").ok();
    // Squashed, its commits are nowhere else.
    run(&home, "pr merge 4 --strategy squash").ok();
    let before = writes(&site);
    run(&home, "bulk delete-branches").fails(3, &["--yes"]);
    assert_eq!(writes(&site), before);
    let deleted = run(&home, "bulk delete-branches --exclude release/* --yes --format csv").ok();
    for branch in ["feature/docs,done,it was at ", "fix/typo,done,it was at "] {
        assert!(deleted.contains(branch), "{deleted}");
    }
    assert_eq!(sent(&site, "DELETE", "/refs/branches/").len(), 2);
    let left = run(&home, "branch list --format quiet").ok();
    let mut left: Vec<&str> = left.lines().collect();
    left.sort_unstable();
    assert_eq!(left, ["develop", "feature/login", "main", "release/1"]);
    run(&home, "bulk delete-branches --into nowhere --yes").fails(5, &["no branch `nowhere`"]);
}

#[test]
fn stale_repositories_are_those_that_nothing_happened_to() {
    let site = site();
    let home = home(&site);
    let stale = |line: &str| {
        home.run(
            &[
                &["bitbucket", "bulk", "stale-repos", "--format", "quiet"],
                line.split(' ').collect::<Vec<_>>().as_slice(),
            ]
            .concat(),
        )
    };
    assert_eq!(stale("--before 2026-01-01").ok(), "infra\n");
    assert_eq!(stale("--before 2026-03-02 --project WEB").ok(), "infra\nwebsite\n");
    assert_eq!(stale("--before 2020-01-01").ok(), "");
}
