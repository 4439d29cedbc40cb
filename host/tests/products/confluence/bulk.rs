//! `confluence bulk …`

use std::fs;

use atlassian_simulator::Scripted;

use super::writes;
use crate::support::{Home, site};

#[test]
fn labels_go_to_all_that_is_found_and_only_where_they_are_missing() {
    let site = site();
    let home = Home::at(&site);
    home.run(&["confluence", "label", "add", "131502", "ops"]).ok();
    site.reset_requests();
    let label = ["confluence", "bulk", "label", "--cql", "label = runbook", "--add", "Ops", "--format", "quiet"];
    home.run(&label).fails(3, &["label 60 pages"]);
    assert_eq!(writes(&site), Vec::<String>::new());
    let done = home.run(&[&label[..], &["--yes"]].concat()).ok();
    assert_eq!((done.lines().count(), writes(&site).len()), (60, 59));
    home.run(&["confluence", "bulk", "label", "--cql", "label = x", "--yes"]).fails(2, &["say which labels"]);
}

#[test]
fn what_one_page_refuses_stops_no_other_and_can_be_taken_up_again() {
    let site = site();
    let home = Home::at(&site);
    let refusal = r#"{"errors": [{"status": 403, "code": "FORBIDDEN", "title": "You may not delete this"}]}"#;
    site.script("/wiki/api/v2/pages/131503", Scripted::json(403, refusal).method("DELETE"));
    let delete = ["confluence", "bulk", "delete", "--cql", "title ~ runbook and label = runbook", "--yes"];
    let ran = home.run(&[&delete[..], &["--format", "csv", "--columns", "Status"]].concat());
    assert_eq!(ran.code, 7, "{ran:?}");
    assert_eq!(ran.stdout.lines().filter(|line| *line == "done").count(), 59);
    let id = ran.stderr.split("--resume ").nth(1).unwrap().split(['`', ' ', '\n']).next().unwrap().to_owned();
    site.reset_requests();
    home.run(&["confluence", "bulk", "delete", "--resume", &id, "--yes"]).ok();
    assert_eq!(writes(&site), ["DELETE /wiki/api/v2/pages/131503"]);
}

#[test]
fn pages_and_blog_posts_are_exported_one_file_each() {
    let site = site();
    let home = Home::at(&site);
    let dir = home.path().join("found");
    let export =
        ["confluence", "bulk", "export", "--cql", "label = faq or type = blogpost", "--dir", dir.to_str().unwrap()];
    home.run(&[&export[..], &["--yes"]].concat()).ok();
    let text = fs::read_to_string(dir.join("Quiet week.md")).unwrap();
    assert_eq!(text, "---\nid: 131302\ntitle: \"Quiet week\"\nversion: 1\n---\n\nNothing rang.\n");
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 3);
    home.run(&[&export[..], &["--body-format", "storage", "--yes"]].concat()).ok();
    assert_eq!(fs::read_to_string(dir.join("Quiet week.xml")).unwrap(), "<p>Nothing rang.</p>");
}
