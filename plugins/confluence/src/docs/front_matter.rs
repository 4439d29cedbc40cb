//! What stands before the text of an exported page: a small part of YAML, written by us and changed by people.

use atlassian_plugin_sdk::serde_json;
use std::fmt::Write;

/// The line before and after it.
const FENCE: &str = "---";

/// What a file says of its page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FrontMatter {
    /// Absent for a page that is to be made.
    pub(crate) id: Option<String>,
    pub(crate) title: String,
    /// Key of the space.
    pub(crate) space: Option<String>,
    /// Page or folder that it lies below.
    pub(crate) parent: Option<String>,
    /// The version that the text was made from.
    pub(crate) version: Option<u64>,
    /// Absent where labels are not to be changed.
    pub(crate) labels: Option<Vec<String>>,
}

impl FrontMatter {
    /// A whole file: this, and the text below it.
    pub(crate) fn file(&self, text: &str) -> String {
        let mut file = format!("{FENCE}\n");
        let mut line = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                // Writing into a String cannot fail.
                let _ = writeln!(file, "{key}: {value}");
            }
        };
        line("id", self.id.clone());
        line("title", Some(quoted(&self.title)));
        line("space", self.space.as_deref().map(scalar));
        line("parent", self.parent.clone());
        line("version", self.version.map(|version| version.to_string()));
        let list = |labels: &Vec<String>| labels.iter().map(|label| scalar(label)).collect::<Vec<_>>().join(", ");
        line("labels", self.labels.as_ref().map(|labels| format!("[{}]", list(labels))));
        file.push_str(FENCE);
        file.push('\n');
        let text = text.trim_matches('\n');
        if !text.is_empty() {
            file.push('\n');
            file.push_str(text);
            file.push('\n');
        }
        file
    }

    /// Reads a file: what stands before its text, and the text. Nothing for a file without front matter, which is no
    /// page.
    ///
    /// # Errors
    ///
    /// Says in which line what is wrong.
    pub(crate) fn read(file: &str) -> Result<Option<(Self, &str)>, String> {
        let file = file.strip_prefix('\u{feff}').unwrap_or(file);
        let mut rest = file;
        if next_line(&mut rest) != Some(FENCE) {
            return Ok(None);
        }
        let (mut read, mut number, mut title) = (Self::default(), 1, None);
        // The list that lines beginning with `-` go on with.
        let mut is_in_labels = false;
        loop {
            number += 1;
            let Some(line) = next_line(&mut rest) else {
                return Err(format!("the front matter has no end: a line `{FENCE}`"));
            };
            let wrong = |why: &str| format!("line {number}: {why}");
            let trimmed = line.trim();
            if line == FENCE {
                break;
            }
            if trimmed.is_empty() || trimmed.starts_with('#') {
                continue;
            }
            if let Some(item) = trimmed.strip_prefix("- ").filter(|_| is_in_labels) {
                let label = unquoted(item).map_err(|why| wrong(&why))?;
                read.labels.get_or_insert_default().push(label);
                continue;
            }
            let (key, value) = line.split_once(':').ok_or_else(|| wrong("it is no `key: value`"))?;
            is_in_labels = key == "labels";
            let text = || unquoted(value).map_err(|why| wrong(&why));
            let id = || text().and_then(|id| number_of(&id).ok_or_else(|| wrong("an id is a number")).map(|_| id));
            match key {
                "id" => read.id = Some(id()?).filter(|id| !id.is_empty()),
                "title" => title = Some(text()?),
                "space" => read.space = Some(text()?),
                "parent" => read.parent = Some(id()?),
                "version" => {
                    let version = number_of(&text()?).ok_or_else(|| wrong("a version is a number"))?;
                    read.version = Some(version);
                }
                "labels" => read.labels = Some(list(value).map_err(|why| wrong(&why))?),
                // What other tools keep there is theirs.
                _ => {}
            }
        }
        read.title = title.filter(|title| !title.trim().is_empty()).ok_or("the front matter has no `title`")?;
        Ok(Some((read, rest.trim_start_matches(['\r', '\n']))))
    }
}

/// Takes the next line, without its end.
fn next_line<'a>(rest: &mut &'a str) -> Option<&'a str> {
    if rest.is_empty() {
        return None;
    }
    let (line, after) = rest.split_once('\n').unwrap_or((*rest, ""));
    *rest = after;
    Some(line.strip_suffix('\r').unwrap_or(line).trim_end())
}

fn number_of(text: &str) -> Option<u64> {
    text.parse().ok()
}

/// In quotation marks, as JSON and YAML have it alike.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// As it is, where YAML takes it for nothing else.
fn scalar(text: &str) -> String {
    let is_plain = text.starts_with(|c: char| c.is_alphabetic() || c == '~' && text.len() > 1)
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
        && !["true", "false", "yes", "no", "on", "off", "null", "y", "n"].contains(&text.to_lowercase().as_str());
    // `~` alone is YAML's null; a key such as `~dev` is none.
    if is_plain && !text.starts_with('~') { text.to_owned() } else { quoted(text) }
}

/// A value as it was meant: without quotation marks, and without a comment behind it.
fn unquoted(value: &str) -> Result<String, String> {
    let value = value.trim();
    if value.starts_with('"') {
        let end = closing(value).ok_or("the quotation mark is not closed")?;
        let (text, after) = value.split_at(end);
        check_end(after)?;
        return serde_json::from_str(text).map_err(|_| "the text in quotation marks cannot be read".to_owned());
    }
    if let Some(inner) = value.strip_prefix('\'') {
        let (text, after) = inner.split_once('\'').ok_or("the quotation mark is not closed")?;
        if after.starts_with('\'') {
            // Doubled, it is one of the text's own.
            let whole = inner.strip_suffix('\'').ok_or("the quotation mark is not closed")?;
            return Ok(whole.replace("''", "'"));
        }
        check_end(after)?;
        return Ok(text.to_owned());
    }
    if value.starts_with(['&', '*', '!', '|', '>', '%', '@', '`', '{', '[']) {
        return Err(format!("`{value}` has to stand in quotation marks"));
    }
    Ok(value.split(" #").next().unwrap_or_default().trim_end().to_owned())
}

/// Where a text in double quotation marks ends.
fn closing(value: &str) -> Option<usize> {
    let mut is_escaped = false;
    value.char_indices().skip(1).find_map(|(at, c)| {
        let ends = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends.then_some(at + 1)
    })
}

fn check_end(after: &str) -> Result<(), String> {
    let after = after.trim_start();
    if after.is_empty() || after.starts_with('#') { Ok(()) } else { Err(format!("`{after}` stands after the text")) }
}

/// `[a, "b c"]`, or nothing before lines that begin with `-`.
fn list(value: &str) -> Result<Vec<String>, String> {
    let value = value.trim();
    if value.is_empty() || value.starts_with('#') {
        return Ok(Vec::new());
    }
    let inner = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let inner = inner.ok_or("a list stands in square brackets, or on lines that begin with `-`")?;
    inner.split(',').map(str::trim).filter(|item| !item.is_empty()).map(unquoted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> FrontMatter {
        FrontMatter {
            id: Some("131074".to_owned()),
            title: "How \"we\" release: # 🚢".to_owned(),
            space: Some("~dev".to_owned()),
            parent: Some("131073".to_owned()),
            version: Some(3),
            labels: Some(vec!["how-to".to_owned(), "2026".to_owned(), "no".to_owned()]),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let file = page().file("# Text\n\n---\n\nmore\n\n");
        let expected = "---\nid: 131074\ntitle: \"How \\\"we\\\" release: # 🚢\"\nspace: \"~dev\"\nparent: 131073\n\
                        version: 3\nlabels: [how-to, \"2026\", \"no\"]\n---\n\n# Text\n\n---\n\nmore\n";
        assert_eq!(file, expected);
        assert_eq!(FrontMatter::read(&file), Ok(Some((page(), "# Text\n\n---\n\nmore\n"))));
        let empty = FrontMatter { title: "x".to_owned(), ..FrontMatter::default() };
        assert_eq!(FrontMatter::read(&empty.file("\n")), Ok(Some((empty, ""))));
    }

    #[test]
    fn what_people_write_is_read() {
        let file = "---\r\ntitle: It's new # really\r\nother: [x\r\n\r\n# note\r\nspace: 'DEV'\r\nlabels:\r\n  - one\r\n  \
                    - \"two\"\r\n---\r\n\r\nText\r\n";
        let read = FrontMatter::read(file).unwrap().unwrap();
        assert_eq!((read.0.title.as_str(), read.0.space.as_deref(), read.1), ("It's new", Some("DEV"), "Text\r\n"));
        assert_eq!(read.0.labels, Some(vec!["one".to_owned(), "two".to_owned()]));
        assert_eq!(FrontMatter::read("# No front matter\n"), Ok(None));
        assert_eq!(FrontMatter::read(""), Ok(None));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (file, why) in [
            ("---\ntitle: x\n", "no end"),
            ("---\nid: 1\n---\n", "no `title`"),
            ("---\ntitle: x\nid: abc\n---\n", "line 3: an id"),
            ("---\ntitle: \"x\n---\n", "line 2: the quotation mark"),
            ("---\ntitle: \"x\" y\n---\n", "line 2: `y`"),
            ("---\ntitle: x\nnonsense\n---\n", "line 3: it is no"),
            ("---\ntitle: x\nversion: 1.5\n---\n", "line 3: a version"),
            ("---\ntitle: x\nlabels: a, b\n---\n", "line 3: a list"),
            ("---\ntitle: [x]\n---\n", "quotation marks"),
        ] {
            let error = FrontMatter::read(file).unwrap_err();
            assert!(error.contains(why), "{file}: {error}");
        }
    }
}
