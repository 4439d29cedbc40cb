//! The contents of a repository: commits with whole trees, branches, tags. As little of git as the API shows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::time::Millis;

/// Files by path.
pub(crate) type Tree = BTreeMap<String, Arc<Vec<u8>>>;

/// One commit.
#[derive(Debug, Clone)]
pub(crate) struct Commit {
    pub(crate) hash: String,
    pub(crate) parents: Vec<String>,
    pub(crate) message: String,
    /// Place in the list of people.
    pub(crate) author: usize,
    pub(crate) date: Millis,
    pub(crate) tree: Tree,
}

/// A tag; one with a message is annotated.
#[derive(Debug, Clone)]
pub(crate) struct Tag {
    pub(crate) target: String,
    pub(crate) message: Option<String>,
    pub(crate) date: Millis,
}

/// Everything below `.git` that matters here.
#[derive(Debug, Clone, Default)]
pub(crate) struct Git {
    /// In the order in which they arrived.
    pub(crate) commits: Vec<Commit>,
    pub(crate) branches: BTreeMap<String, String>,
    pub(crate) tags: BTreeMap<String, Tag>,
}

impl Git {
    /// Adds a commit and returns its hash.
    pub(crate) fn commit(
        &mut self,
        parents: Vec<String>,
        message: &str,
        author: usize,
        date: Millis,
        tree: Tree,
    ) -> String {
        let hash = hash(&parents, message, author, date, &tree);
        if self.by_hash(&hash).is_none() {
            self.commits.push(Commit { hash: hash.clone(), parents, message: message.to_owned(), author, date, tree });
        }
        hash
    }

    pub(crate) fn by_hash(&self, hash: &str) -> Option<&Commit> {
        self.commits.iter().find(|commit| commit.hash == hash)
    }

    /// A commit by branch, tag, or hash, which may be short.
    pub(crate) fn find(&self, revision: &str) -> Option<&Commit> {
        let named = self.branches.get(revision).or_else(|| self.tags.get(revision).map(|tag| &tag.target));
        let short = |commit: &&Commit| revision.len() >= 4 && commit.hash.starts_with(revision);
        named.and_then(|hash| self.by_hash(hash)).or_else(|| self.commits.iter().find(short))
    }

    /// A commit and all before it, newest first.
    pub(crate) fn history(&self, hash: &str) -> Vec<&Commit> {
        let mut seen = BTreeSet::new();
        let mut next = vec![hash.to_owned()];
        while let Some(hash) = next.pop() {
            if let Some(commit) = self.by_hash(&hash)
                && seen.insert(hash)
            {
                next.extend(commit.parents.iter().cloned());
            }
        }
        // Later commits arrived later, and so are no ancestors of earlier ones.
        self.commits.iter().rev().filter(|commit| seen.contains(&commit.hash)).collect()
    }

    /// The newest commit that both have.
    pub(crate) fn merge_base(&self, one: &str, other: &str) -> Option<&Commit> {
        let others: BTreeSet<&str> = self.history(other).iter().map(|commit| commit.hash.as_str()).collect();
        self.history(one).into_iter().find(|commit| others.contains(commit.hash.as_str()))
    }

    /// The tree after merging `theirs` into `ours`, or the paths that both changed.
    pub(crate) fn merged(&self, ours: &str, theirs: &str) -> Result<Tree, Vec<String>> {
        let tree = |hash: &str| self.by_hash(hash).map(|commit| commit.tree.clone()).unwrap_or_default();
        let base = self.merge_base(ours, theirs).map(|commit| commit.tree.clone()).unwrap_or_default();
        let (ours, theirs) = (tree(ours), tree(theirs));
        let (mut result, mut conflicts) = (ours.clone(), Vec::new());
        let paths: BTreeSet<&String> = base.keys().chain(theirs.keys()).collect();
        for path in paths {
            let (before, mine, other) = (base.get(path), ours.get(path), theirs.get(path));
            if other == before || mine == other {
                continue;
            }
            if mine != before {
                conflicts.push(path.clone());
            }
            match other {
                Some(bytes) => result.insert(path.clone(), Arc::clone(bytes)),
                None => result.remove(path),
            };
        }
        if conflicts.is_empty() { Ok(result) } else { Err(conflicts) }
    }

    /// Whether a commit changed a file, or one below a folder.
    pub(crate) fn changes(&self, commit: &Commit, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        let concerned = |tree: &Tree| -> Tree {
            let below = tree.iter().filter(|(name, _)| *name == path || name.starts_with(&folder));
            below.map(|(name, bytes)| (name.clone(), Arc::clone(bytes))).collect()
        };
        let before = commit.parents.first().and_then(|parent| self.by_hash(parent));
        concerned(&commit.tree) != before.map(|before| concerned(&before.tree)).unwrap_or_default()
    }
}

/// Forty digits that follow from the contents. It is not git's hash, which nobody compares here.
fn hash(parents: &[String], message: &str, author: usize, date: Millis, tree: &Tree) -> String {
    let mut text = format!("{}\n{message}\n{author}\n{date}\n", parents.join(" ")).into_bytes();
    for (path, bytes) in tree {
        text.extend(path.as_bytes());
        text.push(0);
        text.extend(bytes.iter());
        text.push(0);
    }
    (0..5u64).map(|word| format!("{:08x}", fold(&text, word))).collect()
}

/// FNV-1a from another beginning for each word, folded to 32 bits.
fn fold(bytes: &[u8], word: u64) -> u64 {
    let begin = 0xcbf2_9ce4_8422_2325_u64.wrapping_add(word.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let long = bytes.iter().fold(begin, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    (long ^ (long >> 32)) & 0xffff_ffff
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        files.iter().map(|(path, text)| ((*path).to_owned(), Arc::new(text.as_bytes().to_vec()))).collect()
    }

    #[test]
    fn a_merge_takes_both_sides_and_names_what_conflicts() {
        let mut git = Git::default();
        let base = git.commit(vec![], "base", 0, 1, tree(&[("a", "1"), ("b", "1")]));
        let ours = git.commit(vec![base.clone()], "ours", 0, 2, tree(&[("a", "2"), ("b", "1")]));
        let theirs = git.commit(vec![base.clone()], "theirs", 0, 3, tree(&[("a", "1"), ("c", "3")]));
        assert_eq!(git.merge_base(&ours, &theirs).unwrap().hash, base);
        assert_eq!(git.merged(&ours, &theirs).unwrap(), tree(&[("a", "2"), ("c", "3")]));
        let other = git.commit(vec![base], "other", 0, 4, tree(&[("a", "9"), ("b", "1")]));
        assert_eq!(git.merged(&ours, &other).unwrap_err(), ["a"]);
        assert_eq!(git.find(&ours[..7]).unwrap().hash, ours);
    }
}
