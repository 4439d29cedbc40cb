//! Names of files from titles that anybody may have written: fit for every disk, and never leading out of a folder.

use std::collections::BTreeSet;

/// Longest name in bytes, with room for an ending and a mark.
const LONGEST: usize = 120;

/// Names that Windows keeps for devices, with any ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// A title as the name of a file: no separators, nothing hidden, nothing that a system keeps for itself or a program takes
/// for an option.
pub(crate) fn plain(title: &str) -> String {
    let safe = |c: char| match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '-',
        c if c.is_control() || is_invisible(c) => '-',
        c => c,
    };
    let name: String = title.chars().map(safe).collect();
    // No dots at the beginning (hidden, or `..`), and none and no spaces at the end, where Windows drops them.
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == '.');
    let name = shortened(name);
    match name {
        "" => "untitled".to_owned(),
        name if is_device(name) || name.starts_with(['~', '-']) => format!("_{name}"),
        name => name.to_owned(),
    }
}

/// Marks that turn or hide a text.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let is_numbered = |prefix: &str| {
        stem.strip_prefix(prefix).is_some_and(|rest| rest.chars().count() == 1 && rest.chars().all(is_port))
    };
    DEVICES.contains(&stem.as_str()) || is_numbered("com") || is_numbered("lpt")
}

fn is_port(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '¹' | '²' | '³')
}

/// Cut between characters; an ending stays.
fn shortened(name: &str) -> &str {
    if name.len() <= LONGEST {
        return name;
    }
    let end = name.floor_char_boundary(LONGEST);
    name.get(..end).unwrap_or_default().trim_end_matches(|c: char| c.is_whitespace() || c == '.')
}

/// Names that are taken in one folder: two that differ in case alone are the same on many disks.
#[derive(Debug, Default)]
pub(crate) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// The name, or if that is taken the name with the id in it, before its ending.
    pub(crate) fn take(&mut self, name: &str, id: &str) -> String {
        self.take_marked(name, id, has_marks(name), marked)
    }

    /// The same for a name to which endings are added: the id stands at its end. One that already ends as those do is
    /// never taken as it is.
    pub(crate) fn take_stem(&mut self, name: &str, id: &str, endings: &[&str]) -> String {
        let lower = name.to_lowercase();
        let is_odd = has_marks(name) || endings.iter().any(|ending| lower.ends_with(ending));
        self.take_marked(name, id, is_odd, |name, mark| format!("{name}-{mark}"))
    }

    fn take_marked(&mut self, name: &str, id: &str, is_odd: bool, marked: impl Fn(&str, &str) -> String) -> String {
        let mut free = if is_odd { marked(name, id) } else { name.to_owned() };
        let mut count = 1;
        while !self.taken.insert(folded(&free)) {
            let mark = if count == 1 && !is_odd { id.to_owned() } else { format!("{id}-{count}") };
            free = marked(name, &mark);
            count += 1;
        }
        free
    }
}

/// As disks compare names that know no case: by way of capitals, so that `ß` is `ss`.
fn folded(name: &str) -> String {
    name.to_uppercase().to_lowercase()
}

/// Whether letters have their marks apart: another spelling of the same name, which some disks take for the same.
fn has_marks(name: &str) -> bool {
    name.chars().any(|c| matches!(c, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}' | '\u{1100}'..='\u{11ff}'))
}

fn marked(name: &str, mark: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && !ending.contains(' ') => format!("{stem}-{mark}.{ending}"),
        _ => format!("{name}-{mark}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_title_leads_elsewhere() {
        for (title, name) in [
            ("How we release 🚢", "How we release 🚢"),
            ("../../etc/passwd", "_-..-etc-passwd"),
            ("..", "untitled"),
            (" . ", "untitled"),
            ("", "untitled"),
            (".hidden", "hidden"),
            ("a/b\\c:d", "a-b-c-d"),
            ("con", "_con"),
            ("Aux.txt", "_Aux.txt"),
            ("COM1", "_COM1"),
            ("lpt².log", "_lpt².log"),
            ("console", "console"),
            ("end. . ", "end"),
            ("a\u{202e}b\u{0}c", "a-b-c"),
            ("~temp", "_~temp"),
            ("--force", "_--force"),
            ("運用の手引き", "運用の手引き"),
        ] {
            assert_eq!(plain(title), name, "{title}");
        }
    }

    #[test]
    fn long_ones_are_cut_between_characters() {
        let name = plain(&"運".repeat(200));
        assert!(name.len() <= LONGEST && name.chars().all(|c| c == '運'), "{name}");
    }

    #[test]
    fn one_name_is_given_once() {
        let mut names = Names::default();
        assert_eq!(names.take("Read me.md", "1"), "Read me.md");
        assert_eq!(names.take("read ME.md", "2"), "read ME-2.md");
        assert_eq!(names.take("read ME-2.md", "3"), "read ME-2-3.md");
        assert_eq!(names.take("Read me.md", "2"), "Read me-2-2.md");
        assert_eq!(names.take("STRASSE", "4"), "STRASSE");
        assert_eq!(names.take("Straße", "5"), "Straße-5");
    }

    #[test]
    fn stems_keep_clear_of_their_endings_and_of_other_spellings() {
        let mut names = Names::default();
        assert_eq!(names.take_stem("v1.2", "1", &[".files"]), "v1.2");
        assert_eq!(names.take_stem("V1.2", "2", &[".files"]), "V1.2-2");
        assert_eq!(names.take_stem("a.files", "3", &[".files"]), "a.files-3");
        assert_eq!(names.take_stem("e\u{301}", "4", &[]), "e\u{301}-4");
    }
}
