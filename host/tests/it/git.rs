//! The workspace and the repository of the clone in which a command runs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use atlassian_simulator::Simulator;
use expectrl::{Eof, Session};

use crate::support::{Home, Ran, probe, ran, site};

/// A home with the probe, signed in at both addresses.
fn home(site: &Simulator) -> Home {
    Home::at(site).with_guests(&[("probe", probe())])
}

/// A folder below the home that git would take for a clone with this address.
fn clone(home: &Home, name: &str, url: &str) -> PathBuf {
    let dir = home.path().join(name);
    std::fs::create_dir_all(dir.join(".git")).unwrap();
    std::fs::create_dir_all(dir.join("src/deep")).unwrap();
    let config = format!("[core]\n\tbare = false\n[remote \"origin\"]\n\turl = {url}\n");
    std::fs::write(dir.join(".git/config"), config).unwrap();
    dir
}

fn run_in(home: &Home, dir: &Path, args: &[&str]) -> Ran {
    ran(&home.command(args).current_dir(dir).stdin(Stdio::null()).output().unwrap())
}

const PLACE: &[&str] = &["probe", "told", "place", "--format", "json", "--jq", "\"\\(.workspace) \\(.repo)\""];

#[test]
fn workspace_and_repository_come_from_flags_profile_and_remote() {
    let site = site();
    let home = home(&site);
    let dir = clone(&home, "clone", "git@bitbucket.org:acme/web-app.git");
    let place = |dir: &Path, more: &[&str]| run_in(&home, dir, &[PLACE, more].concat());
    assert_eq!(place(&dir.join("src/deep"), &[]).ok(), "acme web-app\n");
    assert_eq!(place(&dir, &["--repo", "other"]).ok(), "acme other\n");
    assert_eq!(place(&dir, &["--workspace", "w", "--repo", "r"]).ok(), "w r\n");
    place(&dir, &["--workspace", "w"]).fails(
        2,
        &[
            "`--repo` is missing",
            "the git remote leads to another workspace, `acme`",
            "name it, or run this in a clone",
        ],
    );
    place(home.path(), &[]).fails(
        2,
        &["`--workspace` is missing", "the working directory is in no git repository", "profiles.work.workspace SLUG"],
    );
    home.set("workspace", "mine");
    assert_eq!(place(&dir, &["--repo", "other"]).ok(), "mine other\n");
    assert_eq!(place(&dir, &[]).ok(), "acme web-app\n");
    place(home.path(), &[]).fails(2, &["`--repo` is missing", "in no git repository"]);
    // Elsewhere is elsewhere, and an address with a password in it is not shown.
    let github = clone(&home, "github", "https://me:PASSWORD@github.com/acme/web-app");
    let shown = place(&github, &[]).fails(2, &["no remote of this git repository leads to Bitbucket"]);
    assert!(!shown.contains("PASSWORD"), "{shown}");
    let help = home.run(&["probe", "told", "place", "--help"]).ok();
    assert!(help.contains("Workspace [from the profile or the git remote]"), "{help}");
    assert!(help.contains("Repository [from the git remote]"), "{help}");
    assert!(site.requests().is_empty());
}

/// Git itself is not asked: neither what it includes nor what it would run counts.
#[test]
fn the_configuration_is_read_as_a_file() {
    let site = site();
    let home = home(&site);
    let dir = clone(&home, "clone", "git@github.com:a/b.git");
    std::fs::write(home.path().join("more"), "[remote \"origin\"]\nurl = git@bitbucket.org:acme/web-app\n").unwrap();
    let config = format!("[include]\npath = {0}/more\n[core]\nfsmonitor = touch {0}/ran\n", home.path().display());
    std::fs::write(dir.join(".git/config"), config).unwrap();
    run_in(&home, &dir, PLACE).fails(2, &["leads to Bitbucket"]);
    assert!(!home.path().join("ran").exists());
    std::fs::write(dir.join(".git/config"), "[remote \"origin\"\n").unwrap();
    run_in(&home, &dir, PLACE).fails(2, &["the configuration of its git repository is not valid"]);
}

#[test]
fn what_no_remote_tells_is_asked_for_on_a_terminal() {
    let site = site();
    let home = home(&site);
    let mut command = home.command(&["probe", "told", "place", "--format", "json"]);
    command.current_dir(home.path());
    let mut terminal = Session::spawn(command).unwrap();
    terminal.set_expect_timeout(Some(std::time::Duration::from_secs(60)));
    terminal.expect("Workspace: ").unwrap();
    terminal.send_line("acme").unwrap();
    terminal.expect("Repository: ").unwrap();
    terminal.send_line("web-app").unwrap();
    let rest = terminal.expect(Eof).unwrap();
    let shown = String::from_utf8_lossy(rest.as_bytes()).into_owned();
    assert!(shown.contains("acme") && shown.contains("web-app"), "{shown}");
}

/// What git itself makes is read: a clone, a linked worktree and a submodule.
#[test]
fn what_git_makes_is_read() {
    let site = site();
    let home = home(&site);
    let git = |dir: &Path, args: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(dir).args([
            "-c",
            "protocol.file.allow=always",
            "-c",
            "user.name=x",
            "-c",
            "user.email=x@y",
        ]);
        let output = command.args(args).env("HOME", home.path()).env("GIT_CONFIG_NOSYSTEM", "1").output().unwrap();
        assert!(output.status.success(), "{args:?}: {output:?}");
    };
    let dir = home.path().join("real");
    std::fs::create_dir(&dir).unwrap();
    git(&dir, &["init", "-q"]);
    git(&dir, &["commit", "-q", "--allow-empty", "-m", "first"]);
    git(&dir, &["remote", "add", "origin", "ssh://git@altssh.bitbucket.org:443/acme/web-app.git"]);
    git(&dir, &["worktree", "add", "-q", "../linked"]);
    for place in ["real", "linked"] {
        assert_eq!(run_in(&home, &home.path().join(place), PLACE).ok(), "acme web-app\n", "{place}");
    }
    let outer = home.path().join("outer");
    std::fs::create_dir(&outer).unwrap();
    git(&outer, &["init", "-q"]);
    git(&outer, &["submodule", "--quiet", "add", "../real", "sub"]);
    git(&outer.join("sub"), &["remote", "set-url", "origin", "https://bitbucket.org/acme/sub"]);
    assert_eq!(run_in(&home, &outer.join("sub"), PLACE).ok(), "acme sub\n");
    run_in(&home, &outer, PLACE).fails(2, &["no remote"]);
}
