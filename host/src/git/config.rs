//! Git's configuration as text. What it includes from elsewhere is not followed: nobody named those files.

use std::iter::Peekable;
use std::str::Chars;

/// One line of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// In lower case: `remote`.
    pub(super) section: String,
    /// As written: `origin`.
    pub(super) subsection: Option<String>,
    /// In lower case: `url`.
    pub(super) key: String,
    /// Without quotes and comments; empty where there is none.
    pub(super) value: String,
}

/// All lines, in their order; nothing where git would not take the text either.
pub(super) fn parse(text: &str) -> Option<Vec<Entry>> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let mut rest = text.chars().peekable();
    let mut entries = Vec::new();
    let mut section: Option<(String, Option<String>)> = None;
    while let Some(c) = rest.next() {
        match c {
            c if c.is_whitespace() => {}
            '#' | ';' => skip_line(&mut rest),
            '[' => section = Some(header(&mut rest)?),
            c if c.is_ascii_alphabetic() => {
                let (section, subsection) = section.clone()?;
                let key = key(c, &mut rest);
                let value = value(&mut rest)?;
                entries.push(Entry { section, subsection, key, value });
            }
            _ => return None,
        }
    }
    Some(entries)
}

fn skip_line(rest: &mut Peekable<Chars<'_>>) {
    while rest.next_if(|c| *c != '\n').is_some() {}
}

/// `remote "origin"]` or `remote.origin]`, after the bracket.
fn header(rest: &mut Peekable<Chars<'_>>) -> Option<(String, Option<String>)> {
    let mut section = String::new();
    while let Some(c) = rest.next_if(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')) {
        section.push(c.to_ascii_lowercase());
    }
    let mut subsection = section.split_once('.').map(|(_, below)| below.to_owned());
    if subsection.is_some() {
        section.truncate(section.find('.')?);
    }
    while rest.next_if(|c| matches!(c, ' ' | '\t')).is_some() {}
    if rest.next_if_eq(&'"').is_some() {
        let mut quoted = String::new();
        loop {
            match rest.next()? {
                '"' => break,
                '\n' => return None,
                '\\' => quoted.push(rest.next().filter(|c| *c != '\n')?),
                c => quoted.push(c),
            }
        }
        subsection = Some(quoted);
    }
    rest.next_if_eq(&']')?;
    (!section.is_empty()).then_some((section, subsection))
}

fn key(first: char, rest: &mut Peekable<Chars<'_>>) -> String {
    let mut key = String::from(first.to_ascii_lowercase());
    while let Some(c) = rest.next_if(|c| c.is_ascii_alphanumeric() || *c == '-') {
        key.push(c.to_ascii_lowercase());
    }
    key
}

/// What follows a key, to the end of its line.
fn value(rest: &mut Peekable<Chars<'_>>) -> Option<String> {
    while rest.next_if(|c| matches!(c, ' ' | '\t')).is_some() {}
    match rest.next() {
        None | Some('\n') => return Some(String::new()),
        Some('#' | ';') => {
            skip_line(rest);
            return Some(String::new());
        }
        Some('=') => {}
        Some(_) => return None,
    }
    let mut value = String::new();
    // Blanks count where something follows them.
    let mut blanks = String::new();
    let mut quoted = false;
    while let Some(c) = rest.next() {
        match c {
            '\n' if quoted => return None,
            '\n' => break,
            '#' | ';' if !quoted => {
                skip_line(rest);
                break;
            }
            c if c.is_whitespace() && !quoted => {
                if !value.is_empty() {
                    blanks.push(c);
                }
                continue;
            }
            _ => {}
        }
        value.push_str(&std::mem::take(&mut blanks));
        match c {
            '"' => quoted = !quoted,
            '\\' => match rest.next()? {
                '\n' => {}
                'n' => value.push('\n'),
                't' => value.push('\t'),
                'b' => value.push('\u{8}'),
                c @ ('"' | '\\') => value.push(c),
                _ => return None,
            },
            c => value.push(c),
        }
    }
    (!quoted).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Vec<(String, String)>> {
        let name = |entry: &Entry| {
            let below = entry.subsection.as_ref().map(|below| format!("{below}.")).unwrap_or_default();
            format!("{}.{below}{}", entry.section, entry.key)
        };
        Some(parse(text)?.iter().map(|entry| (name(entry), entry.value.clone())).collect())
    }

    #[test]
    fn it_is_read_as_git_reads_it() {
        for (text, name, value) in [
            ("[core]\n\tbare = false\n", "core.bare", "false"),
            ("[Remote \"Origin\"]\nURL=a", "remote.Origin.url", "a"),
            ("[remote \"a\\\"b\\\\c]\"] url = x", "remote.a\"b\\c].url", "x"),
            ("[remote.origin]\nurl = x\n", "remote.origin.url", "x"),
            ("\u{feff}; c\r\n# d\r\n[a]\r\nb = c\r\n", "a.b", "c"),
            ("[a]\nb =  one  two \t # three\n", "a.b", "one  two"),
            ("[a]\nb = \" one # two \" ; three\n", "a.b", " one # two "),
            ("[a]\nb = one\\\n  two\n", "a.b", "one  two"),
            ("[a]\nb = \\\"x\\\"\\t\\\\\n", "a.b", "\"x\"\t\\"),
            ("[a]\nb\n", "a.b", ""),
            ("[a]\nb # c\n", "a.b", ""),
            ("[a]\nb =", "a.b", ""),
        ] {
            assert_eq!(of(text), Some(vec![(name.to_owned(), value.to_owned())]), "{text:?}");
        }
        for bad in [
            "a = b",
            "[a\nb = c",
            "[]\n",
            "[a \"b\n\"]",
            "[a]\n= c",
            "[a]\nb c\n",
            "[a]\nb = \"c\n",
            "[a]\nb = \\x",
            "\0",
        ] {
            assert_eq!(of(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn includes_are_lines_like_others() {
        let text = "[include]\npath = /etc/passwd\n[includeIf \"gitdir:/\"]\npath = x\n";
        assert_eq!(of(text).unwrap().len(), 2);
    }
}
