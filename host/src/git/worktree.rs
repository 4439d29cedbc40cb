//! Where a git clone lies, and its configuration.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::config::{self, Entry};

/// Longest file of git's that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// A clone in which the program runs.
#[derive(Debug)]
pub struct Worktree {
    /// Its top folder.
    pub root: PathBuf,
    /// The folder that has configuration and branches.
    pub(super) common: PathBuf,
    pub(super) entries: Vec<Entry>,
}

impl Worktree {
    /// That around the working directory.
    ///
    /// # Errors
    /// Says why there is none, as a sentence.
    pub fn here() -> Result<Self, String> {
        #[expect(clippy::disallowed_methods, reason = "which clone somebody works in is what this is about")]
        let dir = std::env::current_dir().map_err(|error| format!("the working directory cannot be told: {error}"))?;
        Self::around(&dir)
    }

    /// That around a folder.
    pub(super) fn around(dir: &Path) -> Result<Self, String> {
        // As git does: the nearest one counts, whatever it is.
        let root = dir.ancestors().find(|dir| dir.join(".git").symlink_metadata().is_ok());
        let root = root.ok_or("the working directory is in no git repository")?;
        let common = common_dir(root)?;
        let text = read(&common.join("config"))?;
        let entries = config::parse(&text).ok_or("the configuration of its git repository is not valid")?;
        Ok(Self { root: root.to_owned(), common, entries })
    }

    /// Whether it has a branch of its own of that name, which was checked; nothing where it keeps its branches in a form
    /// that is not read here.
    pub(super) fn has_branch(&self, branch: &str) -> Option<bool> {
        let is_files =
            |entry: &Entry| entry.section != "extensions" || entry.key != "refstorage" || entry.value == "files";
        if !self.entries.iter().all(is_files) {
            return None;
        }
        let name = format!("refs/heads/{branch}");
        let packed = std::fs::read_to_string(self.common.join("packed-refs")).unwrap_or_default();
        let is_packed = packed.lines().any(|line| line.split_once(' ').is_some_and(|(_, packed)| packed == name));
        Some(is_packed || self.common.join(name).is_file())
    }

    /// Whether a plain `git fetch` brings that branch of a remote, so that another can follow it.
    pub(super) fn fetches(&self, remote: &str, branch: &str) -> bool {
        let wanted = ["*", branch].map(|what| format!("refs/heads/{what}:refs/remotes/{remote}/{what}"));
        self.entries.iter().any(|entry| {
            let is_its =
                entry.section == "remote" && entry.subsection.as_deref() == Some(remote) && entry.key == "fetch";
            is_its && wanted.iter().any(|wanted| entry.value.trim_start_matches('+') == wanted)
        })
    }
}

/// The folder that has the configuration: `.git`, or where the file `.git` of a linked worktree or a submodule leads.
fn common_dir(root: &Path) -> Result<PathBuf, String> {
    let dot_git = root.join(".git");
    if dot_git.is_dir() {
        of_the_user(&dot_git)?;
        return Ok(dot_git);
    }
    let text = read(&dot_git)?;
    let named = text.trim_end_matches(['\r', '\n']).strip_prefix("gitdir: ");
    let git_dir = root.join(named.ok_or("its file `.git` does not say where the repository is")?);
    of_the_user(&git_dir)?;
    let common = git_dir.join("commondir");
    if !common.exists() {
        return Ok(git_dir);
    }
    let common = git_dir.join(read(&common)?.trim_end_matches(['\r', '\n']));
    of_the_user(&common)?;
    Ok(common)
}

/// A small regular file of the user's.
fn read(path: &Path) -> Result<String, String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let failed = |why: &dyn std::fmt::Display| format!("`{name}` of its git repository cannot be read: {why}");
    // A pipe in its place would never end.
    if !path.metadata().map_err(|error| failed(&error))?.is_file() {
        return Err(failed(&"it is not a file"));
    }
    let file = File::open(path).map_err(|error| failed(&error))?;
    owned(&file.metadata().map_err(|error| failed(&error))?)?;
    let mut text = String::new();
    file.take(LONGEST + 1).read_to_string(&mut text).map_err(|error| failed(&error))?;
    if text.len() as u64 > LONGEST {
        return Err(failed(&"it is too long"));
    }
    Ok(text)
}

fn of_the_user(dir: &Path) -> Result<(), String> {
    let meta = dir.metadata().map_err(|error| format!("its git repository cannot be read: {error}"))?;
    owned(&meta)
}

/// A clone that somebody else put above the working directory must not choose what a command works on. Git has the same
/// rule.
#[cfg(unix)]
fn owned(meta: &std::fs::Metadata) -> Result<(), String> {
    let owner = std::os::unix::fs::MetadataExt::uid(meta);
    if owner == rustix::process::geteuid().as_raw() || owner == 0 {
        return Ok(());
    }
    Err("its git repository belongs to another user".to_owned())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the Unix form can fail")]
fn owned(_: &std::fs::Metadata) -> Result<(), String> {
    Ok(())
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "files of the test's own")]
mod tests {
    use std::fs::{create_dir_all, write};

    use super::*;

    const CONFIG: &str = "[remote \"origin\"]\nurl = x\n";

    fn url(dir: &Path) -> Result<(PathBuf, String), String> {
        let tree = Worktree::around(dir)?;
        let value = tree.entries.first().map(|entry| entry.value.clone()).unwrap_or_default();
        Ok((tree.root, value))
    }

    #[test]
    fn it_is_found_above_in_a_linked_worktree_and_in_a_submodule() {
        let dir = tempfile::tempdir().unwrap();
        let top = dir.path().join("clone");
        create_dir_all(top.join("a/b")).unwrap();
        create_dir_all(top.join(".git/worktrees/other")).unwrap();
        write(top.join(".git/config"), CONFIG).unwrap();
        assert_eq!(url(&top), Ok((top.clone(), "x".to_owned())));
        assert_eq!(url(&top.join("a/b")), Ok((top.clone(), "x".to_owned())));

        let other = dir.path().join("other");
        create_dir_all(&other).unwrap();
        write(other.join(".git"), format!("gitdir: {}\n", top.join(".git/worktrees/other").display())).unwrap();
        write(top.join(".git/worktrees/other/commondir"), "../..\n").unwrap();
        assert_eq!(url(&other), Ok((other.clone(), "x".to_owned())));

        let sub = top.join("sub");
        create_dir_all(&sub).unwrap();
        create_dir_all(top.join(".git/modules/sub")).unwrap();
        write(sub.join(".git"), "gitdir: ../.git/modules/sub\n").unwrap();
        write(top.join(".git/modules/sub/config"), CONFIG.replace('x', "y")).unwrap();
        assert_eq!(url(&sub), Ok((sub.clone(), "y".to_owned())));
    }

    #[test]
    fn what_is_no_repository_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let refused = |content: Option<&str>| {
            let root = tempfile::tempdir_in(dir.path()).unwrap();
            if let Some(content) = content {
                write(root.path().join(".git"), content).unwrap();
            }
            url(root.path()).unwrap_err()
        };
        assert!(refused(Some("elsewhere")).contains("does not say where"));
        assert!(refused(Some("gitdir: /absent\n")).contains("cannot be read"));
        assert!(refused(Some(&"x".repeat(2 << 20))).contains("too long"));
        let broken = dir.path().join("broken");
        create_dir_all(broken.join(".git/config")).unwrap();
        assert!(url(&broken).unwrap_err().contains("it is not a file"));
        let invalid = dir.path().join("invalid");
        create_dir_all(invalid.join(".git")).unwrap();
        write(invalid.join(".git/config"), "nonsense").unwrap();
        assert!(url(&invalid).unwrap_err().contains("not valid"));
    }
}
