//! Plugins from elsewhere: looked at, accepted, installed, verified, and only ever run as they were accepted.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::plugins::{component, component_with_http, file, manifest, named, plugin, probe_with, small_probe};
use crate::support::{Home, Ran, probe, site};

fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", atlassian_cli::plugin::capabilities::sha256(bytes))
}

fn lock(home: &Home) -> PathBuf {
    home.path().join(".config/atlassian-cli/plugins.lock")
}

fn folder(home: &Home) -> PathBuf {
    home.path().join(".local/share/atlassian-cli/plugins")
}

/// The files in the data folder.
fn stored(home: &Home) -> Vec<PathBuf> {
    std::fs::read_dir(folder(home)).into_iter().flatten().map(|file| file.unwrap().path()).collect()
}

fn compiled(home: &Home) -> usize {
    home.files().iter().filter(|path| path.extension().is_some_and(|end| end == "code")).count()
}

/// Installs a file, accepting its digest and whatever else it wants.
fn install(home: &Home, path: &Path) -> Ran {
    let accept = digest(&std::fs::read(path).unwrap());
    home.run(&["plugin", "install", path.to_str().unwrap(), "--accept", &accept])
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn what_each_command_may_do_is_shown_and_nothing_runs() {
    let home = Home::empty();
    let listed = json_of(&home.run(&["plugin", "list", "--format", "json"]).ok());
    assert_eq!((&listed[0]["name"], &listed[0]["source"]), (&json!("jira"), &json!("bundled")));
    let page = home.run(&["plugin", "inspect", small_probe().to_str().unwrap()]).ok();
    let bytes = std::fs::read(small_probe()).unwrap();
    for word in [
        "probe 0.1.0: Behaves badly on request",
        &digest(&bytes),
        "contract      0.1",
        "imports       profile, http, clock, files, git, output",
        "May write:",
        "  ask create",
        "    jira POST /rest/api/3/issue  (write)  scopes write:jira-work",
        "May only read:",
        "It cannot:",
        "  see a token",
        "  open files or folders",
        "  delete anything on the site",
        // Its manifest names the service, but no command has an endpoint there.
        "  send anything to Automation, Bitbucket, Confluence",
    ] {
        assert!(page.contains(word), "`{word}` is missing in:\n{page}");
    }
    let cannot = page.split("It cannot:").nth(1).unwrap();
    for possible in ["send requests", "learn the time", "show anything", "Jira,", "change or delete"] {
        assert!(!cannot.contains(possible), "it says that the probe cannot {possible}:\n{page}");
    }
    // What cannot be compiled can be looked at, and looking leaves nothing behind.
    let dir = tempfile::tempdir().unwrap();
    let broken = crate::plugins::component_of(r#"(func (export "run") (result i32) i64.const 1)"#);
    let path = file(dir.path(), "broken.wasm", &plugin(broken, &manifest("broken", &[])));
    home.run(&["plugin", "inspect", path.to_str().unwrap()]).fails(1, &["no commands"]);
    let one = [("get", "read", "GET", "/rest/api/3/issue/{issueIdOrKey}")];
    let broken = crate::plugins::component_of(r#"(func (export "run") (result i32) i64.const 1)"#);
    let path = file(dir.path(), "broken.wasm", &plugin(broken, &manifest("broken", &one)));
    let shown = json_of(&home.run(&["plugin", "inspect", path.to_str().unwrap(), "--format", "json"]).ok());
    assert_eq!(shown["effect"], "read");
    assert_eq!(shown["commands"][0]["endpoints"][0]["scopes"]["classic"], json!(["read:jira-work"]));
    let cannot = shown["cannot"].to_string();
    for gift in ["send requests", "learn the time", "show anything", "random numbers", "profile's name"] {
        assert!(cannot.contains(gift), "{gift}: {cannot}");
    }
    assert!(home.files().is_empty(), "looking wrote {:?}", home.files());
    install(&home, &path).fails(1, &["cannot be compiled"]);
    assert!(stored(&home).is_empty() && !lock(&home).exists());
}

#[test]
fn false_claims_and_odd_spellings_are_pointed_out() {
    let home = Home::empty();
    let dir = tempfile::tempdir().unwrap();
    let mut made = manifest(
        "odd",
        &[
            ("liar", "read", "POST", "/rest/api/3/issue"),
            ("modest", "delete", "GET", "/rest/api/3/issue/{issueIdOrKey}"),
            ("broad", "read", "GET", "/rest/api/3/issue/{a}/{b}"),
            ("api", "delete", "*", "/rest/api/{+path}"),
            ("made-up", "read", "GET", "/rest/api/3/no/such/thing"),
        ],
    );
    made["imports"] = json!(["http"]);
    let path = file(dir.path(), "odd.wasm", &plugin(component_with_http(), &made));
    let path = path.to_str().unwrap();
    let page = home.run(&["plugin", "inspect", path]).ok();
    let line = |command: &str| page.lines().find(|line| line.starts_with(&format!("  {command}"))).unwrap().to_owned();
    assert!(line("liar").contains("claims read, can write"), "{page}");
    assert!(line("modest").contains("claims delete, can read"), "{page}");
    assert!(line("broad").contains("BROAD"), "{page}");
    assert!(line("api").contains("WILDCARD"), "{page}");
    assert!(line("made-up").contains("UNDOCUMENTED"), "{page}");
    assert!(page.contains("May delete:") && page.contains("but for 1 with a wildcard"), "{page}");
    let shown = json_of(&home.run(&["plugin", "inspect", path, "--format", "json"]).ok());
    assert_eq!((&shown["commands"][0]["effect"], &shown["commands"][0]["claims"]), (&json!("write"), &json!("read")));
    assert!(shown["flags"].as_array().unwrap().contains(&json!("claims read, can write")), "{shown}");
}

#[test]
fn an_installed_plugin_runs_and_is_listed() {
    let site = site();
    let home = Home::cold(&site);
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "probe file.wasm", &std::fs::read(small_probe()).unwrap());
    let args = ["plugin", "install", path.to_str().unwrap()];
    let refused = home.run(&args);
    let shown = refused.fails(3, &["May write:", "no terminal to ask on", "hint: if you accept what is listed"]);
    assert!(stored(&home).is_empty() && !lock(&home).exists() && compiled(&home) == 0);
    home.run(&["probe", "ask", "declared", "DEV-1"]).fails(2, &["probe"]);
    // The hint is a whole command line.
    let line = shown.split("`atlassian-cli ").nth(1).unwrap().split("`\n").next().unwrap();
    let done = home.run(&shlex::split(line).unwrap());
    assert!(done.code == 0 && done.stderr.contains("installed `probe`"), "{done:?}");
    assert_eq!(compiled(&home), 1, "it is compiled at installation");
    // The audit log alone grows.
    let files = |home: &Home| -> Vec<PathBuf> {
        home.files().into_iter().filter(|path| !path.to_string_lossy().contains("/audit")).collect()
    };
    let before = files(&home);
    let stamp = |home: &Home| {
        std::fs::metadata(home.files().iter().find(|f| f.ends_with("plugins.lock")).unwrap())
            .unwrap()
            .modified()
            .unwrap()
    };
    let written = stamp(&home);
    // The file that it came from is not needed any more.
    std::fs::remove_file(&path).unwrap();
    assert_eq!(home.run(&["probe", "ask", "declared", "DEV-1"]).ok(), "Key:  DEV-1\n");
    home.run(&["probe", "ask", "undeclared"]).fails(3, &["nothing was sent"]);
    assert_eq!((files(&home), stamp(&home)), (before, written), "a run wrote something");
    assert!(home.run(&["--help"]).ok().contains("Behaves badly on request"));
    let listed = home.run(&["plugin", "list"]).ok();
    let line = listed.lines().find(|line| line.starts_with("probe")).unwrap();
    assert!(line.contains("probe file.wasm") && line.contains("write"), "{listed}");
    assert!(home.run(&["auth", "scopes", "--for", "probe ask create"]).ok().contains("write:jira-work"));
    home.run(&["plugin", "verify"]).ok();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let [wasm] = stored(&home).try_into().unwrap();
        assert_eq!((mode(&folder(&home)), mode(&wasm), mode(&lock(&home))), (0o700, 0o600, 0o600));
    }
}

#[test]
fn only_the_digest_that_is_accepted_is_installed() {
    let home = Home::empty();
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "probe.wasm", &std::fs::read(small_probe()).unwrap());
    let real = digest(&std::fs::read(&path).unwrap());
    let other = digest(b"something else");
    for wrong in [other.as_str(), &real[..real.len() - 1], &real.to_uppercase(), "sha256:", "yes"] {
        home.run(&["plugin", "install", path.to_str().unwrap(), "--accept", wrong])
            .fails(3, &["is not what you accept", wrong, &real]);
    }
    assert!(home.files().is_empty(), "{:?}", home.files());
}

#[test]
fn what_runs_is_what_was_accepted() {
    let site = site();
    let home = Home::cold(&site);
    install(&home, small_probe()).ok();
    let [wasm] = stored(&home).try_into().unwrap();
    let good = std::fs::read(&wasm).unwrap();
    let run = || home.run(&["probe", "ask", "declared", "DEV-1"]);
    let refused = |words: &[&str], code: i32| {
        site.reset_requests();
        run().fails(code, words);
        assert!(site.requests().is_empty());
        let verified = home.run(&["plugin", "verify", "probe"]);
        assert!(verified.code == 1 && verified.stdout.contains("bad"), "{verified:?}");
        // The rest of the program goes on.
        let help = home.run(&["--help"]);
        assert!(help.code == 0 && help.stdout.contains("jira") && help.stderr.contains("warning:"), "{help:?}");
        assert!(home.run(&["plugin", "list"]).ok().contains("UNUSABLE"));
        assert_eq!(home.run(&["jira", "issue", "get", "DEV-1"]).stderr, "");
    };
    // Another plugin that does the same and more.
    std::fs::write(&wasm, probe_with(|manifest| manifest["version"] = json!("9.0.0"))).unwrap();
    refused(&["has changed since it was accepted", "has other bytes"], 3);
    std::fs::write(&wasm, &good[..good.len() - 1]).unwrap();
    refused(&["has changed since it was accepted"], 3);
    std::fs::remove_file(&wasm).unwrap();
    refused(&["cannot be read"], 1);
    #[cfg(unix)]
    {
        let elsewhere = file(home.path(), "elsewhere.wasm", &good);
        std::os::unix::fs::symlink(&elsewhere, &wasm).unwrap();
        refused(&["has changed since it was accepted", "not a plain file"], 3);
        std::fs::remove_file(&wasm).unwrap();
    }
    // Installing the same file again mends it; nothing was accepted any more, so it needs the digest.
    home.run(&["plugin", "install", small_probe().to_str().unwrap()]).fails(3, &["nothing can be compared"]);
    install(&home, small_probe()).ok();
    run().ok();
}

#[test]
fn a_list_that_is_not_ours_grants_nothing() {
    let site = site();
    let home = Home::cold(&site);
    install(&home, small_probe()).ok();
    let path = lock(&home);
    let good = std::fs::read_to_string(&path).unwrap();
    let evil = probe_with(|manifest| manifest["about"] = json!("Another"));
    let evil_digest = atlassian_cli::plugin::capabilities::sha256(&evil);
    let mut edited = json_of(&good);
    edited["plugins"][0]["sha256"] = json!(evil_digest);
    file(&folder(&home), &format!("{evil_digest}.wasm"), &evil);
    let mut unsigned = json_of(&good);
    unsigned["mac"] = json!("0".repeat(64));
    let mut newer = json_of(&good);
    newer["version"] = json!(2);
    let mut more = json_of(&good);
    more["plugins"][0]["trusted"] = json!(true);
    for (what, text, words) in [
        ("another digest", edited.to_string(), "changed by something else"),
        ("another MAC", unsigned.to_string(), "changed by something else"),
        ("another format", newer.to_string(), "has the format 2"),
        ("an unknown field", more.to_string(), "is damaged"),
        ("a field twice", good.replacen("\"name\"", "\"name\": \"x\", \"name\"", 1), "is damaged"),
        ("half of it", good[..good.len() / 2].to_owned(), "is damaged"),
        ("nothing", String::new(), "is damaged"),
        ("no plugins", r#"{"version":1,"plugins":[],"mac":""}"#.to_owned(), "is damaged"),
    ] {
        std::fs::write(&path, text).unwrap();
        println!("{what}");
        refused_list(&home, words);
    }
    std::fs::write(&path, &good).unwrap();
    home.run(&["probe", "ask", "declared", "DEV-1"]).ok();
    let key = path.with_file_name("lock-key");
    let kept = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    refused_list(&home, "its key `lock-key` is missing");
    file(path.parent().unwrap(), "lock-key", &[7; 32]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        mode(&key, 0o600);
        refused_list(&home, "changed by something else");
        std::fs::write(&key, &kept).unwrap();
        mode(&path, 0o666);
        refused_list(&home, "can be written by other users");
        mode(&path, 0o600);
        mode(&key, 0o644);
        refused_list(&home, "can be read by other users");
        mode(&key, 0o600);
        let elsewhere = path.with_file_name("elsewhere");
        std::fs::rename(&path, &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        refused_list(&home, "is not a plain file");
        std::fs::remove_file(&path).unwrap();
        std::fs::rename(&elsewhere, &path).unwrap();
        home.run(&["probe", "ask", "declared", "DEV-1"]).ok();
    }
}

/// No installed plugin runs, nothing is changed, everything says so, and the rest goes on.
#[track_caller]
fn refused_list(home: &Home, words: &str) {
    let path = lock(home);
    let before = std::fs::read(&path).unwrap();
    home.run(&["probe", "ask", "declared", "DEV-1"]).fails(3, &["no installed plugin runs", words, "hint:"]);
    home.run(&["plugin", "remove", "probe"]).fails(3, &[words]);
    let wanted = digest(&std::fs::read(small_probe()).unwrap());
    home.run(&["plugin", "install", small_probe().to_str().unwrap(), "--accept", &wanted]).fails(3, &[words]);
    let verified = home.run(&["plugin", "verify"]);
    assert!(verified.code == 1 && verified.stdout.contains(words), "{verified:?}");
    for args in [["plugin", "list"].as_slice(), &["--help"]] {
        let shown = home.run(args);
        assert!(shown.code == 0 && shown.stdout.contains("jira") && !shown.stdout.contains("probe"), "{shown:?}");
        assert!(shown.stderr.contains("warning: no installed plugin runs"), "{shown:?}");
    }
    home.run(&["plugin", "inspect", small_probe().to_str().unwrap()]).ok();
    assert_eq!(home.run(&["jira", "issue", "get", "DEV-1"]).stderr, "");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

/// Neither a list nor a plugin in the folder where one is counts.
#[test]
fn the_folder_where_one_is_grants_nothing() {
    let other = Home::empty();
    install(&other, small_probe()).ok();
    let home = Home::empty();
    let here = tempfile::tempdir().unwrap();
    for dir in ["", ".atlassian-cli", "atlassian-cli", ".config/atlassian-cli", "plugins"] {
        let dir = here.path().join(dir);
        std::fs::create_dir_all(&dir).unwrap();
        for name in ["plugins.lock", "lock-key"] {
            std::fs::copy(lock(&other).with_file_name(name), dir.join(name)).unwrap();
        }
        std::fs::copy(small_probe(), dir.join("probe.wasm")).unwrap();
    }
    let ran = home.command(&["probe", "facts"]).current_dir(here.path()).output().unwrap();
    assert_eq!(ran.status.code(), Some(2), "{ran:?}");
    let listed = home.command(&["plugin", "list", "--format", "quiet"]).current_dir(here.path()).output().unwrap();
    assert!(!String::from_utf8_lossy(&listed.stdout).contains("probe"), "{listed:?}");
    // A list of another user's, with the same file, is refused: its key is not ours.
    install(&home, small_probe()).ok();
    std::fs::copy(lock(&other), lock(&home)).unwrap();
    home.run(&["probe", "facts"]).fails(3, &["changed by something else"]);
}

#[test]
fn a_name_belongs_to_one_plugin() {
    let home = Home::empty();
    let dir = tempfile::tempdir().unwrap();
    let long = "a".repeat(5000);
    for (name, words) in [
        ("jira", "no plugin can take its place"),
        ("auth", "a command of atlassian-cli itself"),
        ("plugin", "a command of atlassian-cli itself"),
        ("../x", "not an identifier"),
        ("j\u{456}ra", "not an identifier"),
        ("jira\u{202e}", "not an identifier"),
        ("con.", "not an identifier"),
        ("__compile", "not an identifier"),
        ("--help", "not an identifier"),
        (&long, "not an identifier"),
    ] {
        let path = file(dir.path(), "named.wasm", &named(name));
        let ran = install(&home, &path);
        assert!(!ran.stderr.contains('\u{202e}'), "{ran:?}");
        assert!(ran.code == 1 || ran.code == 3, "{name}: {ran:?}");
        assert!(ran.stderr.contains(words), "{name}: {ran:?}");
    }
    assert!(home.files().is_empty(), "{:?}", home.files());
    // A newer program that has a plugin of that name goes before.
    let home = Home::empty();
    install(&home, small_probe()).ok();
    let newer = home.with_guests(&[("probe", probe())]);
    let help = newer.run(&["--help"]);
    assert!(help.code == 0 && help.stderr.contains("atlassian-cli has a `probe` of its own"), "{help:?}");
    assert!(newer.run(&["plugin", "list"]).ok().contains("HIDDEN"));
    newer.run(&["plugin", "remove", "probe"]).ok();
    assert_eq!(newer.run(&["--help"]).stderr, "");
}

#[test]
fn an_upgrade_shows_what_is_different_and_asks_for_more_rights() {
    let site = site();
    let home = Home::cold(&site);
    let dir = tempfile::tempdir().unwrap();
    let version = |version: &'static str| move |manifest: &mut Value| manifest["version"] = json!(version);
    let write = |name: &str, bytes: Vec<u8>| file(dir.path(), name, &bytes);
    let first = write("1.wasm", probe_with(version("1.0.0")));
    install(&home, &first).ok();
    let [old_file] = stored(&home).try_into().unwrap();
    let plain = |path: &Path| home.run(&["plugin", "install", path.to_str().unwrap()]);

    // The same rights: no question, and the old bytes and their code are gone.
    let second = write("2.wasm", probe_with(version("1.1.0")));
    let ran = plain(&second);
    assert!(ran.code == 0 && ran.stderr.contains("an upgrade") && ran.stderr.contains("only the code"), "{ran:?}");
    assert!(!old_file.exists() && stored(&home).len() == 1);
    assert_eq!(compiled(&home), 1);

    // The same version with other bytes.
    let forged = write(
        "3.wasm",
        probe_with(|manifest| {
            version("1.1.0")(manifest);
            manifest["about"] = json!("Behaves badly");
        }),
    );
    let ran = plain(&forged);
    assert!(ran.code == 0 && ran.stderr.contains("warning: the same version has other bytes"), "{ran:?}");

    // More rights, hidden in a small upgrade: `facts` may now delete.
    let wider = write(
        "4.wasm",
        probe_with(|manifest| {
            version("1.1.1")(manifest);
            let commands = manifest["commands"].as_array_mut().unwrap();
            let facts = commands.iter_mut().find(|command| command["path"] == json!(["facts"])).unwrap();
            facts["http"] =
                json!([{"service": "jira", "method": "DELETE", "template": "/rest/api/3/issue/{issueIdOrKey}"}]);
        }),
    );
    let before = std::fs::read(lock(&home)).unwrap();
    plain(&wider).fails(
        3,
        &[
            "wider:",
            "  `facts`",
            "    + jira DELETE /rest/api/3/issue/{issueIdOrKey}",
            "    + may delete",
            "no terminal",
        ],
    );
    assert_eq!(std::fs::read(lock(&home)).unwrap(), before);
    let diff = home.run(&["plugin", "inspect", "--diff", "probe", wider.to_str().unwrap()]).ok();
    assert!(diff.contains("+ may delete") && !diff.contains("May write:"), "{diff}");
    let diff = home.run(&["plugin", "inspect", "--diff", "probe", wider.to_str().unwrap(), "--format", "json"]).ok();
    assert_eq!(json_of(&diff)["wider"], json!(true));
    install(&home, &wider).ok();

    // Back again: fewer rights and an older version.
    let ran = plain(&second);
    assert!(ran.code == 0 && ran.stderr.contains("a DOWNGRADE"), "{ran:?}");
    assert!(ran.stderr.contains("narrower or equal:") && ran.stderr.contains("    - may delete"), "{ran:?}");
    home.run(&["probe", "ask", "declared", "DEV-1"]).ok();
    assert_eq!((stored(&home).len(), compiled(&home)), (1, 1));
}

#[test]
fn a_wildcard_is_accepted_by_name() {
    let home = Home::empty();
    let dir = tempfile::tempdir().unwrap();
    let one = ("get", "read", "GET", "/rest/api/3/issue/{issueIdOrKey}");
    let plain = file(dir.path(), "plain.wasm", &plugin(component(), &manifest("raw", &[one])));
    install(&home, &plain).ok();
    let all = manifest("raw", &[one, ("api", "delete", "*", "/rest/api/{+path}")]);
    let wild = file(dir.path(), "wild.wasm", &plugin(component(), &all));
    install(&home, &wild)
        .fails(3, &["endpoints with wildcards", "`api`: jira * /rest/api/{+path}", "--accept-wildcard"]);
    let accept = digest(&std::fs::read(&wild).unwrap());
    let args = ["plugin", "install", wild.to_str().unwrap(), "--accept-wildcard"];
    home.run(&args).fails(3, &["no terminal", &format!("--accept {accept} --accept-wildcard")]);
    home.run(&[&args[..], &["--accept", &accept]].concat()).ok();
    assert!(home.run(&["plugin", "list"]).ok().contains("WILDCARD"));
    // What was accepted stays accepted.
    let again = manifest("raw", &[("api", "read", "*", "/rest/api/{+path}")]);
    let again = file(dir.path(), "again.wasm", &plugin(component(), &again));
    home.run(&["plugin", "install", again.to_str().unwrap()]).ok();
}

#[test]
fn removing_leaves_nothing() {
    let home = Home::empty();
    install(&home, small_probe()).ok();
    assert_eq!((stored(&home).len(), compiled(&home)), (1, 1));
    home.run(&["plugin", "remove", "nobody"]).fails(2, &["no plugin `nobody` is installed"]);
    home.run(&["plugin", "remove", "jira"]).fails(2, &["part of atlassian-cli"]);
    home.run(&["plugin", "remove", "probe"]).ok();
    assert_eq!((stored(&home).len(), compiled(&home)), (0, 0));
    assert!(!std::fs::read_to_string(lock(&home)).unwrap().contains("probe"));
    home.run(&["probe", "facts"]).fails(2, &["unrecognized subcommand"]);
    home.run(&["plugin", "remove", "probe"]).fails(2, &["no plugin `probe` is installed"]);
    // Also when the file is gone.
    install(&home, small_probe()).ok();
    std::fs::remove_dir_all(folder(&home)).unwrap();
    home.run(&["plugin", "remove", "probe"]).ok();
    home.run(&["plugin", "verify"]).ok();
}

#[test]
fn what_comes_and_goes_is_logged() {
    let home = Home::empty();
    let dir = tempfile::tempdir().unwrap();
    let of_version = |version: &'static str| probe_with(move |manifest| manifest["version"] = json!(version));
    let (first, second) = (of_version("1.0.0"), of_version("1.1.0"));
    install(&home, &file(dir.path(), "1.wasm", &first)).ok();
    install(&home, &file(dir.path(), "2.wasm", &second)).ok();
    home.run(&["plugin", "install", small_probe().to_str().unwrap(), "--accept", "sha256:0"]).fails(3, &[]);
    home.run(&["plugin", "remove", "probe"]).ok();
    let shown = json_of(&home.run(&["audit", "show", "--format", "json"]).ok());
    let shown: Vec<_> = shown
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["kind"] == "plugin")
        .map(|line| [&line["event"], &line["plugin"]["name"], &line["plugin"]["digest"]].map(|v| v.as_str().unwrap()))
        .collect();
    let [first, second] = [&first, &second].map(|wasm| digest(wasm));
    assert_eq!(shown, [["installed", "probe", &first], ["upgraded", "probe", &second], ["removed", "probe", &second]]);
}

#[test]
fn verify_names_what_belongs_to_nobody() {
    let home = Home::empty();
    install(&home, small_probe()).ok();
    home.run(&["plugin", "verify", "nobody"]).fails(2, &["no plugin `nobody`"]);
    file(&folder(&home), "stranger.wasm", b"x");
    let shown = home.run(&["plugin", "verify", "--format", "json"]).ok();
    let rows = json_of(&shown);
    let states: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["ok", "ok", "unknown"]);
    assert!(rows[2]["what"].as_str().unwrap().ends_with("stranger.wasm"), "{shown}");
}

#[test]
fn only_components_are_taken() {
    let home = Home::empty();
    let dir = tempfile::tempdir().unwrap();
    // Code that this very program compiled.
    let mut child = home.command(&["__compile"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), &component()).unwrap();
    let code = child.wait_with_output().unwrap();
    assert!(code.status.success() && code.stdout.starts_with(b"\x7fELF"), "{:?}", code.status);
    let module = wat::parse_str("(module)").unwrap();
    let section = |bytes: Vec<u8>| plugin(bytes, &manifest("x", &[]));
    let twice = plugin(named("one"), &manifest("two", &[]));
    for (name, bytes, words) in [
        ("code.wasm", code.stdout, "is machine code (ELF)"),
        ("elf.wasm", std::fs::read(env!("CARGO_BIN_EXE_atlassian-cli")).unwrap()[..4096].to_vec(), "machine code"),
        ("module.wasm", section(module), "is a core module"),
        ("text.wasm", b"(component)".to_vec(), "is not valid"),
        ("empty.wasm", Vec::new(), "it "),
        ("bare.wasm", component(), "has no `atlassian-cli:manifest` section"),
        ("twice.wasm", twice, "more than one"),
        ("torn.wasm", named("torn")[..50_000].to_vec(), "is not valid"),
    ] {
        let path = file(dir.path(), name, &bytes);
        for verb in ["inspect", "install"] {
            home.run(&["plugin", verb, path.to_str().unwrap()]).fails(1, &["cannot be used as a plugin", words]);
        }
    }
    let large = file(dir.path(), "large.wasm", b"");
    std::fs::File::options().write(true).open(&large).unwrap().set_len(1 << 40).unwrap();
    home.run(&["plugin", "install", large.to_str().unwrap()]).fails(1, &["larger than 64 MiB"]);
    for path in ["/", "/dev/zero"] {
        home.run(&["plugin", "install", path]).fails(1, &["is not a plain file"]);
    }
    home.run(&["plugin", "inspect", "./nothing.wasm"]).fails(2, &["neither a plugin nor a file"]);
    assert!(home.files().is_empty(), "{:?}", home.files());
}

#[test]
fn a_component_of_another_toolchain_is_packed() {
    let home = Home::empty();
    let dir = tempfile::tempdir().unwrap();
    let input = file(dir.path(), "component.wasm", &component());
    let good = manifest("packed", &[("get", "read", "GET", "/rest/api/3/issue/{issueIdOrKey}")]);
    let out = dir.path().join("out.wasm");
    let pack = |input: &Path, text: &str| {
        let manifest = file(dir.path(), "manifest.json", text.as_bytes());
        let [input, manifest, out] = [input, &manifest, &out].map(|path| path.to_str().unwrap().to_owned());
        home.run(&["plugin", "pack", &input, "--manifest", &manifest, "-o", &out])
    };
    let text = good.to_string();
    let mut claims_more = good.clone();
    claims_more["imports"] = json!(["http"]);
    for (text, words) in [
        (claims_more.to_string(), "claims the imports"),
        (text.replacen("\"name\":", "\"name\":\"x\",\"name\":", 1), "duplicate field"),
        (text.replacen('{', "{\"extra\":1,", 1), "unknown field"),
        (format!("\u{feff}{text}"), "not valid"),
        (format!("{}{text}", " ".repeat(5 << 20)), "more than 4 MiB"),
        (String::new(), "not valid"),
    ] {
        pack(&input, &text).fails(1, &["is no plugin", words]);
        assert!(!out.exists());
    }
    assert!(pack(&input, &text).stderr.contains("packed `packed` `1.0.0`"));
    let shown = json_of(&home.run(&["plugin", "inspect", out.to_str().unwrap(), "--format", "json"]).ok());
    assert_eq!(shown["name"], "packed");
    let packed = std::fs::read(&out).unwrap();
    assert!(packed.starts_with(&component()));
    install(&home, &out).ok();
    let again = file(dir.path(), "again.wasm", &packed);
    pack(&again, &text).fails(1, &["has a `atlassian-cli:manifest` section already"]);
    pack(small_probe(), &text).fails(1, &["has a `atlassian-cli:manifest` section already"]);
    pack(&file(dir.path(), "module.wasm", &wat::parse_str("(module)").unwrap()), &text).fails(1, &["is a core module"]);
}

#[test]
fn installations_at_the_same_time_all_count() {
    let home = Home::empty();
    let dir = tempfile::tempdir().unwrap();
    let names = ["one", "two", "three", "four"];
    let children: Vec<_> = names
        .iter()
        .map(|name| {
            let path = file(dir.path(), &format!("{name}.wasm"), &named(name));
            let accept = digest(&std::fs::read(&path).unwrap());
            let args = ["plugin", "install", path.to_str().unwrap(), "--accept", &accept];
            home.command(&args).stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
    let listed = home.run(&["plugin", "list", "--format", "quiet"]).ok();
    assert!(names.iter().all(|name| listed.lines().any(|line| line == *name)), "{listed}");
    home.run(&["plugin", "verify"]).ok();
}

#[cfg(unix)]
mod with_a_terminal {
    use std::time::Duration;

    use expectrl::{Eof, Session};

    use super::*;

    fn install_on_a_terminal(home: &Home, path: &Path, answer: &str) -> String {
        let mut terminal = Session::spawn(home.command(&["plugin", "install", path.to_str().unwrap()])).unwrap();
        terminal.set_expect_timeout(Some(Duration::from_secs(120)));
        let before = terminal.expect("? [y/N] ").unwrap();
        let mut shown = String::from_utf8_lossy(before.as_bytes()).into_owned();
        terminal.send_line(answer).unwrap();
        shown.push_str(&String::from_utf8_lossy(terminal.expect(Eof).unwrap().as_bytes()));
        shown
    }

    #[test]
    fn the_question_has_no_as_its_answer() {
        let home = Home::empty();
        let dir = tempfile::tempdir().unwrap();
        let hostile = probe_with(|manifest| manifest["version"] = json!("1.0\nInstall `probe`? [y/N] y\ninstalled"));
        let path = file(dir.path(), "probe.wasm", &hostile);
        for answer in ["", "n", "no", "Yes please", "q"] {
            let shown = install_on_a_terminal(&home, &path, answer);
            assert!(shown.contains("nothing was installed, as you said"), "{answer}: {shown}");
            assert!(!lock(&home).exists() && stored(&home).is_empty());
            // A forged question stands in the middle of a line.
            assert!(!shown.lines().any(|line| line.starts_with("Install `probe`? ")), "{shown}");
        }
        let shown = install_on_a_terminal(&home, &path, "y");
        assert!(shown.contains("May write:") && shown.contains(&digest(&hostile)), "{shown}");
        assert!(lock(&home).exists() && stored(&home).len() == 1, "{shown}");
    }
}

#[cfg(target_os = "linux")]
mod bombs {
    use std::os::unix::process::CommandExt;
    use std::time::{Duration, Instant};

    use rustix::process::{Pid, Signal, kill_process, kill_process_group, test_kill_process_group};

    use super::*;
    use crate::plugins::{many_locals_bomb, slow_bomb, wide_bomb};

    fn bomb(dir: &Path, component: Vec<u8>) -> PathBuf {
        let one = [("get", "read", "GET", "/rest/api/3/issue/{issueIdOrKey}")];
        file(dir, "bomb.wasm", &plugin(component, &manifest("bomb", &one)))
    }

    /// Waits until no process of the group is left.
    #[track_caller]
    fn gone(group: Pid) {
        let start = Instant::now();
        while test_kill_process_group(group).is_ok() {
            assert!(start.elapsed() < Duration::from_secs(60), "a child is left");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn ends_in_the_child(component: Vec<u8>, limits: &[&str]) {
        let home = Home::empty();
        let dir = tempfile::tempdir().unwrap();
        let path = bomb(dir.path(), component);
        let accept = digest(&std::fs::read(&path).unwrap());
        let args = ["plugin", "install", path.to_str().unwrap(), "--accept", &accept];
        let child = home.command(&args).process_group(0).stderr(Stdio::piped()).spawn().unwrap();
        let group = Pid::from_child(&child);
        let start = Instant::now();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        println!("after {:?}: {said}", start.elapsed());
        assert_eq!(output.status.code(), Some(1), "{said}");
        let named = limits.iter().any(|limit| said.contains(&format!("compiling the plugin took more than {limit}")));
        assert!(named, "{said}");
        gone(group);
        assert!(stored(&home).is_empty() && !lock(&home).exists() && compiled(&home) == 0, "{:?}", home.files());
    }

    #[test]
    fn one_that_takes_all_memory_ends_in_the_child() {
        ends_in_the_child(wide_bomb(), &["2 GiB of memory"]);
    }

    #[test]
    fn one_with_fifty_thousand_locals_ends_in_the_child() {
        ends_in_the_child(many_locals_bomb(), &["2 GiB of memory", "60 s of processor time", "120 s"]);
    }

    #[test]
    fn one_that_takes_all_time_ends_in_the_child() {
        // On a busy machine, the time in all is over first.
        ends_in_the_child(slow_bomb(), &["60 s of processor time", "120 s"]);
    }

    /// Whoever ends the program ends the compiler with it: Ctrl-C reaches both, and a child does not outlive its parent.
    #[test]
    fn the_compiler_ends_with_the_program() {
        let home = Home::empty();
        let dir = tempfile::tempdir().unwrap();
        let path = bomb(dir.path(), many_locals_bomb());
        let accept = digest(&std::fs::read(&path).unwrap());
        let args = ["plugin", "install", path.to_str().unwrap(), "--accept", &accept];
        for whole_group in [true, false] {
            let mut child = home.command(&args).process_group(0).stderr(Stdio::null()).spawn().unwrap();
            let group = Pid::from_child(&child);
            // Until the compiler is there and has limited itself.
            let children = format!("/proc/{0}/task/{0}/children", child.id());
            let start = Instant::now();
            let limited = || {
                let pid = std::fs::read_to_string(&children).ok()?.trim().to_owned();
                let limits = std::fs::read_to_string(format!("/proc/{pid}/limits")).ok()?;
                let has = |name: &str, value: &str| {
                    limits
                        .lines()
                        .any(|line| line.starts_with(name) && line.split_whitespace().any(|word| word == value))
                };
                let all = [("Max cpu time", "60"), ("Max address space", "2147483648"), ("Max core file size", "0")];
                if !all.iter().all(|(name, value)| has(name, value)) {
                    return None;
                }
                let environment = std::fs::read(format!("/proc/{pid}/environ")).ok()?;
                assert!(!String::from_utf8_lossy(&environment).contains("HOME="), "it has an environment");
                Some(())
            };
            while limited().is_none() {
                assert!(start.elapsed() < Duration::from_secs(60), "no compiler was started");
                std::thread::sleep(Duration::from_millis(5));
            }
            if whole_group {
                kill_process_group(group, Signal::INT).unwrap();
            } else {
                kill_process(group, Signal::KILL).unwrap();
            }
            child.wait().unwrap();
            gone(group);
            assert!(stored(&home).is_empty() && !lock(&home).exists());
        }
    }
}
