//! CSV as RFC 4180 has it, read from a text and written line by line.

use atlassian_plugin_sdk::prelude::*;

/// The rows of a text. What stands in quotes may have commas, quotes (twice) and lines of its own.
///
/// # Errors
///
/// When a quote is never closed, or something follows one that is.
pub(super) fn parse(text: &str) -> Result<Vec<Vec<String>>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let separator = separator(text);
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut was_quoted, mut line) = (false, false, 1_usize);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '\n' {
            line += 1;
        }
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' if quoted => quoted = false,
            _ if quoted => cell.push(letter),
            '"' if cell.is_empty() && !was_quoted => (quoted, was_quoted) = (true, true),
            '\r' if letters.peek() == Some(&'\n') => {}
            '\n' => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
                was_quoted = false;
            }
            _ if letter == separator => {
                row.push(std::mem::take(&mut cell));
                was_quoted = false;
            }
            _ if was_quoted => {
                return Err(Error::invalid(format!("line {line} of the CSV file has something after a quote")));
            }
            _ => cell.push(letter),
        }
    }
    if quoted {
        return Err(Error::invalid("a quote of the CSV file is never closed"));
    }
    if !cell.is_empty() || was_quoted || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    // A line without anything is none.
    rows.retain(|row| row.iter().any(|cell| !cell.trim().is_empty()));
    Ok(rows)
}

/// Spreadsheets of many countries write semicolons, and some programs tabs.
fn separator(text: &str) -> char {
    let first = text.lines().next().unwrap_or_default();
    let count = |letter: char| first.chars().filter(|found| *found == letter).count();
    [';', '\t'].into_iter().find(|letter| count(*letter) > count(',')).unwrap_or(',')
}

/// One row, with its end.
pub(super) fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<_> = cells.into_iter().map(cell).collect();
    format!("{}\r\n", cells.join(","))
}

fn cell(text: &str) -> String {
    let needs_quotes = text.contains([',', ';', '\t', '"', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ');
    if needs_quotes { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() -> Result<()> {
        let rows = [vec!["a", "b,\"c\"", "two\nlines"], vec!["", " x ", "é;\t"], vec!["1", "2", ""]];
        let text: String = rows.iter().map(|row| line(row.iter().copied())).collect();
        assert_eq!(parse(&text)?, rows);
        assert_eq!(parse(text.trim_end())?, rows);
        Ok(())
    }

    #[test]
    fn what_spreadsheets_write_is_read() -> Result<()> {
        assert_eq!(parse("\u{feff}Key;Summary\r\nDEV-1;a, b\r\n\r\n;\r\n")?, [["Key", "Summary"], ["DEV-1", "a, b"]]);
        assert_eq!(parse("a\tb\n1\t2")?, [["a", "b"], ["1", "2"]]);
        assert_eq!(parse("")?, Vec::<Vec<String>>::new());
        for broken in ["a,\"b\nc", "\"a\"b,c"] {
            assert!(parse(broken).is_err(), "{broken}");
        }
        Ok(())
    }
}
