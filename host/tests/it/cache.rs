//! Compiled code is kept, and only ours is loaded.

use std::path::PathBuf;

use crate::support::{Home, site};

fn code(home: &Home) -> Vec<PathBuf> {
    home.files().into_iter().filter(|path| path.extension().is_some_and(|end| end == "code")).collect()
}

fn modified(path: &PathBuf) -> std::time::SystemTime {
    std::fs::metadata(path).unwrap().modified().unwrap()
}

#[test]
fn the_second_run_compiles_nothing() {
    let site = site();
    let home = Home::cold(&site);
    let run = || {
        let start = std::time::Instant::now();
        home.run(&["jira", "issue", "get", "DEV-1"]).ok();
        start.elapsed()
    };
    let first = run();
    let [file] = code(&home).try_into().unwrap();
    let before = (std::fs::read(&file).unwrap(), modified(&file));
    let second = run();
    println!("first run {first:?}, second run {second:?}");
    assert_eq!((std::fs::read(&file).unwrap(), modified(&file)), before, "it was written again");
}

#[test]
fn a_changed_file_is_thrown_away_and_made_again() {
    let site = site();
    let home = Home::cold(&site);
    home.run(&["jira", "issue", "get", "DEV-1"]).ok();
    let [file] = code(&home).try_into().unwrap();
    let good = std::fs::read(&file).unwrap();
    let mut changed_places: Vec<(&str, Vec<u8>)> = Vec::new();
    for (what, at) in [("the MAC", 3), ("the header", 40), ("the code", good.len() / 2), ("the end", good.len() - 1)] {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        changed_places.push((what, bytes));
    }
    changed_places.push(("the length", good[..good.len() - 1].to_vec()));
    changed_places.push(("everything", b"short".to_vec()));
    changed_places.push(("nothing left", Vec::new()));
    for (what, bytes) in changed_places {
        std::fs::write(&file, bytes).unwrap();
        let ran = home.run(&["jira", "issue", "get", "DEV-1"]);
        assert!(ran.stderr.contains("had been changed"), "{what}: {ran:?}");
        ran.ok();
        assert_eq!(std::fs::read(&file).unwrap().len(), good.len(), "{what} was not made again");
        let again = home.run(&["jira", "issue", "get", "DEV-1"]);
        assert_eq!(again.stderr, "", "{what}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_or_a_folder_in_its_place_is_not_followed() {
    let site = site();
    let home = Home::cold(&site);
    home.run(&["jira", "issue", "get", "DEV-1"]).ok();
    let [file] = code(&home).try_into().unwrap();
    let elsewhere = home.path().join("elsewhere");
    std::fs::rename(&file, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &file).unwrap();
    assert!(home.run(&["jira", "issue", "get", "DEV-1"]).stderr.contains("had been changed"));
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    home.run(&["jira", "issue", "get", "DEV-1"]).ok();
}

#[test]
fn without_a_place_for_it_commands_still_run() {
    let site = site();
    let home = Home::cold(&site);
    std::fs::write(home.path().join(".cache"), "a file where a folder should be").unwrap();
    home.run(&["jira", "issue", "get", "DEV-1"]).ok();
    assert!(code(&home).is_empty());
}
