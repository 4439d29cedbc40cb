//! Pages, blog posts, spaces and what is done to them.

use atlassian_simulator::Scripted;
use serde_json::Value;

use super::{csv, sent, writes};
use crate::support::{Home, site};

#[test]
fn an_update_sends_what_it_does_not_change_and_states_the_next_version() {
    let site = site();
    let home = Home::at(&site);
    let body = "<p>a</p><ac:structured-macro ac:name=\"odd\" ac:macro-id=\"1\">\
                <ac:parameter ac:name=\"x\">y</ac:parameter></ac:structured-macro>";
    let storage = ["--body", body, "--body-format", "storage"];
    home.run(&[&["confluence", "page", "update", "131074"], &storage[..]].concat()).ok();
    site.reset_requests();
    home.run(&["confluence", "page", "update", "131074", "--title", "New title", "--message", "why"]).ok();
    let [change] = &sent(&site, "PUT", "/wiki/api/v2/pages/131074")[..] else { panic!() };
    assert_eq!((&change["title"], &change["body"]["value"]), (&"New title".into(), &body.into()));
    assert_eq!((&change["version"]["number"], &change["version"]["message"]), (&3.into(), &"why".into()));
}

#[test]
fn a_conflict_overwrites_nothing() {
    let site = site();
    let home = Home::at(&site);
    let update = ["confluence", "page", "update", "131074", "--body", "mine"];
    home.run(&[&update[..], &["--if-version", "7"]].concat()).fails(1, &["is at version 1, not 7", "page diff 131074"]);
    assert_eq!(writes(&site), Vec::<String>::new());
    // Somebody was faster between our reading and our writing.
    let conflict = r#"{"errors": [{"status": 409, "code": "CONFLICT", "title": "Version must be incremented"}]}"#;
    site.script("/wiki/api/v2/pages/131074", Scripted::json(409, conflict).method("PUT"));
    home.run(&update).fails(1, &["Version must be incremented", "nothing was overwritten"]);
    home.run(&["confluence", "page", "update", "131074"]).fails(2, &["nothing to change"]);
}

#[test]
fn a_draft_is_written_seen_by_its_writer_and_published() {
    let site = site();
    let home = Home::at(&site);
    let run = |args: &[&str]| home.run(&[&["confluence"], args].concat());
    let quiet = ["--format", "quiet"];
    let id =
        run(&[&["page", "create", "--space", "dev", "--title", "Plan", "--body", "one", "--draft"], &quiet[..]]
            .concat());
    let id = id.ok().trim().to_owned();
    run(&["page", "get", &id]).fails(5, &[]);
    assert_eq!(run(&["page", "get", &id, "--draft", "--body-only"]).ok(), "one\n");
    run(&["page", "publish", &id]).ok();
    run(&["page", "update", &id, "--body", "two", "--draft"]).ok();
    assert_eq!(run(&["page", "get", &id, "--body-only"]).ok(), "one\n");
    run(&["page", "publish", &id, "--message", "now"]).ok();
    assert_eq!(run(&["page", "get", &id, "--body-only"]).ok(), "two\n");
    run(&["page", "publish", &id]).fails(1, &["no draft"]);
    let versions = csv(run(&["page", "versions", &id, "--format", "csv", "--columns", "Version,By,Message"]));
    assert_eq!(versions, "Version,By,Message\n2,Devi Example,now\n1,Devi Example,\n");
    let body = run(&["page", "get", &id, "--body-only", "--format", "json", "--jq", ".value"]).ok();
    assert_eq!(body, "two\n\n");
}

#[test]
fn deleting_asks_goes_to_the_trash_and_only_then_for_good() {
    let site = site();
    let home = Home::at(&site);
    let page = |args: &[&str]| home.run(&[&["confluence", "page"], args].concat());
    page(&["delete", "131074"]).fails(3, &["How we release", "nobody is there to ask"]);
    assert_eq!(writes(&site), Vec::<String>::new());
    page(&["delete", "131074", "--yes"]).ok();
    page(&["delete", "131074", "--yes"]).fails(1, &["in the trash already", "--purge"]);
    page(&["restore", "131074"]).ok();
    page(&["restore", "131074"]).fails(1, &["is not in the trash"]);
    site.reset_requests();
    let elsewhere = "https://example.atlassian.net/wiki/spaces/DEV/pages/131074/How";
    page(&["delete", elsewhere, "--purge", "--yes"]).fails(2, &["`https://example.atlassian.net` is another site"]);
    page(&["delete", &format!("{}/wiki/spaces/DEV/pages/131074/How", site.url()), "--purge", "--yes"]).ok();
    let both = ["DELETE /wiki/api/v2/pages/131074", "DELETE /wiki/api/v2/pages/131074?purge=true"];
    assert_eq!(writes(&site), both);
    page(&["get", "131074"]).fails(5, &[]);
    page(&["get", "How we release"]).fails(2, &["is no id"]);
}

#[test]
fn a_tree_is_whole_however_deep_and_in_order() {
    let site = site();
    let home = Home::at(&site);
    let tree = home.run(&["confluence", "page", "tree", "131075", "--format", "json"]).ok();
    let nodes: Vec<Value> = serde_json::from_str(&tree).unwrap();
    assert_eq!(nodes.len(), 72);
    let deepest = nodes.iter().map(|node| node["depth"].as_u64().unwrap()).max();
    assert_eq!(deepest, Some(13));
    let titles: Vec<_> = nodes.iter().take(3).map(|node| node["tree"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Runbook 01", "  Step 1", "    Step 2"]);
    let few = home.run(&["confluence", "page", "tree", "131075", "--depth", "1", "--limit", "2", "--format", "quiet"]);
    assert!(few.stderr.contains("60"), "{few:?}");
    assert_eq!(few.ok(), "131501\n131502\n");
}

#[test]
fn pages_move_and_are_copied() {
    let site = site();
    let home = Home::at(&site);
    let run = |args: &[&str]| home.run(&[&["confluence", "page"], args].concat());
    run(&["move", "131503", "--before", "131501"]).ok();
    let first = run(&["children", "131075", "--limit", "2", "--format", "quiet"]);
    assert_eq!(first.stdout, "131503\n131501\n");
    run(&["move", "131503"]).fails(2, &["say where to"]);
    run(&["move", "131075", "--below", "131501"]).fails(1, &["below itself"]);
    run(&["copy", "131074", "--space", "DEV"]).fails(1, &["already exists"]);
    let copy = ["copy", "131074", "--below", "131075", "--labels", "--attachments", "--format", "quiet"];
    let id = run(&copy).ok();
    let labels = home.run(&["confluence", "label", "list", id.trim(), "--format", "quiet"]).ok();
    assert_eq!(labels, "release\nhow-to\n");
}

#[test]
fn spaces_are_found_by_key_in_any_case_by_id_and_by_address() {
    let site = site();
    let home = Home::at(&site);
    let address = format!("{}/wiki/spaces/DEV/overview", site.url());
    for space in ["DEV", "dev", "98305", &address] {
        assert_eq!(home.run(&["confluence", "space", "get", space, "--format", "quiet"]).ok(), "DEV\n");
    }
    home.run(&["confluence", "space", "get", "NONE"]).fails(5, &["no space `NONE`", "space list"]);
    home.run(&["confluence", "space", "delete", "OLD", "--yes"]).ok();
    assert_eq!(sent(&site, "GET", "/wiki/rest/api/longtask/").len(), 2, "asked until it was done");
    home.run(&["confluence", "space", "get", "OLD"]).fails(5, &[]);
}

#[test]
fn people_and_groups_are_named() {
    let site = site();
    let home = Home::at(&site);
    let add = |who: &[&str]| {
        home.run(&[&["confluence", "restriction", "add", "131074", "--operation", "update"], who].concat())
    };
    add(&["--user", "Example"]).fails(1, &["may be", "Devi Example", "Guest Example", "the account id"]);
    add(&["--user", "Nobody"]).fails(5, &["nobody is called `Nobody`"]);
    add(&["--group", "admins"]).fails(5, &["no group is called `admins`", "site-admins"]);
    add(&[]).fails(2, &["say who"]);
    assert_eq!(writes(&site), Vec::<String>::new());
    add(&["--user", "ana garcía-müller"]).ok();
    add(&["--group", "Site-Admins"]).ok();
    let listed = home.run(&["confluence", "restriction", "list", "131074", "--format", "csv", "--columns", "May,Name"]);
    assert_eq!(csv(listed), "May,Name\nupdate,Ana García-Müller\nupdate,site-admins\n");
    let remove = ["confluence", "restriction", "remove", "131074", "--operation", "update", "--group", "site-admins"];
    home.run(&remove).fails(3, &["take site-admins off those who alone may update 131074", "--yes"]);
}

#[test]
fn what_is_not_there_is_named() {
    let site = site();
    let home = Home::at(&site);
    let run = |line: &str| home.run(&[&["confluence"], line.split(' ').collect::<Vec<_>>().as_slice()].concat());
    for (line, words) in [
        ("page get 999999", &["there is no page `999999`", "confluence search"][..]),
        ("page get 131301", &["there is no page `131301`", "blog posts"]),
        ("page get 131074 --revision 9", &["no version 9 of the page `131074`", "page versions 131074"]),
        ("page diff 131074 --from 9", &["no version 9 of the page `131074`"]),
        ("page restore 131301", &["there is no page `131301`"]),
        ("page delete 999999 --yes", &["there is no page `999999`"]),
        ("page update 999999 --title x", &["there is no page `999999`"]),
        ("page tree 999999", &["there is no page `999999`"]),
        ("page children 999999", &["there is no page `999999`"]),
        ("page versions 999999", &["there is no page `999999`"]),
        ("blog get 131074", &["there is no blog post `131074`", "pages have"]),
        ("folder get 999999", &["there is no folder `999999`"]),
        ("attachment get att9", &["there is no attachment `att9`", "attachment list"]),
        ("attachment download att9 --out -", &["there is no attachment `att9`"]),
        ("comment list 131301", &["there is no page `131301`", "--blog"]),
        ("label list 131301", &["there is no page `131301`", "--blog"]),
        ("attachment list 131301", &["there is no page `131301`", "--blog"]),
        ("label list 131074 --blog", &["there is no blog post `131074`"]),
        ("label remove 999999 x", &["there is no page `999999`"]),
    ] {
        run(line).fails(5, words);
    }
    run("blog update 131301 --title x --if-version 7").fails(1, &["blog versions 131301"]);
}

#[test]
fn labels_are_removed_where_they_are() {
    let site = site();
    let home = Home::at(&site);
    let removed = home.run(&["confluence", "label", "remove", "131074", "how-to", "zz"]);
    assert!(removed.stderr.contains("removed the label `how-to` from `131074`"), "{removed:?}");
    assert!(removed.stderr.contains("`131074` has no label `zz`"), "{removed:?}");
    assert_eq!(removed.code, 0, "{removed:?}");
    assert_eq!(writes(&site), ["DELETE /wiki/rest/api/content/131074/label?name=how-to"]);
    home.run(&["confluence", "label", "add", "131301", "x"]).ok();
    let removed = home.run(&["confluence", "label", "remove", "131301", "x"]);
    assert!(removed.stderr.contains("removed the label `x`"), "{removed:?}");
}

#[test]
fn a_new_page_has_a_body_and_says_where_it_is() {
    let site = site();
    let home = Home::at(&site);
    // On a terminal, an editor is opened for it.
    for what in ["page", "blog"] {
        home.run(&["confluence", what, "create", "--space", "DEV", "--title", "Here"]).fails(2, &["--body"]);
    }
    let made = home.run(&["confluence", "page", "create", "--space", "DEV", "--title", "Here", "--body", ""]);
    assert!(made.stderr.contains("created `Here`: ") && made.stderr.contains("/wiki/spaces/DEV/pages/"), "{made:?}");
}
