//! Pipelines, their logs, and variables that are secret.

use super::{home, run, sent, writes};
use crate::support::{Home, Ran, site};
use serde_json::json;
use std::process::Stdio;

fn with_input(home: &Home, line: &str, input: &str) -> Ran {
    let words: Vec<&str> = line.split(' ').collect();
    home.run_with_input(&[&["bitbucket"], words.as_slice(), &["--repo", "backend"]].concat(), input)
}

#[test]
fn a_pipeline_that_fails_is_an_error_of_whoever_watches() {
    let site = site();
    let home = home(&site);
    let number = run(&home, "pipeline trigger --branch develop --var FAIL=1 --var A=b=c --format quiet").ok();
    let body = &sent(&site, "POST", "/pipelines")[0];
    let target = json!({"type": "pipeline_ref_target", "ref_type": "branch", "ref_name": "develop"});
    assert_eq!(body["target"], target);
    assert_eq!(body["variables"][1]["value"], json!("b=c"));
    let watch = format!("pipeline watch {} --interval 1s", number.trim());
    let watched = run(&home, &watch);
    assert_eq!(watched.code, 1, "{watched:?}");
    assert!(watched.stdout.contains("FAILED"), "{watched:?}");
    for words in ["Test: failed", "pipeline #4 did not succeed: failed", "pipeline logs 4 --failed-only"] {
        assert!(watched.stderr.contains(words), "{watched:?}");
    }
    let logs = home.command(&["bitbucket", "pipeline", "logs", "4", "--failed-only", "--repo", "backend"]);
    let logs = { logs }.stdin(Stdio::null()).output().unwrap();
    let stored = site.requests().into_iter().find(|request| request.path.starts_with("/_storage/")).unwrap();
    assert_eq!((stored.status, stored.scheme.as_deref()), (Some(200), None));
    assert!(logs.stdout.starts_with(b"+ cargo test\n") && logs.stdout.ends_with(b"\xff\n"), "{logs:?}");
    assert!(run(&home, "pipeline logs 4 --step 1").ok().starts_with("+ cargo build\n"));
    run(&home, "pipeline logs 4 --step Deploy").fails(5, &["no step is called `Deploy`", "Build"]);
    run(&home, "pipeline stop 4").fails(1, &["is over already"]);
    run(&home, "pipeline trigger --var A=b").fails(2, &["--branch"]);
    run(&home, "pipeline trigger --branch nowhere").fails(5, &["not found"]);
    run(&home, "pipeline get 99").fails(5, &["does not exist"]);
}

#[test]
fn a_secured_value_is_sent_and_shown_nowhere() {
    let site = site();
    let home = home(&site);
    let secret = "correct-horse-battery";
    let created = with_input(&home, "pipeline var create TOKEN --secret - --format json", secret);
    assert_eq!(created.code, 0, "{created:?}");
    assert!(!format!("{created:?}").contains(secret));
    let body = &sent(&site, "POST", "/variables")[0];
    assert_eq!((&body["value"], &body["secured"]), (&json!(secret), &json!(true)));
    assert!(!run(&home, "pipeline var list --format json").ok().contains(secret));
    run(&home, "pipeline var create TOKEN").fails(2, &["--secret -"]);
    run(&home, "pipeline var delete TOKEN").fails(3, &["delete the variable TOKEN", "--yes"]);
    let before = writes(&site);
    run(&home, "pipeline var update TOKEN --value open").fails(1, &["`TOKEN` is secured", "--unsecured"]);
    assert_eq!(writes(&site), before);
    run(&home, "pipeline var update TOKEN --value open --unsecured").ok();
    assert!(run(&home, "pipeline var get TOKEN").ok().contains("open"));
    run(&home, "pipeline var update NOTHING --value x").fails(5, &["REGION"]);
}

#[test]
fn another_run_has_the_same_target_and_needs_its_secrets_again() {
    let site = site();
    let home = home(&site);
    let trigger = "pipeline trigger --branch main --custom nightly --var LEVEL=1 --secured-vars -";
    with_input(&home, trigger, "TOKEN=first-secret-value\n").ok();
    run(&home, "pipeline rerun 4").fails(1, &["secured variables", "`TOKEN`", "--secured-vars"]);
    assert_eq!(sent(&site, "POST", "/pipelines").len(), 1);
    with_input(&home, "pipeline rerun 4 --var LEVEL=2 --secured-vars -", "TOKEN=second-secret-value\n").ok();
    let bodies = sent(&site, "POST", "/pipelines");
    assert_eq!(bodies[1]["target"]["selector"], json!({"type": "custom", "pattern": "nightly"}));
    let variable = |key: &str, value: &str, secured: bool| {
        let kind = "pipeline_variable";
        json!({"type": kind, "key": key, "value": value, "secured": secured})
    };
    let expected = json!([variable("LEVEL", "2", false), variable("TOKEN", "second-secret-value", true)]);
    assert_eq!(bodies[1]["variables"], expected);
    with_input(&home, "pipeline rerun 4 --secured-vars -", "no pair").fails(1, &["line 1 of the secured variables"]);
}

#[test]
fn variables_belong_to_a_repository_an_environment_or_a_workspace() {
    let site = site();
    let home = home(&site);
    run(&home, "pipeline env create Staging --type staging").ok();
    run(&home, "pipeline var create REPLICAS --value 2 --environment staging").ok();
    assert_eq!(run(&home, "pipeline var list --environment Staging --format quiet").ok(), "REPLICAS\n");
    run(&home, "pipeline env update Staging --name Stage").ok();
    run(&home, "pipeline var list --environment Staging").fails(5, &["no environment is called `Staging`", "Stage"]);
    run(&home, "pipeline var create PROXY --value x --workspace-level").ok();
    assert_eq!(run(&home, "pipeline var list --workspace-level --format quiet").ok(), "REGISTRY\nPROXY\n");
    run(&home, "pipeline env delete Stage --yes").ok();
    run(&home, "pipeline env list").ok();
}
