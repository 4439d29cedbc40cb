//! `jira issue transition`: by name, by status, and by the way to a status further off.

use super::{sent, writes};
use crate::support::{Home, site};
use atlassian_simulator::Scripted;
use serde_json::json;

const MOVE: [&str; 3] = ["jira", "issue", "transition"];

fn moved(home: &Home, args: &[&str]) -> crate::support::Ran {
    home.run(&[&MOVE[..], args].concat())
}

#[test]
fn a_transition_is_named_in_three_ways() {
    let site = site();
    let home = Home::at(&site);
    moved(&home, &["DEV-2", "start progress"]).ok();
    moved(&home, &["DEV-2", "--transition", "21"]).ok();
    moved(&home, &["DEV-2", "In Progress"]).ok();
    let ids: Vec<_> = sent(&site, "POST", "/transitions").iter().map(|body| body["transition"]["id"].clone()).collect();
    assert_eq!(ids, [json!("11"), json!("21"), json!("11")]);
    moved(&home, &["DEV-2", "Close"])
        .fails(1, &["no transition `Close` is possible for DEV-2", "`Ask for review` (to `In Review`)", "--to STATUS"]);
    moved(&home, &["DEV-2"]).fails(2, &["nothing says where to move it", "jira issue transitions DEV-2"]);
    moved(&home, &["DEV-99", "Close"]).fails(5, &["Issue does not exist"]);
}

#[test]
fn one_name_for_two_transitions_is_an_error_with_both() {
    let site = site();
    let home = Home::at(&site);
    let one = |id: &str, to: &str| json!({"id": id, "name": "Close", "to": {"id": to, "name": to}, "fields": {}});
    let body = json!({"transitions": [one("5", "Done"), one("6", "Rejected")]}).to_string();
    site.script("/rest/api/3/issue/DEV-2/transitions", Scripted::json(200, &body).method("GET"));
    moved(&home, &["DEV-2", "close"]).fails(1, &["`close` may be transition 5 `Close` (to `Done`) or 6"]);
    assert_eq!(writes(&site), 0);
}

#[test]
fn the_way_to_a_far_status_is_found_without_trying() {
    let site = site();
    let home = Home::at(&site);
    let done = ["DEV-2", "--to", "done", "--resolution", "won't do", "--comment", "No.", "--field", "Reviewers=@me"];
    let planned = moved(&home, &[&done[..], &["--dry-run"]].concat()).ok();
    assert_eq!(planned.matches("POST ").count(), 3, "{planned}");
    assert_eq!(writes(&site), 0);
    let ran = moved(&home, &done);
    assert!(ran.stderr.contains("moved DEV-2: To Do → In Progress → In Review → Done"), "{ran:?}");
    ran.ok();
    let bodies = sent(&site, "POST", "/issue/DEV-2/transitions");
    assert_eq!(bodies.len(), 3);
    assert_eq!(bodies[0], json!({"transition": {"id": "11"}}));
    assert_eq!(bodies[1]["fields"]["customfield_10015"].as_array().map(Vec::len), Some(1));
    assert_eq!(bodies[2]["fields"], json!({"resolution": {"id": "10001"}}));
    assert_eq!(bodies[2]["update"]["comment"][0]["add"]["body"]["type"], "doc");
    let again = moved(&home, &["DEV-2", "--to-status", "Done"]);
    assert!(again.stderr.contains("DEV-2 is in `Done` already"), "{again:?}");
    again.ok();
    assert_eq!(sent(&site, "POST", "/issue/DEV-2/transitions").len(), 3);
}

#[test]
fn a_way_that_is_too_long_or_unknown_is_said() {
    let site = site();
    let home = Home::at(&site);
    moved(&home, &["DEV-2", "--to", "Done", "--max-hops", "2", "--resolution", "Done"])
        .fails(1, &["no way is known from `To Do` to `Done`", "within 2 transitions"]);
    moved(&home, &["DEV-2", "--to", "Shipped"])
        .fails(1, &["a Story of Development has no status `Shipped`", "`In Review`"]);
    // Nobody of that project is in progress: what leads on from there cannot be seen.
    moved(&home, &["PERS-1", "--to", "Done", "--resolution", "Done"])
        .fails(1, &["no issue of Personal with this workflow", "`In Progress`"]);
    assert_eq!(writes(&site), 0);
}

#[test]
fn a_screen_is_filled_in_before_anything_is_sent() {
    let site = site();
    let home = Home::at(&site);
    moved(&home, &["DEV-2", "--to", "Done"])
        .fails(1, &["a value is required in the transition `Close`: `Resolution`", "`Won't Do`"]);
    moved(&home, &["DEV-2", "--to", "Done", "--resolution", "Nope"]).fails(1, &["`Resolution` has no value `Nope`"]);
    moved(&home, &["DEV-2", "--to", "Done", "--resolution", "Done", "--field", "Severity=Major"])
        .fails(1, &["no field `Severity` is on the screen of"]);
    assert_eq!(writes(&site), 0);
    let listed = home.run(&["jira", "issue", "transitions", "DEV-4"]).ok();
    assert!(listed.contains("Close") && listed.contains("Resolution"), "{listed}");
}

#[test]
fn a_step_that_fails_says_how_far_it_came() {
    let site = site();
    let home = Home::at(&site);
    let body = r#"{"errorMessages":["A reviewer is needed."],"errors":{}}"#;
    site.script("/rest/api/3/issue/DEV-1/transitions", Scripted::json(400, body).method("POST"));
    moved(&home, &["DEV-1", "--to", "Done", "--resolution", "Done"]).fails(1, &["A reviewer is needed."]);
    // The second step is not possible for it: somebody else moved it meanwhile.
    let none = r#"{"transitions":[]}"#;
    let possible =
        r#"{"transitions":[{"id":"31","name":"Ask for review","to":{"id":"10002","name":"In Review"},"fields":{}}]}"#;
    site.script("/rest/api/3/issue/DEV-1/transitions", Scripted::json(200, possible).method("GET"));
    site.script("/rest/api/3/issue/DEV-1/transitions", Scripted::json(200, none).method("GET"));
    moved(&home, &["DEV-1", "--to", "Done", "--resolution", "Done"])
        .fails(1, &["the transition `Close` to `Done` is not possible for it; DEV-1 is now `In Review`"]);
}
