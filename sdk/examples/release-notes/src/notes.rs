//! The notes themselves: issues in groups, as Markdown or in Confluence's storage format. Nothing is sent from here.

use crate::issues::Issue;
use std::fmt::Write;

/// A link from the notes to an issue begins with this, such as `https://example.atlassian.net`.
pub(crate) type Origin<'a> = Option<&'a str>;

/// Issues by type, in the order in which they came.
pub(crate) struct Notes<'a> {
    groups: Vec<(&'a str, Vec<&'a Issue>)>,
}

impl<'a> Notes<'a> {
    pub(crate) fn new(issues: &'a [Issue]) -> Self {
        let mut groups: Vec<(&str, Vec<&Issue>)> = Vec::new();
        for issue in issues {
            let kind = issue.fields.issuetype.name.as_str();
            match groups.iter_mut().find(|(name, _)| *name == kind) {
                Some((_, group)) => group.push(issue),
                None => groups.push((kind, vec![issue])),
            }
        }
        Self { groups }
    }

    /// For a terminal, a pull request or a chat.
    pub(crate) fn markdown(&self, title: &str, origin: Origin<'_>) -> String {
        let mut text = format!("# {}\n", markdown(title));
        for (kind, issues) in &self.groups {
            // Writing to a string does not fail.
            let _ = write!(text, "\n## {}\n\n", markdown(kind));
            for Issue { key, fields } in issues {
                let shown = origin.map_or_else(|| key.clone(), |origin| format!("[{key}]({origin}/browse/{key})"));
                let _ = writeln!(text, "- {shown} {}", markdown(&fields.summary));
            }
        }
        text
    }

    /// For a Confluence page, which has its title elsewhere.
    pub(crate) fn storage(&self, origin: Origin<'_>) -> String {
        let mut text = String::new();
        for (kind, issues) in &self.groups {
            let _ = write!(text, "<h2>{}</h2><ul>", xml(kind));
            for Issue { key, fields } in issues {
                let key = xml(key);
                let shown = match origin {
                    Some(origin) => format!("<a href=\"{}/browse/{key}\">{key}</a>", xml(origin)),
                    None => key,
                };
                let _ = write!(text, "<li><p>{shown} {}</p></li>", xml(&fields.summary));
            }
            text.push_str("</ul>");
        }
        text
    }
}

/// Text that stays text in XML, between tags and in attributes. Control characters, which XML cannot hold, are left out.
fn xml(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => {}
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Text that stays text in Markdown.
fn markdown(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if "\\`*_[]<>#&~|".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issues::{Fields, IssueType};

    fn issue(key: &str, kind: &str, summary: &str) -> Issue {
        let issuetype = IssueType { name: kind.to_owned() };
        Issue { key: key.to_owned(), fields: Fields { summary: summary.to_owned(), issuetype } }
    }

    #[test]
    fn issues_stand_below_their_type_in_the_order_in_which_they_came() {
        let issues = [issue("DEV-2", "Bug", "b"), issue("DEV-3", "Story", "c"), issue("DEV-1", "Bug", "a")];
        let notes = Notes::new(&issues);
        assert_eq!(
            notes.markdown("DEV 1.0", Some("https://x")),
            "# DEV 1.0\n\n## Bug\n\n- [DEV-2](https://x/browse/DEV-2) b\n- [DEV-1](https://x/browse/DEV-1) a\n\n\
             ## Story\n\n- [DEV-3](https://x/browse/DEV-3) c\n"
        );
        assert_eq!(
            notes.storage(None),
            "<h2>Bug</h2><ul><li><p>DEV-2 b</p></li><li><p>DEV-1 a</p></li></ul>\
             <h2>Story</h2><ul><li><p>DEV-3 c</p></li></ul>"
        );
    }

    #[test]
    fn what_an_issue_says_stays_text() {
        let issues = [issue("DEV-1", "R&D", "<script>\"&amp;\" *b*\u{1b}[0m")];
        let notes = Notes::new(&issues);
        assert_eq!(
            notes.storage(Some("https://x/\"")),
            "<h2>R&amp;D</h2><ul><li><p><a href=\"https://x/&quot;/browse/DEV-1\">DEV-1</a> \
             &lt;script&gt;&quot;&amp;amp;&quot; *b*[0m</p></li></ul>"
        );
        assert!(notes.markdown("t", None).contains("- DEV-1 \\<script\\>\"\\&amp;\" \\*b\\*"));
    }
}
