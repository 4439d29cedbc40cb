//! Differences between two trees, as git shows them.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::git::Tree;

/// Lines around a change.
const CONTEXT: usize = 3;

/// One file that differs.
pub(crate) struct Change<'a> {
    pub(crate) path: &'a str,
    old: Option<&'a [u8]>,
    new: Option<&'a [u8]>,
}

/// What became of a line.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Same,
    Removed,
    Added,
}

/// The files that differ, by path.
pub(crate) fn changes<'a>(old: &'a Tree, new: &'a Tree) -> Vec<Change<'a>> {
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let change = |path: &'a String| Change {
        path,
        old: old.get(path).map(|bytes| bytes.as_slice()),
        new: new.get(path).map(|bytes| bytes.as_slice()),
    };
    paths.into_iter().map(change).filter(|change| change.old != change.new).collect()
}

impl Change<'_> {
    /// `added`, `removed` or `modified`.
    pub(crate) fn status(&self) -> &'static str {
        match (self.old, self.new) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "modified",
        }
    }

    pub(crate) fn is_in_old(&self) -> bool {
        self.old.is_some()
    }

    pub(crate) fn is_in_new(&self) -> bool {
        self.new.is_some()
    }

    /// Lines added and removed.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let lines = self.lines();
        let count = |kind| lines.iter().filter(|(one, _)| *one == kind).count();
        (count(Kind::Added), count(Kind::Removed))
    }

    /// As `git diff` prints it. Bytes that are no UTF-8 stay as they are.
    pub(crate) fn text(&self) -> Vec<u8> {
        let path = self.path;
        let mut head = format!("diff --git a/{path} b/{path}\n");
        let side = |there: bool, side: char| if there { format!("{side}/{path}") } else { "/dev/null".to_owned() };
        match self.status() {
            "added" => head.push_str("new file mode 100644\n"),
            "removed" => head.push_str("deleted file mode 100644\n"),
            _ => {}
        }
        let (old, new) = (side(self.is_in_old(), 'a'), side(self.is_in_new(), 'b'));
        // Formatting into a text cannot fail.
        let _ = write!(head, "--- {old}\n+++ {new}\n");
        let mut text = head.into_bytes();
        let lines = self.lines();
        for (start, end) in hunks(&lines) {
            hunk(&lines, start, end, &mut text);
        }
        text
    }

    fn lines(&self) -> Vec<(Kind, &[u8])> {
        compare(&split(self.old), &split(self.new))
    }
}

fn split(bytes: Option<&[u8]>) -> Vec<&[u8]> {
    bytes.unwrap_or_default().split_inclusive(|byte| *byte == b'\n').collect()
}

/// The longest common subsequence: files here have a few lines.
#[expect(clippy::indexing_slicing, reason = "the table has one row and column more than there are lines")]
fn compare<'a>(old: &[&'a [u8]], new: &[&'a [u8]]) -> Vec<(Kind, &'a [u8])> {
    let mut common = vec![vec![0usize; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] =
                if old[i] == new[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push((Kind::Same, old[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < old.len() && (j == new.len() || common[i + 1][j] >= common[i][j + 1]) {
            lines.push((Kind::Removed, old[i]));
            i += 1;
        } else {
            lines.push((Kind::Added, new[j]));
            j += 1;
        }
    }
    lines
}

/// Begin and end of each run of changes with the lines around it.
fn hunks(lines: &[(Kind, &[u8])]) -> Vec<(usize, usize)> {
    let mut hunks: Vec<(usize, usize)> = Vec::new();
    for (index, _) in lines.iter().enumerate().filter(|(_, (kind, _))| *kind != Kind::Same) {
        let (start, end) = (index.saturating_sub(CONTEXT), (index + CONTEXT + 1).min(lines.len()));
        match hunks.last_mut() {
            Some(last) if last.1 >= start => last.1 = end,
            _ => hunks.push((start, end)),
        }
    }
    hunks
}

fn hunk(lines: &[(Kind, &[u8])], start: usize, end: usize, text: &mut Vec<u8>) {
    let part = lines.get(start..end).unwrap_or_default();
    let before = lines.get(..start).unwrap_or_default();
    let count = |part: &[(Kind, &[u8])], not: Kind| part.iter().filter(|(kind, _)| *kind != not).count();
    let range = |not: Kind| {
        let (before, length) = (count(before, not), count(part, not));
        format!("{},{length}", if length == 0 { before } else { before + 1 })
    };
    text.extend(format!("@@ -{} +{} @@\n", range(Kind::Added), range(Kind::Removed)).bytes());
    for (kind, line) in part {
        text.push(match kind {
            Kind::Same => b' ',
            Kind::Removed => b'-',
            Kind::Added => b'+',
        });
        text.extend(*line);
        if !line.ends_with(b"\n") {
            text.extend(b"\n\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn tree(text: &str) -> Tree {
        [("a.txt".to_owned(), Arc::new(text.as_bytes().to_vec()))].into()
    }

    #[test]
    fn a_change_reads_as_git_prints_it() {
        let (old, new) = (tree("1\n2\n3\n4\n5\n6\n"), tree("1\n2\n3\n4\nfive\n6\n"));
        let changes = changes(&old, &new);
        let text = String::from_utf8(changes[0].text()).unwrap();
        assert_eq!(
            text,
            "diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -2,5 +2,5 @@\n 2\n 3\n 4\n-5\n+five\n 6\n"
        );
        assert_eq!(changes[0].counts(), (1, 1));
        let (none, new) = (Tree::new(), tree("x"));
        let added = super::changes(&none, &new);
        assert!(
            String::from_utf8(added[0].text())
                .unwrap()
                .ends_with("@@ -0,0 +1,1 @@\n+x\n\\ No newline at end of file\n")
        );
    }
}
