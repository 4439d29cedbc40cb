//! Desks, customers and organizations.

use serde_json::{Value, json};

use crate::support::{Home, site};

#[test]
fn desks_go_by_key_name_or_id_and_experimental_routes_are_asked_for() {
    let site = site();
    let home = Home::at(&site);
    for desk in ["1", "help", "Help Desk"] {
        assert!(home.run(&["jsm", "desk", "get", desk]).ok().contains("HELP"), "{desk}");
    }
    home.run(&["jsm", "service-desk", "get", "NOPE"])
        .fails(5, &["no service desk is called `NOPE`", "`Facilities` (SITE)"]);
    let people = home.run(&["jsm", "desk", "customers", "HELP", "--query", "ana", "--format", "quiet"]).ok();
    assert_eq!(people, "712020:5b10a284-4c20-4165-9000-de21a0000003\n");
    let asked = site.requests().pop().unwrap();
    assert!(asked.headers.contains(&("x-experimentalapi".to_owned(), "opt-in".to_owned())), "{asked:?}");
    let queue = home.run(&["jsm", "queue", "issues", "HELP", "all open", "--format", "quiet"]).ok();
    assert_eq!(queue, "HELP-1\nHELP-2\nHELP-3\n");
}

#[test]
fn a_customer_is_made_added_found_by_address_and_removed() {
    let site = site();
    let home = Home::at(&site);
    let create = ["jsm", "customer", "create", "--email", "fred@example.com", "--name", "Fred", "--desk"];
    home.run(&[&create[..], &["NOPE"]].concat()).fails(5, &["no service desk"]);
    assert!(site.requests().iter().all(|request| request.method == "GET"), "the desk is looked for first");
    home.run(&[&create[..], &["HELP"]].concat()).ok();
    home.run(&["jsm", "customer", "remove", "HELP", "fred@example.com"])
        .fails(3, &["remove fred@example.com from desk HELP", "--yes"]);
    home.run(&["jsm", "customer", "remove", "HELP", "fred@example.com", "--yes"]).ok();
    let removed = site.requests().into_iter().rfind(|request| request.method == "DELETE").unwrap();
    let body: Value = serde_json::from_slice(&removed.body).unwrap();
    assert!(body["accountIds"][0].as_str().unwrap().starts_with("qm:"), "{body}");
    let run = |words: &[&str]| home.run(&[&["jsm"], words].concat());
    let added = run(&["customer", "add", "help", "fred@example.com"]);
    assert!(added.stderr.contains("1 person added to desk help"), "{added:?}");
    run(&["organization", "add-user", "Delta Ltd", "fred@example.com"]).ok();
    run(&["request", "participant", "add", "HELP-1", "fred@example.com"]).ok();
    let taking_part = run(&["request", "participants", "HELP-1", "--format", "quiet"]).ok();
    assert!(taking_part.contains("qm:"), "{taking_part}");
    run(&["request", "participant", "remove", "HELP-1", "fred@example.com"]).ok();
    run(&["customer", "revoke-portal-access", "fred@example.com"]).fails(3, &["fred@example.com", "--yes"]);
    run(&["customer", "revoke-portal-access", "fred@example.com", "--yes"]).ok();
}

#[test]
fn organizations_are_named_and_their_people_changed() {
    let site = site();
    let home = Home::at(&site);
    home.run(&["jsm", "organization", "add-user", "delta ltd", "olu@example.com", "@me"]).ok();
    let added = site.requests().into_iter().rfind(|request| request.method == "POST").unwrap();
    let body: Value = serde_json::from_slice(&added.body).unwrap();
    let accounts = ["712020:5b10a284-4c20-4165-9000-de21a0000005", "712020:5b10a284-4c20-4165-9000-de21a0000001"];
    assert_eq!(body, json!({"accountIds": accounts}));
    home.run(&["jsm", "desk", "add-organization", "HELP", "Delta Ltd"]).ok();
    assert!(home.run(&["jsm", "desk", "organizations", "HELP"]).ok().contains("Delta Ltd"));
    home.run(&["jsm", "organization", "delete", "Delta Ltd"])
        .fails(3, &["delete the organization Delta Ltd at every desk", "--yes"]);
    let deleted = home.run(&["jsm", "organization", "delete", "Delta Ltd", "--yes"]);
    assert!(deleted.stderr.contains("organization Delta Ltd deleted"), "{deleted:?}");
    home.run(&["jsm", "organization", "get", "Delta Ltd"]).fails(5, &["`Charlie Inc` (1)"]);
}

#[test]
fn articles_come_by_their_links() {
    let site = site();
    let home = Home::at(&site);
    let shown = home.run(&["jsm", "kb", "search", "password", "--format", "jsonl"]).ok();
    assert_eq!(shown.lines().count(), 2);
    let cut = home.run(&["jsm", "kb", "search", "password", "--desk", "HELP", "--limit", "1"]);
    assert!(cut.stderr.contains("there are more"), "{cut:?}");
}
