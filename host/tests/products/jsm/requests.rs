//! Requests from their creation to their end.

use atlassian_simulator::Simulator;
use serde_json::{Value, json};

use crate::support::{Home, site};

/// The body of the one request with a method to a path.
fn sent(site: &Simulator, method: &str, path: &str) -> Value {
    let requests = site.requests();
    let mut wanted = requests.iter().filter(|request| request.method == method && request.path.ends_with(path));
    let body = wanted.next().map(|request| serde_json::from_slice(&request.body).unwrap_or(Value::Null));
    assert!(body.is_some() && wanted.next().is_none(), "{requests:?}");
    body.unwrap()
}

fn wrote(site: &Simulator) -> bool {
    site.requests().iter().any(|request| request.method != "GET")
}

const LAPTOP: [&str; 9] =
    ["jsm", "request", "create", "--desk", "HELP", "--type", "request a laptop", "--summary", "A laptop for Olu"];

#[test]
fn what_a_request_lacks_or_has_wrong_is_said_before_anything_is_sent() {
    let site = site();
    let home = Home::at(&site);
    let with = |more: &[&str]| home.run(&[&LAPTOP[..], more].concat());
    with(&[]).fails(
        1,
        &["the request lacks `Impact` and `Needed by`", "`Low`, `Medium`, `High`", "Needed by=VALUE", "2026-01-31"],
    );
    with(&["--field", "Impact=Huge", "--field", "Needed by=2026-04-30"])
        .fails(1, &["`Huge` is no value of `Impact`", "it takes `Low`, `Medium`, `High`"]);
    with(&["--field", "Impact=Low", "--field", "Needed by=soon"]).fails(1, &["`soon` is no value of `Needed by`"]);
    with(&["--field", "Colour=red"]).fails(5, &["no field of the request type is called `Colour`", "`Screens`"]);
    with(&["--field", "Impact=Low", "--field", "Needed by=2026-04-30", "--attach", "nothing.txt"])
        .fails(2, &["nothing.txt"]);
    assert!(!wrote(&site), "{:?}", site.requests());
}

#[test]
fn fields_go_by_name_and_files_and_people_go_along() {
    let site = site();
    let home = Home::at(&site);
    std::fs::write(home.path().join("why.txt"), "because").unwrap();
    let file = home.path().join("why.txt");
    let more = [
        "--field",
        "impact=high",
        "--field",
        "Needed by=2026-04-30",
        "--field",
        "Screens=2",
        "--field",
        "Place=europe > vienna",
        "--field",
        "Programs=Browser, mail",
        "--field",
        "Who else uses it=sato@example.com",
        "--on-behalf-of",
        "olu@example.com",
        "--participant",
        "@me",
        "--format",
        "quiet",
        "--attach",
        file.to_str().unwrap(),
    ];
    assert_eq!(home.run(&[&LAPTOP[..], &more].concat()).ok(), "HELP-5\n");
    let account = |number: u32| format!("712020:5b10a284-4c20-4165-9000-de21a000000{number}");
    let body = sent(&site, "POST", "/servicedeskapi/request");
    let temporary = body["requestFieldValues"]["attachment"][0].clone();
    assert!(temporary.as_str().is_some_and(|id| id.starts_with("temp")), "{body}");
    let expected = json!({
        "serviceDeskId": "1",
        "requestTypeId": "2",
        "requestFieldValues": {
            "summary": "A laptop for Olu",
            "customfield_10050": {"id": "10103"},
            "customfield_10051": "2026-04-30",
            "customfield_10052": 2,
            "customfield_10053": {"id": "10201", "child": {"id": "10202"}},
            "customfield_10054": [{"id": "10302"}],
            "customfield_10055": [{"accountId": account(4)}],
            "attachment": [temporary],
        },
        "raiseOnBehalfOf": account(5),
        "requestParticipants": [account(1)],
    });
    assert_eq!(body, expected);
    let shown = home.run(&["jsm", "request", "get", "help-5", "--format", "markdown"]).ok();
    assert!(shown.contains("Europe > Vienna") && shown.contains("Olu Adeyemi"), "{shown}");
}

#[test]
fn an_approval_moves_the_request_and_its_clock() {
    let site = site();
    let home = Home::at(&site);
    let paused = |key: &str| {
        let slas = home.run(&["jsm", "sla", "get", key, "time to resolution", "--format", "json"]).ok();
        serde_json::from_str::<Value>(&slas).unwrap()["ongoingCycle"]["paused"].clone()
    };
    assert_eq!(paused("HELP-3"), true);
    home.run(&["jsm", "request", "transition", "HELP-3", "-t", "Resolve"]).fails(5, &["no transition of this request"]);
    home.run(&["jsm", "approval", "approve", "HELP-3"]).ok();
    assert_eq!(sent(&site, "POST", "/approval/1"), json!({"decision": "approve"}));
    assert_eq!(paused("HELP-3"), false);
    home.run(&["jsm", "approval", "approve", "HELP-3"]).fails(1, &["no approval of HELP-3 waits for you"]);
    let approval = home.run(&["jsm", "approval", "get", "HELP-3", "1", "--format", "json"]).ok();
    assert!(approval.contains("\"finalDecision\":\"approved\""), "{approval}");
    home.run(&["jsm", "request", "transition", "HELP-3", "-t", "resolve", "--comment", "Here it is."]).ok();
    let statuses = home.run(&["jsm", "request", "status", "HELP-3", "--format", "quiet"]).ok();
    assert_eq!(statuses, "Done\nIn Progress\nIn Review\n");
    // Jira sees the same issue.
    assert!(home.run(&["jira", "issue", "get", "HELP-3", "--fields", "status"]).ok().contains("Done"));
}

#[test]
fn comments_are_for_the_agents_unless_they_are_public() {
    let site = site();
    let home = Home::at(&site);
    home.run(&["jsm", "request", "comment", "HELP-1", "--body", "secret"]).ok();
    assert_eq!(sent(&site, "POST", "/comment"), json!({"body": "secret", "public": false}));
    home.run(&["jsm", "request", "comment", "HELP-1", "--body", "hello", "--public"]).ok();
    let public = home.run(&["jsm", "request", "comments", "HELP-1", "--public"]).ok();
    assert!(public.contains("hello") && !public.contains("secret"), "{public}");
    let internal = home.run(&["jsm", "request", "comments", "HELP-1", "--internal"]).ok();
    assert!(internal.contains("secret") && !internal.contains("hello"), "{internal}");
    home.run(&["jsm", "feedback", "submit", "HELP-4", "--rating", "6"]).fails(2, &["from 1 to 5"]);
    home.run(&["jsm", "feedback", "submit", "HELP-1", "--rating", "5"]).fails(1, &["Only the reporter"]);
    home.run(&["jsm", "request", "get", "HELP-99"]).fails(5, &["does not exist"]);
}

#[test]
fn a_dry_run_shows_the_request_and_not_its_files_alone() {
    let site = site();
    let home = Home::at(&site);
    std::fs::write(home.path().join("why.txt"), "because").unwrap();
    let file = home.path().join("why.txt");
    let fields = ["--field", "Impact=High", "--field", "Needed by=2026-04-30", "--attach", file.to_str().unwrap()];
    let shown = home.run(&[&LAPTOP[..], &fields, &["--dry-run"]].concat());
    let said = format!("{}{}", shown.stdout, shown.stderr);
    assert!(said.contains("attachTemporaryFile") && said.contains("/servicedeskapi/request"), "{shown:?}");
    assert!(said.contains("(id of why.txt)") && shown.code == 0, "{shown:?}");
    assert!(!wrote(&site), "{:?}", site.requests());
}
