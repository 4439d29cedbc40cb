//! The clone in which a command runs: its workspace and repository, and a branch that is checked out in it.

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

/// Git as the user has it in that home.
#[track_caller]
fn git(home: &Home, dir: &Path, args: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(dir).args(["-c", "protocol.file.allow=always", "-c", "user.name=x", "-c", "user.email=x@y"]);
    let output = command.args(args).env("HOME", home.path()).env("GIT_CONFIG_NOSYSTEM", "1").output().unwrap();
    assert!(output.status.success(), "{args:?}: {output:?}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// What git itself makes is read: a clone, a linked worktree and a submodule.
#[test]
fn what_git_makes_is_read() {
    let site = site();
    let home = home(&site);
    let git = |dir: &Path, args: &[&str]| git(&home, dir, args);
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

/// A home with git, a repository `server` that stands for Bitbucket's, and a clone of it. The server has a branch
/// `feature/x`, which the clone does not know.
fn with_clone(site: &Simulator) -> (Home, PathBuf) {
    let path = std::env::var("PATH").unwrap();
    let home = home(site).with_env("PATH", &path).with_env("GIT_CONFIG_NOSYSTEM", "1").with_env("LC_ALL", "C");
    let (server, dir) = (home.path().join("server"), home.path().join("clone"));
    std::fs::create_dir(&server).unwrap();
    git(&home, &server, &["init", "-q", "-b", "main"]);
    std::fs::write(server.join("file"), "one\n").unwrap();
    git(&home, &server, &["add", "file"]);
    git(&home, &server, &["commit", "-q", "-m", "one"]);
    // As a company's mirror would be reached.
    let config = format!("[url \"{}\"]\n\tinsteadOf = git@bitbucket.org:acme/web-app.git\n", server.display());
    std::fs::write(home.path().join(".gitconfig"), config).unwrap();
    git(&home, home.path(), &["clone", "-q", "git@bitbucket.org:acme/web-app.git", "clone"]);
    git(&home, &server, &["checkout", "-q", "-b", "feature/x"]);
    change(&home, &server, "two\n");
    (home, dir)
}

fn change(home: &Home, dir: &Path, text: &str) {
    std::fs::write(dir.join("file"), text).unwrap();
    git(home, dir, &["commit", "-q", "-a", "-m", "more"]);
}

fn checkout(branch: &str) -> Vec<String> {
    ["probe", "told", "branch", &format!("--branch={branch}"), "--yes"].map(str::to_owned).into()
}

fn check_out(home: &Home, dir: &Path, branch: &str) -> Ran {
    let args = checkout(branch);
    run_in(home, dir, &args.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_branch_is_fetched_and_switched_to() {
    let site = site();
    let (home, dir) = with_clone(&site);
    std::fs::create_dir(dir.join("deep")).unwrap();
    let ran = check_out(&home, &dir.join("deep"), "feature/x");
    assert!(ran.stderr.contains("`probe told branch` wants to run git in"), "{ran:?}");
    let fetch =
        "git -c protocol.ext.allow=never fetch --no-tags -- origin +refs/heads/feature/x:refs/remotes/origin/feature/x";
    assert!(ran.stderr.contains(fetch), "{ran:?}");
    assert!(ran.stderr.contains("git: Switched to a new branch 'feature/x'"), "{ran:?}");
    assert_eq!(ran.ok(), "");
    assert_eq!(git(&home, &dir, &["rev-parse", "--abbrev-ref", "HEAD"]), "feature/x");
    assert_eq!(git(&home, &dir, &["rev-parse", "--abbrev-ref", "@{upstream}"]), "origin/feature/x");
    // One that is there goes forward.
    git(&home, &dir, &["checkout", "-q", "main"]);
    let server = home.path().join("server");
    change(&home, &server, "three\n");
    check_out(&home, &dir, "feature/x").ok();
    assert_eq!(std::fs::read_to_string(dir.join("file")).unwrap(), "three\n");
    // One with commits of its own loses none.
    change(&home, &dir, "mine\n");
    change(&home, &server, "four\n");
    check_out(&home, &dir, "feature/x").fails(1, &["`git merge --ff-only refs/remotes/origin/feature/x` failed"]);
    assert_eq!(std::fs::read_to_string(dir.join("file")).unwrap(), "mine\n");
    check_out(&home, &dir, "absent").fails(1, &["couldn't find remote ref refs/heads/absent", "failed (exit status"]);
}

#[test]
fn git_refuses_what_would_lose_changes() {
    let site = site();
    let (home, dir) = with_clone(&site);
    std::fs::write(dir.join("file"), "not committed\n").unwrap();
    check_out(&home, &dir, "feature/x").fails(1, &["git: error: Your local changes", "file", "failed (exit status"]);
    assert_eq!(std::fs::read_to_string(dir.join("file")).unwrap(), "not committed\n");
    assert_eq!(git(&home, &dir, &["rev-parse", "--abbrev-ref", "HEAD"]), "main");
}

/// A clone of one branch follows another one all the same, and a variable from a hook does not lead elsewhere.
#[test]
fn other_kinds_of_clones_work() {
    let site = site();
    let (home, dir) = with_clone(&site);
    let single = ["clone", "-q", "--single-branch", "-b", "main", "git@bitbucket.org:acme/web-app.git", "single"];
    git(&home, home.path(), &single);
    let home = home.with_env("GIT_DIR", &dir.join(".git").display().to_string());
    let single = home.path().join("single");
    check_out(&home, &single, "feature/x").ok();
    assert_eq!(git(&home, &single, &["config", "branch.feature/x.merge"]), "refs/heads/feature/x");
    assert_eq!(git(&home, &dir, &["rev-parse", "--abbrev-ref", "HEAD"]), "main");
}

#[test]
fn it_is_shown_and_asked_about() {
    let site = site();
    let (home, dir) = with_clone(&site);
    let args = ["probe", "told", "branch", "--branch", "feature/x"];
    run_in(&home, &dir, &args).fails(3, &["nobody is there to ask", "git switch --create feature/x", "add `--yes`"]);
    let dry = run_in(&home, &dir, &[&args[..], &["--dry-run"]].concat());
    assert!(dry.stderr.contains("dry run: not run: git switch --create feature/x --track"), "{dry:?}");
    assert_eq!(dry.ok(), "");
    for (answer, branch) in [("n", "main"), ("", "main"), ("y", "feature/x")] {
        let mut command = home.command(&args);
        command.current_dir(&dir);
        let mut terminal = Session::spawn(command).unwrap();
        terminal.set_expect_timeout(Some(std::time::Duration::from_secs(60)));
        terminal.expect("  git switch --create feature/x --track refs/remotes/origin/feature/x").unwrap();
        terminal.expect("Run this? [y/N] ").unwrap();
        terminal.send_line(answer).unwrap();
        let rest = terminal.expect(Eof).unwrap();
        let shown = String::from_utf8_lossy(rest.as_bytes()).into_owned();
        assert_eq!(shown.contains("not confirmed; git was not run"), branch == "main", "{shown}");
        assert_eq!(git(&home, &dir, &["rev-parse", "--abbrev-ref", "HEAD"]), branch);
    }
    run_in(&home, &dir, &["probe", "told", "undeclared", "--yes"]).fails(3, &["asks for git, which it does not need"]);
}

/// Nothing that a site calls a branch, a workspace or a repository becomes a flag, another reference or another place.
#[test]
fn a_branch_is_a_branch_and_nothing_else() {
    let site = site();
    let (home, dir) = with_clone(&site);
    let ran = home.path().join("ran");
    let upload = format!("--upload-pack=touch {}", ran.display());
    for branch in [
        &*upload,
        "-h",
        "main:refs/heads/other",
        "main refs/heads/x:refs/heads/y",
        "../../config",
        "@{-1}",
        "HEAD",
        "a..b",
        "a\nb",
        "\u{1b}[2J",
        "a\u{202e}b",
        "refs/heads/main",
        "x.lock",
        "",
    ] {
        let shown = check_out(&home, &dir, branch).fails(1, &["the branch `"]);
        assert!(!shown.contains("wants to run git"), "{branch}: {shown}");
    }
    for (workspace, repo) in [("-x", "web-app"), ("acme", "--help"), ("acme/web-app", "x"), ("acme", "..")] {
        let (workspace, repo) = (format!("--workspace={workspace}"), format!("--repo={repo}"));
        let args = ["probe", "told", "branch", &workspace, &repo, "--branch=main", "--yes"];
        run_in(&home, &dir, &args).fails(1, &["is not the name of a repository"]);
    }
    let args = ["probe", "told", "branch", "--workspace=acme", "--repo=other", "--branch=main", "--yes"];
    run_in(&home, &dir, &args).fails(2, &["no remote of this clone leads to `acme/other`", "git remote add acme"]);
    let args = ["probe", "told", "branch", "--workspace=acme", "--repo=web-app", "--branch=main", "--yes"];
    run_in(&home, home.path(), &args).fails(2, &["works in a clone", "clone `acme/web-app`"]);
    // What a shell would take for more is a name like any other.
    let odd = "$(touch${IFS}ran);'`touch${IFS}ran`";
    git(&home, &home.path().join("server"), &["branch", odd]);
    check_out(&home, &dir, odd).ok();
    assert_eq!(git(&home, &dir, &["rev-parse", "--abbrev-ref", "HEAD"]), odd);
    assert!(!ran.exists() && !dir.join("ran").exists() && site.requests().is_empty());
    // An address that names a program is not followed, whatever the clone allows.
    let program = format!("ext::sh -c touch% {}", ran.display());
    std::fs::write(home.path().join(".gitconfig"), "").unwrap();
    git(&home, &dir, &["config", "protocol.ext.allow", "always"]);
    git(&home, &dir, &["config", &format!("url.{program}.insteadOf"), "git@bitbucket.org:acme/web-app.git"]);
    check_out(&home, &dir, "feature/x").fails(1, &["transport 'ext' not allowed"]);
    assert!(!ran.exists());
}
