//! What commands print in every format: in a pipe, and on terminals of 80 and 160 columns. The snapshots lie beside this
//! file; `INSTA_UPDATE=always cargo test … --test it formats::` writes them anew.

use crate::support::{Home, on_terminal, probe, site};

const FORMATS: &[&str] = &["table", "json", "jsonl", "yaml", "csv", "markdown", "quiet"];

/// A listing with letters of every width, and one record.
const COMMANDS: &[(&str, &[&str])] = &[
    ("search", &["jira", "search", "--jql", "project = DEV ORDER BY key", "--limit", "4"]),
    ("get", &["jira", "issue", "get", "DEV-3"]),
];

#[test]
fn every_format_everywhere() {
    let site = site();
    let home = Home::at(&site);
    let stable = |shown: &str| shown.replace(&site.url(), "http://SITE").replace('\u{1b}', "␛");
    for (name, args) in COMMANDS {
        for format in FORMATS {
            let args = [args, &["--format", format][..]].concat();
            let ran = home.run(&args);
            let mut shown = format!("# in a pipe\n{}# beside it\n{}", stable(&ran.stdout), stable(&ran.stderr));
            for columns in [80, 160] {
                let terminal = on_terminal(&home, &args, columns, &[("FORCE_HYPERLINK", "1")]);
                shown += &format!("# on a terminal of {columns} columns\n{}", stable(&terminal));
            }
            insta::assert_snapshot!(format!("{name}.{format}"), shown);
        }
    }
}

/// A text for reading: drawn on a terminal, Markdown in a pipe.
#[test]
fn a_text_is_drawn_for_reading() {
    let home = Home::at(&site()).with_guests(&[("probe", probe())]);
    let args = ["probe", "told", "page"];
    let mut shown = format!("# in a pipe\n{}", home.run(&args).ok());
    let terminals: [(u16, &[_]); 3] =
        [(80, &[("FORCE_HYPERLINK", "1")]), (80, &[("NO_COLOR", "1"), ("FORCE_HYPERLINK", "0")]), (160, &[])];
    for (columns, env) in terminals {
        let terminal = on_terminal(&home, &args, columns, env).replace('\u{1b}', "␛");
        shown += &format!("# on a terminal of {columns} columns, {env:?}\n{terminal}");
    }
    insta::assert_snapshot!("reading", shown);
}
