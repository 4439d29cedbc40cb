//! The SDK's example `release-notes`: a plugin from outside the workspace, built as its author would build it, from its
//! source to a page on the site.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::support::{Home, site, target_dir};

const PUBLISH: [&str; 7] = ["release-notes", "publish", "1.4.0", "--project", "DEV", "--space", "DEV"];

/// The plugin as it stands there, and the same with one command more.
struct Built {
    plain: PathBuf,
    wider: PathBuf,
}

fn built() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| Built { plain: build("plain", &[]), wider: build("wider", &["--features", "announce"]) })
}

/// Plain `cargo build --target wasm32-wasip2` in the example's folder, but for where cargo puts things.
fn build(name: &str, features: &[&str]) -> PathBuf {
    let target = target_dir().join("guests");
    let status = Command::new(env!("CARGO"))
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/examples/release-notes"))
        .args(["build", "--quiet", "--locked", "--target", "wasm32-wasip2"])
        .args(features)
        .arg("--target-dir")
        .arg(&target)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .status()
        .unwrap();
    assert!(status.success(), "the example does not build");
    // The next build writes the same file.
    let kept = target.join(format!("release-notes-{name}.wasm"));
    std::fs::copy(target.join("wasm32-wasip2/debug/release_notes.wasm"), &kept).unwrap();
    kept
}

fn home(site: &atlassian_simulator::Simulator, plugin: &Path) -> Home {
    Home::at(site).with_guests(&[("release-notes", plugin)])
}

/// What was sent that changes something: method, path, and body as JSON.
fn writes(site: &atlassian_simulator::Simulator) -> Vec<(String, String, Value)> {
    let requests = site.requests();
    let writes = requests.iter().filter(|request| request.method != "GET");
    writes
        .map(|request| (request.method.clone(), request.path.clone(), serde_json::from_slice(&request.body).unwrap()))
        .collect()
}

#[test]
fn a_preview_shows_the_issues_of_a_version_and_writes_nothing() {
    let site = site();
    let preview = home(&site, &built().plain).run(&["release-notes", "preview", "1.4.0", "--project", "DEV"]).ok();
    let link = |key: &str| format!("- [{key}]({}/browse/{key}) ", site.url());
    assert!(preview.starts_with("# DEV 1.4.0\n\n## Task\n\n"), "{preview}");
    assert!(preview.contains(&format!("\n## Bug\n\n{}Search forgets the second page\n", link("DEV-1"))), "{preview}");
    assert!(preview.contains("検索結果の並び順を直す") && !preview.contains("DEV-2"), "{preview}");
    assert!(writes(&site).is_empty());
}

#[test]
fn a_page_is_made_and_then_brought_up_to_date() {
    let site = site();
    let home = home(&site, &built().plain);
    let publish = |format: &str| {
        site.reset_requests();
        let ran = home.run(&[&PUBLISH[..], &["--parent", "131074", "--format", format]].concat());
        (ran.stderr.clone(), ran.ok(), writes(&site))
    };
    let (talk, page, sent) = publish("json");
    assert!(talk.contains("created `Release notes: DEV 1.4.0`"), "{talk}");
    let page: Value = serde_json::from_str(&page).unwrap();
    assert_eq!((page["version"]["number"].as_u64(), page["parentId"].as_str()), (Some(1), Some("131074")));
    assert_eq!((sent.len(), sent[0].0.as_str(), sent[0].1.as_str()), (1, "POST", "/wiki/api/v2/pages"));
    let body = sent[0].2["body"]["value"].as_str().unwrap();
    assert!(body.contains(&format!("<a href=\"{}/browse/DEV-4\">DEV-4</a> 🚀", site.url())), "{body}");

    let (talk, shown, sent) = publish("quiet");
    assert!(talk.contains("updated `Release notes: DEV 1.4.0`"), "{talk}");
    assert_eq!(shown.trim(), page["id"]);
    assert_eq!((sent.len(), sent[0].0.as_str()), (1, "PUT"));
    assert_eq!((sent[0].1.ends_with(shown.trim()), sent[0].2["version"]["number"].as_u64()), (true, Some(2)));
}

#[test]
fn a_version_with_quotes_and_markup_in_its_name_is_only_a_name() {
    let site = site();
    let home = home(&site, &built().plain);
    let version = r#"2.0 "Aurora" <beta> & more"#;
    let publish = ["release-notes", "publish", version, "--project", "DEV", "--space", "DEV", "--format", "json"];
    let page: Value = serde_json::from_str(&home.run(&publish).ok()).unwrap();
    assert_eq!(page["title"], format!("Release notes: DEV {version}"));
    let body = page["body"]["storage"]["value"].as_str().unwrap();
    assert!(body.contains("DEV-2") && body.contains("DEV-4") && !body.contains("DEV-1<"), "{body}");
    assert!(home.run(&publish).stderr.contains("updated"), "it is found again by its title");
}

#[test]
fn a_value_does_not_become_a_part_of_the_query() {
    let site = site();
    let home = home(&site, &built().plain);
    for version in [r#"1.4.0" OR project = "REL"#, r#"1.4.0\" OR project = REL OR summary ~ \"e"#, "1.4.0' OR 1=1"] {
        let ran = home.run(&["release-notes", "preview", version, "--project", "DEV"]);
        let said = ran.fails(1, &["does not exist for the field 'fixVersion'"]);
        assert!(said.contains("REL") || said.contains("1=1"), "the whole text is the value: {said}");
    }
}

#[test]
fn what_is_not_there_is_said_before_anything_is_written() {
    let site = site();
    let home = home(&site, &built().plain);
    let publish = |version, space| ["release-notes", "publish", version, "--project", "DEV", "--space", space];
    home.run(&publish("1.4.0", "NOPE")).fails(5, &["no space has the key `NOPE`"]);
    home.run(&publish("0.0.1", "DEV")).fails(1, &["'0.0.1' does not exist"]);
    home.run(&["release-notes", "preview", "1.4.0", "--project", "REL"]).fails(5, &["no issue of project `REL`"]);
    assert!(writes(&site).is_empty());
}

#[test]
fn the_wider_one_comments_on_each_issue() {
    let site = site();
    let announce = ["release-notes", "announce", "1.4.0", "--project", "DEV", "--format", "quiet"];
    home(&site, &built().plain).run(&announce).fails(2, &["announce"]);
    assert!(writes(&site).is_empty());
    let shown = home(&site, &built().wider).run(&announce).ok();
    assert_eq!(shown.lines().collect::<Vec<_>>(), ["DEV-3", "DEV-1", "DEV-4"]);
    let mut sent: Vec<_> = writes(&site).into_iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    sent.sort();
    let comment = |key: &str| format!("POST /rest/api/3/issue/{key}/comment");
    assert_eq!(sent, ["DEV-1", "DEV-3", "DEV-4"].map(comment));
}

#[test]
fn the_sdks_page_quotes_the_example() {
    let sdk = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk");
    let page = std::fs::read_to_string(sdk.join("README.md")).unwrap();
    let sources = std::fs::read_dir(sdk.join("examples/release-notes/src")).unwrap();
    let sources: String = sources.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    let quoted: Vec<_> = page.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(quoted.len() > 4, "the page has lost its code");
    for code in quoted {
        assert!(sources.contains(code), "the example does not say:\n{code}");
    }
}

/// What a company's plugin goes through: looked at, refused, accepted, run, made wider, refused, accepted, removed.
#[test]
fn it_is_inspected_installed_run_upgraded_and_removed() {
    let site = site();
    let home = Home::at(&site);
    let path = |file: &Path| file.to_str().unwrap().to_owned();
    let (plain, wider) = (path(&built().plain), path(&built().wider));
    let inspect = |file: &str| -> Value {
        serde_json::from_str(&home.run(&["plugin", "inspect", file, "--format", "json"]).ok()).unwrap()
    };
    let commands = |seen: &Value| -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let list = seen["commands"].as_array().unwrap().iter();
        list.map(|command| (text(&command["path"]), text(&command["effect"]))).collect()
    };
    let named = |names: &[(&str, &str)]| -> Vec<(String, String)> {
        names.iter().map(|(name, effect)| ((*name).to_owned(), (*effect).to_owned())).collect()
    };
    let announce = ["release-notes", "announce", "1.4.0", "--project", "DEV", "--format", "quiet"];

    // What a reviewer sees is the host's own finding, with nothing run and nothing sent.
    let seen = inspect(&plain);
    assert_eq!(commands(&seen), named(&[("preview", "read"), ("publish", "write")]));
    assert_eq!((&seen["effect"], &seen["flags"]), (&Value::from("write"), &Value::Array(Vec::new())));
    let digest = |seen: &Value| format!("sha256:{}", seen["sha256"].as_str().unwrap());

    // Without a terminal nothing is installed, and the refusal names the digest.
    home.run(&["plugin", "install", &plain]).fails(3, &["--accept", &digest(&seen)]);
    home.run(&PUBLISH).fails(2, &["release-notes"]);
    home.run(&["plugin", "install", &plain, "--accept", &digest(&seen)]).ok();
    assert!(home.run(&["plugin", "list", "--format", "quiet"]).ok().lines().any(|line| line == "release-notes"));
    home.run(&["plugin", "verify", "release-notes"]).ok();
    assert!(site.requests().is_empty());

    assert!(home.run(&PUBLISH).stderr.contains("created `Release notes: DEV 1.4.0`"));
    home.run(&announce).fails(2, &["announce"]);

    // The wider one is a new question; until it is answered the old one stays.
    let wide = inspect(&wider);
    assert_eq!(commands(&wide).len(), 3);
    let refused = home.run(&["plugin", "install", &wider]).fails(3, &["--accept", &digest(&wide)]);
    assert!(refused.contains("announce") && refused.contains("/comment"), "{refused}");
    home.run(&["plugin", "install", &wider, "--accept", &digest(&seen)]).fails(3, &[&digest(&wide)]);
    home.run(&announce).fails(2, &["announce"]);
    home.run(&["plugin", "install", &wider, "--accept", &digest(&wide)]).ok();
    assert_eq!(home.run(&announce).ok().lines().count(), 3);
    assert!(home.run(&PUBLISH).stderr.contains("updated `Release notes: DEV 1.4.0`"));

    // Back to the narrower set: nothing is gained, so nothing is asked.
    home.run(&["plugin", "install", &plain]).ok();
    home.run(&announce).fails(2, &["announce"]);

    home.run(&["plugin", "remove", "release-notes"]).ok();
    home.run(&PUBLISH).fails(2, &["release-notes"]);
    let left = |end: &str| home.files().iter().filter(|file| file.to_string_lossy().ends_with(end)).count();
    assert_eq!(left(".wasm"), 0);
}
