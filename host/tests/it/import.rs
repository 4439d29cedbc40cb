//! `auth import`: what the peer tool left, taken over once and wiped.

use std::path::PathBuf;

use atlassian_simulator::{BITBUCKET_TOKEN, EMAIL, SITE_TOKEN, Simulator};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;

use crate::support::{Home, site};

/// Made by another implementation (argon2-cffi and cryptography, for Python) from the machine id and user below.
const ENCRYPTED: &str = r#"{"version": 1, "salt": "", "credentials": {
    "work": {"nonce": "AQEBAQEBAQEBAQEB", "ciphertext": "aMEnYDsqvt+uxoZ/IaqW5CVKR0dKwvchnSMm2FJ97F9gXcp5lgmopg=="},
    "work_bitbucket": {"nonce": "AgICAgICAgICAgIC", "ciphertext": "cGAPxSi6BVAcl4CoWfr5AJXBOD7kLLIjHGpGlI9B5vO/JeUIqf6t"},
    "nobody": {"nonce": "AwMDAwMDAwMDAwMD", "ciphertext": "ou6FpLLGk0Nul/BwMbA5MTGNKIa5lrF4qTWSsVrv5dpesXg5"}
}}"#;

const MACHINE: [&str; 4] = ["--machine-id", "00000000-1111-2222-3333-444444444444", "--user", "synthetic-user"];

fn folder(home: &Home) -> PathBuf {
    home.path().join(".config/atlassian-cli")
}

/// A home as the peer tool leaves it, with these files.
fn peers(home: &Home, files: &[(&str, &str)]) {
    std::fs::create_dir_all(folder(home)).unwrap();
    for (name, text) in files {
        std::fs::write(folder(home).join(name), text).unwrap();
    }
}

fn config(site: &Simulator) -> String {
    format!(
        "default_profile: work\nprofiles:\n  work:\n    base_url: {}/\n    email: {EMAIL}\n    api_token: null\n    \
         workspace: acme\n    theme: dark\n",
        site.url()
    )
}

fn plaintext() -> String {
    format!("{{\n  \"work\": \"{SITE_TOKEN}\",\n  \"work_bitbucket\": \"{BITBUCKET_TOKEN}\"\n}}")
}

fn import<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["auth", "import"], more].concat()
}

/// No file of the home has the token in any form.
#[track_caller]
fn assert_scrubbed(home: &Home, token: &str) {
    let forms =
        [token.to_owned(), BASE64.encode(token), BASE64.encode(format!("{EMAIL}:{token}")), token.replace('-', "%2D")];
    for file in home.files() {
        let bytes = std::fs::read(&file).unwrap();
        for form in &forms {
            assert!(memchr::memmem::find(&bytes, form.as_bytes()).is_none(), "{} has {form}", file.display());
        }
    }
}

fn listed(home: &Home) -> Value {
    serde_json::from_str(&home.run(&["auth", "list", "--format", "json"]).ok()).unwrap()
}

#[test]
fn the_encrypted_store_is_taken_over() {
    let site = site();
    let home = Home::empty();
    peers(&home, &[("credentials.enc", ENCRYPTED), ("config.yaml", &config(&site))]);
    let ran = home.run(&[import(&["--yes", "--format", "json"]), MACHINE.to_vec()].concat());
    for word in [SITE_TOKEN, BITBUCKET_TOKEN, "nobody-token-EXAMPLE"] {
        assert!(!format!("{ran:?}").contains(word), "{ran:?}");
    }
    let result: Value = serde_json::from_str(&ran.ok()).unwrap();
    let shown: Vec<_> = result
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["profile"].as_str(), item["token"].as_str(), item["imported"].as_bool()))
        .collect();
    assert_eq!(
        shown,
        [
            (Some("nobody"), Some("site"), Some(false)),
            (Some("work"), Some("site"), Some(true)),
            (Some("work"), Some("bitbucket"), Some(true)),
        ]
    );
    assert_eq!(result[2]["origin"], "https://api.bitbucket.org");
    let list = listed(&home);
    assert_eq!((&list[0]["default"], &list[0]["workspace"]), (&Value::Bool(true), &Value::from("acme")));
    home.run(&["auth", "test"]).ok();
    assert_scrubbed(&home, SITE_TOKEN);
    // Once more: nothing that is here already is touched.
    let again = home.run(&[import(&["--yes"]), MACHINE.to_vec()].concat());
    assert!(
        again.stderr.contains("`--overwrite` replaces it") && again.stderr.contains("nothing to take over"),
        "{again:?}"
    );
}

#[test]
fn another_machine_or_user_is_told() {
    let home = Home::empty();
    peers(&home, &[("credentials.enc", ENCRYPTED)]);
    let wrong = ["--yes", "--machine-id", "00000000-1111-2222-3333-444444444445", "--user", "synthetic-user"];
    home.run(&import(&wrong)).fails(4, &["another machine or by another user", "--machine-id ID --user NAME"]);
    home.run(&import(&["--yes", "--machine-id", "x", "--user", "y"])).fails(2, &["`x` is not a machine id"]);
    for (text, code, words) in [
        ("{\"version\":2,\"credentials\":{}}", 1, ["format version 2", "only version 1"]),
        ("{\"version\":1", 1, ["is not an encrypted store", "caused by"]),
    ] {
        peers(&home, &[("credentials.enc", text)]);
        home.run(&import(&["--yes"])).fails(code, &words);
    }
}

#[test]
fn the_plaintext_store_is_recognised_everywhere_taken_over_and_wiped() {
    let site = site();
    let home = Home::empty();
    peers(&home, &[("credentials", &plaintext()), ("config.yaml", &config(&site))]);
    let url = site.url();
    let login =
        ["auth", "login", "--profile", "new", "--base-url", &url, "--email", EMAIL, "--token", "new-token-EXAMPLE"];
    for args in [&["auth", "list"][..], &["auth", "rotate-key"], &login] {
        let error = home.run(args).fails(4, &["another tool", "in plaintext", "`atlassian-cli auth import`"]);
        assert!(!error.contains("ATATT"), "{error}");
        assert_eq!(std::fs::read_to_string(folder(&home).join("credentials")).unwrap(), plaintext());
    }
    // Kept open: what was in the file is gone from it, not only the file's name.
    let mut old = std::fs::File::open(folder(&home).join("credentials")).unwrap();
    home.run(&import(&[])).fails(3, &["needs a confirmation", "--yes", "site token of profile `work`"]);
    assert_eq!(std::fs::read_to_string(folder(&home).join("credentials")).unwrap(), plaintext());
    let ran = home.run(&import(&["--yes"]));
    assert!(ran.stderr.contains("overwrote the plaintext") && ran.stderr.contains("replace them"), "{ran:?}");
    ran.ok();
    let mut left = Vec::new();
    std::io::Read::read_to_end(&mut old, &mut left).unwrap();
    assert!(left.len() == plaintext().len() && left.iter().all(|byte| *byte == 0));
    for token in [SITE_TOKEN, BITBUCKET_TOKEN] {
        assert_scrubbed(&home, token);
    }
    home.run(&["auth", "test"]).ok();
    home.run(&["auth", "rotate-key"]).ok();
    home.run(&["auth", "test"]).ok();
}

#[test]
fn no_token_is_lost_unasked() {
    let site = site();
    let home = Home::empty();
    let two = format!("{{\"work\": \"{SITE_TOKEN}\", \"old\": \"old-token-EXAMPLE\"}}");
    peers(&home, &[("credentials", &two), ("config.yaml", &config(&site))]);
    home.run(&import(&["--yes"]))
        .fails(2, &["nothing was changed", "`old`: its profile has no `base_url`", "--without old"]);
    assert_eq!(std::fs::read_to_string(folder(&home).join("credentials")).unwrap(), two);
    assert!(!home.path().join(".atlassian-cli/config.yaml").exists());
    home.run(&import(&["--yes", "--without", "old"])).ok();
    assert_scrubbed(&home, "old-token-EXAMPLE");
    home.run(&["auth", "test"]).ok();
}

#[test]
fn what_is_here_already_stays_unless_overwritten() {
    let (here, there) = (site(), site());
    let home = Home::at(&here);
    let old = home.path().join("backup");
    std::fs::create_dir(&old).unwrap();
    std::fs::write(old.join("config.yaml"), config(&there)).unwrap();
    std::fs::write(old.join("credentials.enc"), ENCRYPTED).unwrap();
    let from = ["--yes", "--from", old.to_str().unwrap()];
    let ran = home.run(&[import(&from), MACHINE.to_vec()].concat());
    assert!(ran.stderr.contains("not taken over: site token of profile `work`"), "{ran:?}");
    home.run(&["auth", "test"]).ok();
    assert!(!here.requests().is_empty() && there.requests().is_empty());
    home.run(&[import(&from), MACHINE.to_vec(), vec!["--overwrite"]].concat()).ok();
    home.run(&["auth", "test"]).ok();
    assert!(!there.requests().is_empty());
}

/// A plaintext file elsewhere goes, as no store of ours takes its place.
#[test]
fn a_plaintext_file_elsewhere_is_removed() {
    let site = site();
    let home = Home::empty();
    let old = home.path().join("elsewhere");
    std::fs::create_dir(&old).unwrap();
    std::fs::write(old.join("config.yaml"), config(&site)).unwrap();
    std::fs::write(old.join("credentials"), plaintext()).unwrap();
    home.run(&import(&["--yes", "--from", old.to_str().unwrap()])).ok();
    assert!(!old.join("credentials").exists());
    assert_scrubbed(&home, SITE_TOKEN);
    home.run(&["auth", "test"]).ok();
}

/// Old versions kept everything beside their config.yaml, which is where ours is.
#[test]
fn files_beside_our_own_config_are_found() {
    let site = site();
    let home = Home::empty();
    let dir = home.path().join(".atlassian-cli");
    std::fs::create_dir(&dir).unwrap();
    std::fs::write(dir.join("config.yaml"), config(&site)).unwrap();
    home.run(&import(&["--yes"])).fails(5, &["has left nothing in", "--from DIR"]);
    std::fs::write(dir.join("credentials"), plaintext()).unwrap();
    home.run(&import(&["--yes"])).ok();
    let kept = std::fs::read_to_string(dir.join("config.yaml")).unwrap();
    assert!(kept.contains("theme: dark"), "{kept}");
    assert_scrubbed(&home, SITE_TOKEN);
    home.run(&["auth", "test"]).ok();
}

#[test]
fn nothing_to_import_and_odd_files() {
    let home = Home::empty();
    home.run(&import(&["--yes"])).fails(5, &["has left nothing in", ".config/atlassian-cli"]);
    peers(&home, &[("config.yaml", "profiles: [")]);
    home.run(&import(&["--yes"])).fails(2, &["config.yaml` is not valid", "line"]);
}

#[test]
fn tokens_in_the_peers_configuration_are_taken_out_of_it() {
    let home = Home::empty();
    let yaml = "# mine\nprofiles:\n  a: # first\n    api_token: \"in-yaml-token-EXAMPLE\"\n    base_url: https://a.atlassian.net\n    \
                email: a@b.c\n  b:\n    api_token: other-token-EXAMPLE\n";
    peers(&home, &[("config.yaml", yaml)]);
    let path = folder(&home).join("config.yaml");
    let mut old = std::fs::File::open(&path).unwrap();
    let ran = home.run(&import(&["--yes"]));
    assert!(ran.stderr.contains("took the plaintext tokens out of") && !ran.stderr.contains("EXAMPLE"), "{ran:?}");
    assert!(ran.stderr.contains("still has tokens in plaintext"), "`b` has no address: {ran:?}");
    assert_eq!(listed(&home)[0]["site_token"], "stored");
    let kept = std::fs::read_to_string(&path).unwrap();
    assert_eq!(kept, yaml.replace("    api_token: \"in-yaml-token-EXAMPLE\"\n", ""));
    let mut left = Vec::new();
    std::io::Read::read_to_end(&mut old, &mut left).unwrap();
    assert!(left.iter().all(|byte| *byte == 0));
    assert_scrubbed(&home, "in-yaml-token-EXAMPLE");
}

#[test]
fn on_a_terminal_it_asks() {
    let site = site();
    let home = Home::empty();
    peers(&home, &[("credentials", &plaintext()), ("config.yaml", &config(&site))]);
    for (answer, code) in [("n", 3), ("", 3), ("y", 0)] {
        let mut terminal = expectrl::Session::spawn(home.command(&import(&[]))).unwrap();
        terminal.expect("take over what is listed? [y/N]").unwrap();
        terminal.send_line(answer).unwrap();
        let _ = terminal.expect(expectrl::Eof);
        let status = terminal.wait().unwrap();
        assert!(format!("{status:?}").contains(&format!(", {code})")), "{answer}: {status:?}");
    }
    home.run(&["auth", "test"]).ok();
}
