//! Colour and widths on a real terminal, and nothing of either in a pipe.

use unicode_width::UnicodeWidthStr;

use crate::support::{Home, on_terminal, site};

fn bare(text: &str) -> String {
    ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[36m"]
        .iter()
        .fold(text.to_owned(), |text, code| text.replace(code, ""))
}

const SEARCH: &[&str] = &["jira", "search", "--jql", "project = DEV ORDER BY key", "--limit", "0"];

#[test]
fn a_terminal_gets_colour_and_what_fits() {
    let site = site();
    let home = Home::at(&site);
    let piped = home.run(SEARCH).ok();
    assert!(!piped.contains('\u{1b}'), "{piped}");
    let mut cut = Vec::new();
    for columns in [80, 160] {
        let shown = on_terminal(&home, SEARCH, columns, &[]);
        assert!(shown.contains("\u{1b}[1mKEY\u{1b}[0m") && shown.contains("\u{1b}[36mDEV-1\u{1b}[0m"), "{shown:?}");
        let shown = bare(&shown);
        assert!(!shown.contains('\u{1b}'), "{shown:?}");
        assert!(shown.lines().all(|line| line.width() <= usize::from(columns)), "{columns}:\n{shown}");
        cut.push(shown.matches('…').count());
        // CJK, emoji and all: the last column, always as wide as it is, ends in one place.
        let mut ends: Vec<_> = shown.lines().skip(1).map(UnicodeWidthStr::width).collect();
        ends.dedup();
        assert_eq!(ends.len(), 1, "{shown}");
        assert_eq!(shown.lines().count(), piped.lines().count());
    }
    assert!(cut[0] > cut[1], "{cut:?}");
    let wide = on_terminal(&home, &[SEARCH, &["--wide", "--color", "never"]].concat(), 80, &[]);
    assert_eq!(wide, piped);
}

#[test]
fn colour_is_as_one_says() {
    let site = site();
    let home = Home::at(&site);
    let colored =
        |args: &[&str], env: &[(&str, &str)]| on_terminal(&home, &[SEARCH, args].concat(), 120, env).contains('\u{1b}');
    assert!(colored(&[], &[]));
    assert!(!colored(&[], &[("NO_COLOR", "1")]));
    assert!(!colored(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(colored(&["--color=always"], &[("NO_COLOR", "1")]));
    assert!(!colored(&[], &[("TERM", "dumb")]));
    assert!(home.run(&[SEARCH, &["--color", "always"]].concat()).ok().contains("\u{1b}[1mKEY"));
    // Data is data: no other format has colour.
    for format in ["json", "jsonl", "yaml", "csv", "markdown", "quiet"] {
        let shown = home.run(&[SEARCH, &["--color", "always", "--format", format]].concat()).ok();
        assert!(!shown.contains('\u{1b}'), "{format}: {shown}");
    }
    let failed = home.run(&["jira", "issue", "get", "DEV-999", "--color", "always"]);
    assert!(failed.stderr.starts_with("\u{1b}[1m\u{1b}[31merror:\u{1b}[0m jira: "), "{failed:?}");
    let failed = home.run(&["jira", "issue", "get", "DEV-999"]);
    assert!(failed.stderr.starts_with("error: jira: "), "{failed:?}");
}
