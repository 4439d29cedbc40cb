//! `confluence attachment …`

use std::fs;

use super::writes;
use crate::support::{Home, site};

#[test]
fn files_go_up_as_a_form_and_come_back_from_storage_without_a_credential() {
    let site = site();
    let home = Home::at(&site);
    let path = home.path().join("report.txt");
    fs::write(&path, "one").unwrap();
    let upload = ["confluence", "attachment", "upload", "131074", path.to_str().unwrap(), "--format", "quiet"];
    let id = home.run(&upload).ok();
    home.run(&upload).fails(1, &["same file name"]);
    fs::write(&path, "two, longer").unwrap();
    home.run(&[&upload[..], &["--replace", "--comment", "ä"]].concat()).ok();
    let requests = site.requests();
    let form = requests.iter().rfind(|request| request.method == "PUT").unwrap();
    let body = String::from_utf8_lossy(&form.body);
    assert!(body.contains("name=\"minorEdit\"\r\n\r\nfalse") && body.contains("name=\"comment\"\r\n\r\nä"), "{body}");
    assert_eq!(form.header("x-atlassian-token"), Some("no-check"));

    let download = ["confluence", "attachment", "download", id.trim(), "--out", "-"];
    assert_eq!(home.run(&download).ok(), "two, longer");
    let requests = site.requests();
    let stored = requests.iter().rfind(|request| request.path.starts_with("/_storage/wiki/")).unwrap();
    assert_eq!(stored.credential, None);
    let dir = home.path().join("all");
    home.run(&["confluence", "attachment", "download", "--page", "131074", "--dir", dir.to_str().unwrap()]).ok();
    assert_eq!(fs::read_to_string(dir.join("report.txt")).unwrap(), "two, longer");
    assert!(dir.join("checklist.txt").exists());
    home.run(&["confluence", "attachment", "download", id.trim()]).fails(2, &["say where to"]);
}

#[test]
fn a_name_never_leaves_the_folder() {
    let site = site();
    let home = Home::at(&site);
    let path = home.path().join("x");
    fs::write(&path, "x").unwrap();
    let upload = ["confluence", "attachment", "upload", "131073", path.to_str().unwrap()];
    for name in ["..\\..\\up.txt", "nul", "A.txt", "a.txt"] {
        home.run(&[&upload[..], &["--name", name]].concat()).ok();
    }
    let dir = home.path().join("all");
    home.run(&["confluence", "attachment", "download", "--page", "131073", "--dir", dir.to_str().unwrap()]).ok();
    let mut names: Vec<_> =
        fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let [first, second, third, fourth] = names.as_slice() else { panic!("{names:?}") };
    assert_eq!((first.as_str(), second.as_str(), third.as_str()), ("A.txt", "_--..--up.txt", "_nul"));
    assert!(fourth.starts_with("a-att"), "{names:?}");
}

#[test]
fn a_file_is_deleted_by_the_number_in_its_id() {
    let site = site();
    let home = Home::at(&site);
    home.run(&["confluence", "attachment", "delete", "att131951"]).fails(3, &["checklist.txt"]);
    home.run(&["confluence", "attachment", "delete", "att131951", "--purge", "--yes"]).ok();
    let sent = ["DELETE /wiki/api/v2/attachments/131951", "DELETE /wiki/api/v2/attachments/131951?purge=true"];
    assert_eq!(writes(&site), sent);
}
