//! Names under which the files of an issue are put into a folder.

use std::collections::BTreeSet;

/// A name for each file, in the order of `files` (id and name): plain, below the folder, and no two the same, not even
/// where capitals do not count.
pub(super) fn distinct<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut names = Vec::new();
    for (id, file) in files {
        let plain = plain(file);
        let mut name = plain.clone();
        if !taken.insert(name.to_lowercase()) {
            // The id stays the same when another file is added, a count would not.
            name = numbered(&plain, id);
            taken.insert(name.to_lowercase());
        }
        names.push(name);
    }
    names
}

/// A file's name without what leads out of the folder, hides it, or means something to a terminal or to Windows.
fn plain(file: &str) -> String {
    let harmless = |c: char| !c.is_control() && !is_direction(c) && !"/\\:*?\"<>|".contains(c);
    let name: String = file.chars().map(|c| if harmless(c) { c } else { '_' }).collect();
    let name = name.trim_end_matches(['.', ' ']);
    match name.strip_prefix('.') {
        Some(rest) => format!("_{rest}"),
        None if name.is_empty() => "unnamed".to_owned(),
        None => name.to_owned(),
    }
}

/// Characters that turn the direction of what follows, or cannot be seen.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// `notes.txt` becomes `notes (10001).txt`.
fn numbered(name: &str, id: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => format!("{stem} ({id}).{ending}"),
        _ => format!("{name} ({id})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leaves_the_folder_or_is_hidden() {
        for (file, name) in [
            ("notes.txt", "notes.txt"),
            ("../../etc/passwd", "_._.._etc_passwd"),
            ("/etc/passwd", "_etc_passwd"),
            ("..", "unnamed"),
            (".bashrc", "_bashrc"),
            ("a\\b:c", "a_b_c"),
            ("x\u{202e}gpj.exe\u{1b}[0m", "x_gpj.exe_[0m"),
            ("", "unnamed"),
            ("図.png ", "図.png"),
        ] {
            assert_eq!(plain(file), name, "{file}");
        }
    }

    #[test]
    fn two_files_with_one_name_are_both_kept() {
        let files = [("1", "a.png"), ("2", "A.PNG"), ("3", "a.png"), ("4", "b"), ("5", "b")];
        assert_eq!(distinct(files), ["a.png", "A (2).PNG", "a (3).png", "b", "b (5)"]);
    }
}
