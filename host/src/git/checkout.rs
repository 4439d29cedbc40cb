//! A branch fetched into the clone in which a command runs, and switched to: the one thing that git is started for. Every
//! part is checked, the commands are ours, and the user sees them before they run.

use std::io::{BufRead, BufReader, IsTerminal, PipeReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::error::{Context, Error, Kind, Result};
use crate::http::Service;
use crate::output::{self, Level};
use crate::{program, terminal};

use super::{Place, Worktree, refname};

/// Variables that would make git work elsewhere than in the clone that was looked at, as within a hook.
const ELSEWHERE: &[&str] = &[
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

/// How long lines of a program are waited for that git has left behind.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// What a plugin wants to be checked out.
#[derive(Debug)]
pub struct Checkout<'a> {
    /// The full name of the running command.
    pub command: &'a str,
    /// The service to which the repository belongs.
    pub service: &'a Service,
    /// The workspace's slug.
    pub workspace: &'a str,
    /// The repository's slug.
    pub repository: &'a str,
    /// The branch.
    pub branch: &'a str,
}

/// How far it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// The commands are shown, and nothing runs.
    DryRun,
    /// The user has agreed on the command line.
    Given,
    /// The user is asked.
    Asked,
}

impl Checkout<'_> {
    /// Fetches the branch and switches to it.
    ///
    /// # Errors
    /// When a part is not what it is called, no remote of the clone leads to the repository, the user does not agree, or
    /// git fails: with changes that are not committed, for example.
    pub fn run(&self, consent: Consent) -> Result<()> {
        refname::check(self.branch)
            .map_err(|why| Error::failed(format!("the branch `{}` {why}", self.branch.escape_debug())))?;
        let place = Place::new(self.workspace, self.repository).ok_or_else(|| {
            let (workspace, repository) = (self.workspace.escape_debug(), self.repository.escape_debug());
            Error::failed(format!("`{workspace}/{repository}` is not the name of a repository"))
        })?;
        let tree = Worktree::here().map_err(|why| {
            Error::usage(format!("`{}` works in a clone", self.command))
                .caused_by(why)
                .hinted(format!("clone `{}/{}` and run this in it", place.workspace, place.repository))
        })?;
        let remote = self.remote(&tree, &place)?;
        let commands = commands(&tree, &remote, self.branch);
        if consent == Consent::DryRun {
            commands
                .iter()
                .for_each(|command| output::note(Level::Info, &format!("dry run: not run: {}", shown(command))));
            return Ok(());
        }
        self.agree(&tree.root, &commands, consent)?;
        // What git asks, it asks on this terminal.
        let _alone = output::pause();
        commands.iter().try_for_each(|command| run(command, &tree.root))
    }

    /// The remote through which the repository is reached.
    fn remote(&self, tree: &Worktree, place: &Place) -> Result<String> {
        let remotes = tree.remotes(&self.service.remotes);
        let found = remotes.iter().find(|remote| remote.place.is(place));
        let Place { workspace, repository } = place;
        let found = found.ok_or_else(|| {
            let host = self.service.remotes.first().map_or("", String::as_str);
            Error::usage(format!("no remote of this clone leads to `{workspace}/{repository}`"))
                .hinted(format!("add one: `git remote add {workspace} git@{host}:{workspace}/{repository}.git`"))
        })?;
        // Part of a reference, and an operand.
        refname::check(&found.name)
            .map_err(|why| Error::failed(format!("the remote `{}` of this clone {why}", found.name.escape_debug())))?;
        Ok(found.name.clone())
    }

    fn agree(&self, root: &Path, commands: &[Vec<String>], consent: Consent) -> Result<()> {
        let what = format!("`{}` wants to run git in `{}`", self.command, root.display());
        if consent == Consent::Asked && !terminal::is_there() {
            return Err(Error::refused(format!("{what}, and nobody is there to ask"))
                .caused_by(commands.iter().map(|command| shown(command)).collect::<Vec<_>>().join("; "))
                .hinted("add `--yes` to grant it on the command line"));
        }
        output::note(Level::Info, &format!("{what}:"));
        commands.iter().for_each(|command| output::note(Level::Info, &format!("  {}", shown(command))));
        if consent == Consent::Given || terminal::agrees("Run this?")? {
            return Ok(());
        }
        Err(Error::refused("not confirmed; git was not run"))
    }
}

/// The commands, each without the word `git`. The names in them were checked, and none begins with `-`.
fn commands(tree: &Worktree, remote: &str, branch: &str) -> Vec<Vec<String>> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let (ours, theirs) = (format!("refs/remotes/{remote}/{branch}"), format!("refs/heads/{branch}"));
    // A rewritten address may name a program; that is nobody's way to a hosted repository.
    let no_programs = ["-c", "protocol.ext.allow=never"];
    let refspec = format!("+{theirs}:{ours}");
    let mut commands = vec![words(&[&no_programs[..], &["fetch", "--no-tags", "--", remote, &refspec]].concat())];
    match tree.has_branch(branch) {
        Some(true) => commands.push(words(&["switch", "--no-guess", branch])),
        Some(false) if tree.fetches(remote, branch) => {
            commands.push(words(&["switch", "--create", branch, "--track", &ours]));
            return commands;
        }
        // A clone of one branch alone follows no other unless it is told.
        Some(false) => {
            commands.push(words(&["switch", "--create", branch, "--no-track", &ours]));
            commands.push(words(&["config", &format!("branch.{branch}.remote"), remote]));
            commands.push(words(&["config", &format!("branch.{branch}.merge"), &theirs]));
            return commands;
        }
        None => {
            let default = format!("checkout.defaultRemote={remote}");
            commands.push(words(&["-c", &default, "switch", "--guess", branch]));
        }
    }
    // One that is there goes forward, and never loses a commit.
    commands.push(words(&["merge", "--ff-only", &ours]));
    commands
}

/// As one would type it.
fn shown(command: &[String]) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:+@".contains(c);
    let quoted = |word: &String| match shlex::try_quote(word) {
        Ok(quoted) if !word.chars().all(plain) => quoted.into_owned(),
        _ => word.clone(),
    };
    std::iter::once("git".to_owned()).chain(command.iter().map(quoted)).collect::<Vec<_>>().join(" ")
}

/// Runs git; its words become lines of ours.
fn run(words: &[String], root: &Path) -> Result<()> {
    let failed = || format!("`{}` cannot be run", shown(words));
    let (reader, writer) = std::io::pipe().context(Kind::Failed, failed)?;
    let git = std::iter::once("git".to_owned()).chain(words.iter().cloned());
    let mut command = program::command(&git.collect::<Vec<_>>());
    configure(&mut command, root);
    command.stdout(writer.try_clone().context(Kind::Failed, failed)?).stderr(writer);
    let child = command.spawn();
    // Its ends of the pipe belong to git alone from here on.
    drop(command);
    let mut child = child
        .context(Kind::Failed, failed)
        .map_err(|error| error.hinted("git has to be installed, and its folder in `PATH`"))?;
    let said = speak(reader);
    let status = child.wait().context(Kind::Failed, failed)?;
    // What git has left running may keep the pipe open for as long as it likes.
    let _ = said.recv_timeout(LAST_WORDS);
    if status.success() {
        return Ok(());
    }
    Err(Error::failed(format!("`{}` failed ({status})", shown(words))))
}

fn configure(command: &mut Command, root: &Path) {
    let stdin = if std::io::stdin().is_terminal() { Stdio::inherit() } else { Stdio::null() };
    command.current_dir(root).stdin(stdin);
    ELSEWHERE.iter().for_each(|name| {
        command.env_remove(name);
    });
}

/// Says each line as git says it; sends when there are no more.
fn speak(reader: PipeReader) -> mpsc::Receiver<()> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(reader).split(b'\n').map_while(std::result::Result::ok) {
            output::note(Level::Info, &format!("git: {}", String::from_utf8_lossy(&line).trim_end()));
        }
        // Nobody waits any more.
        let _ = sender.send(());
    });
    receiver
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::super::config;
    use super::*;

    fn tree(dir: &Path, config: &str) -> Worktree {
        Worktree { root: PathBuf::new(), common: dir.to_owned(), entries: config::parse(config).unwrap() }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "files of the test's own")]
    fn the_commands_are_these() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("refs/heads/old")).unwrap();
        std::fs::write(dir.path().join("refs/heads/old/loose"), "").unwrap();
        std::fs::write(dir.path().join("packed-refs"), "# pack-refs\nabc refs/heads/packed\nabc refs/tags/tag\n")
            .unwrap();
        let all = "[remote \"up\"]\nfetch = +refs/heads/*:refs/remotes/up/*\n";
        let of = |config: &str, branch: &str| -> Vec<String> {
            commands(&tree(dir.path(), config), "up", branch).iter().map(|command| shown(command)).collect()
        };
        let fetch = |branch: &str| {
            format!(
                "git -c protocol.ext.allow=never fetch --no-tags -- up +refs/heads/{branch}:refs/remotes/up/{branch}"
            )
        };
        assert_eq!(of(all, "tag"), [fetch("tag"), "git switch --create tag --track refs/remotes/up/tag".to_owned()]);
        for there in ["old/loose", "packed"] {
            let expected = [
                fetch(there),
                format!("git switch --no-guess {there}"),
                format!("git merge --ff-only refs/remotes/up/{there}"),
            ];
            assert_eq!(of(all, there), expected);
        }
        let one = "[remote \"up\"]\nfetch = +refs/heads/main:refs/remotes/up/main\n";
        assert_eq!(
            of(one, "x")[1..],
            [
                "git switch --create x --no-track refs/remotes/up/x",
                "git config branch.x.remote up",
                "git config branch.x.merge refs/heads/x"
            ]
        );
        assert!(of(one, "main")[1].contains("--track"));
        let reftable = "[extensions]\nrefStorage = reftable\n";
        assert_eq!(of(reftable, "x")[1], "git -c checkout.defaultRemote=up switch --guess x");
        // What a shell would take for more comes back as one word.
        let words = shlex::split(&of(all, "a'$(id)")[1]).unwrap();
        assert_eq!(words[3], "a'$(id)");
    }
}
