//! Doc comments as help text.

use syn::{Attribute, Error, Expr, ExprLit, Lit, Meta, Result};

/// Help taken from a doc comment.
pub(crate) struct Help {
    /// Its first paragraph, on one line and without a final period.
    pub(crate) about: String,
    /// The rest, if there is any.
    pub(crate) long: Option<String>,
}

impl Help {
    /// Reads the doc comment among `attributes`; a missing one is an error at `item`.
    pub(crate) fn read(attributes: &[Attribute], item: &dyn quote::ToTokens, what: &str) -> Result<Self> {
        let lines: Vec<String> = attributes.iter().filter_map(doc_line).collect();
        let mut paragraphs = paragraphs(&lines).into_iter();
        let Some(about) = paragraphs.next() else {
            return Err(Error::new_spanned(item, format!("{what} needs a doc comment: it becomes its help")));
        };
        let long: Vec<String> = paragraphs.collect();
        Ok(Self {
            about: about.strip_suffix('.').unwrap_or(&about).to_owned(),
            long: (!long.is_empty()).then(|| long.join("\n\n")),
        })
    }

    /// Everything as one text, for the help of an argument.
    pub(crate) fn whole(self) -> String {
        match self.long {
            Some(long) => format!("{}\n\n{long}", self.about),
            None => self.about,
        }
    }
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value else { return None };
    pair.path.is_ident("doc").then(|| text.value())
}

/// Joins the lines of each paragraph, so that help wraps at the terminal's width. List items and indented lines stay
/// lines of their own.
fn paragraphs(lines: &[String]) -> Vec<String> {
    let mut paragraphs = Vec::new();
    let mut current = String::new();
    for line in lines {
        let line = line.strip_prefix(' ').unwrap_or(line).trim_end();
        if line.is_empty() {
            flush(&mut paragraphs, &mut current);
        } else {
            add_line(&mut current, line);
        }
    }
    flush(&mut paragraphs, &mut current);
    paragraphs
}

fn flush(paragraphs: &mut Vec<String>, current: &mut String) {
    if !current.is_empty() {
        paragraphs.push(std::mem::take(current));
    }
}

fn add_line(current: &mut String, line: &str) {
    let own_line = line.starts_with("- ") || line.starts_with("* ") || line.starts_with("    ");
    if !current.is_empty() {
        current.push(if own_line { '\n' } else { ' ' });
    }
    current.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_joined_and_lists_are_kept() {
        let lines: Vec<String> =
            [" Show one issue", "", " First", " second:", " - a", " - b"].map(str::to_owned).into();
        assert_eq!(paragraphs(&lines), ["Show one issue", "First second:\n- a\n- b"]);
    }
}
