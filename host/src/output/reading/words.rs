//! Text in a line's looks, and how it is broken into lines.

use std::rc::Rc;

use anstyle::{Effects, Style};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::super::{Target, color, links, safe};

/// How a piece of text looks.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Look {
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) struck: bool,
    pub(super) underlined: bool,
    pub(super) dim: bool,
    pub(super) code: bool,
    /// Where it leads: an address that can stand in an escape sequence.
    pub(super) link: Option<Rc<str>>,
}

impl Look {
    fn style(&self) -> Style {
        let effects = [
            (self.bold, Effects::BOLD),
            (self.italic, Effects::ITALIC),
            (self.struck, Effects::STRIKETHROUGH),
            (self.underlined, Effects::UNDERLINE),
            (self.dim, Effects::DIMMED),
        ];
        let effects = effects.into_iter().filter(|(is_so, _)| *is_so).fold(Effects::new(), |all, (_, one)| all | one);
        if self.code { color::IDENTIFIER | effects } else { Style::new() | effects }
    }
}

/// A piece of text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Span {
    text: String,
    look: Look,
}

impl Span {
    /// What a site has written: on one line, and safe.
    pub(super) fn new(text: &str, look: Look) -> Self {
        Self { text: safe::line(text).into_owned(), look }
    }

    /// The end of a line within a text.
    pub(super) fn line_break() -> Self {
        Self { text: "\n".to_owned(), look: Look::default() }
    }
}

/// The text alone.
pub(super) fn text(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

/// How wide spans are in one line, at their longest.
pub(super) fn width(spans: &[Span]) -> usize {
    text(spans).split('\n').map(UnicodeWidthStr::width).max().unwrap_or(0)
}

/// Words between blanks, each perhaps in several looks.
#[derive(Default)]
struct Word {
    parts: Vec<Span>,
    width: usize,
    /// The look of the blank before it.
    blank: Look,
}

/// Spans as lines of a width; a word that is wider than a line is broken.
pub(super) fn wrapped(spans: &[Span], width: usize) -> Vec<Vec<Span>> {
    let mut lines: Vec<Vec<Span>> = vec![Vec::new()];
    let mut used = 0;
    for word in words(spans) {
        let Some(word) = word else {
            lines.push(Vec::new());
            used = 0;
            continue;
        };
        if used > 0 && used + 1 + word.width > width {
            lines.push(Vec::new());
            used = 0;
        }
        if used > 0 {
            add(&mut lines, " ", &word.blank);
            used += 1;
        }
        if word.width <= width {
            word.parts.iter().for_each(|part| add(&mut lines, &part.text, &part.look));
            used += word.width;
            continue;
        }
        for (letter, look) in word.parts.iter().flat_map(|part| part.text.graphemes(true).map(|one| (one, &part.look)))
        {
            if used > 0 && used + letter.width() > width {
                lines.push(Vec::new());
                used = 0;
            }
            add(&mut lines, letter, look);
            used += letter.width();
        }
    }
    lines
}

/// The words; nothing stands for a line's end.
fn words(spans: &[Span]) -> Vec<Option<Word>> {
    let mut words = Vec::new();
    let mut word = Word::default();
    let mut end = |word: &mut Word, blank: Look| {
        let done = std::mem::replace(word, Word { blank, ..Word::default() });
        if !done.parts.is_empty() {
            words.push(Some(done));
        }
        words.len()
    };
    let mut breaks = Vec::new();
    for span in spans {
        if span.text == "\n" {
            breaks.push(end(&mut word, Look::default()));
            continue;
        }
        for chunk in span.text.split_inclusive(' ') {
            let text = chunk.trim_end_matches(' ');
            if !text.is_empty() {
                word.width += text.width();
                word.parts.push(Span { text: text.to_owned(), look: span.look.clone() });
            }
            if text.len() < chunk.len() {
                end(&mut word, span.look.clone());
            }
        }
    }
    end(&mut word, Look::default());
    // From behind: the places before stay where they are.
    for place in breaks.into_iter().rev() {
        words.insert(place, None);
    }
    words
}

fn add(lines: &mut [Vec<Span>], text: &str, look: &Look) {
    let Some(line) = lines.last_mut() else { return };
    match line.last_mut() {
        Some(last) if last.look == *look => last.text.push_str(text),
        _ => line.push(Span { text: text.to_owned(), look: look.clone() }),
    }
}

/// A line as it is written.
pub(super) fn dressed(line: &[Span], target: Target) -> String {
    let piece = |span: &Span| {
        let style = span.look.style();
        let text =
            if target.colored && style != Style::new() { color::styled(style, &span.text) } else { span.text.clone() };
        match span.look.link.as_ref().filter(|_| target.linked) {
            Some(address) => links::linked(address, &text),
            None => text,
        }
    };
    line.iter().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(spans: &[(&str, bool)], width: usize) -> Vec<String> {
        let spans: Vec<_> = spans
            .iter()
            .map(|(text, bold)| match *text {
                "\n" => Span::line_break(),
                text => Span::new(text, Look { bold: *bold, ..Look::default() }),
            })
            .collect();
        wrapped(&spans, width).iter().map(|line| text(line)).collect()
    }

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(plain(&[("one two three", false)], 8), ["one two", "three"]);
        // A word may change its look and stays whole.
        assert_eq!(plain(&[("one t", false), ("wo thr", true), ("ee", false)], 8), ["one two", "three"]);
        assert_eq!(plain(&[("  a   b ", false)], 8), ["a b"]);
        assert_eq!(plain(&[("a", false), ("\n", false), ("\n", false), ("b", false)], 8), ["a", "", "b"]);
        assert_eq!(plain(&[], 8), [""]);
    }

    #[test]
    fn what_is_wider_than_a_line_is_broken_between_letters() {
        assert_eq!(plain(&[("abcdefghij k", false)], 4), ["abcd", "efgh", "ij k"]);
        assert_eq!(plain(&[("日本語テキスト", false)], 5), ["日本", "語テ", "キス", "ト"]);
        assert_eq!(plain(&[("👩‍💻👩‍💻", false)], 1), ["👩‍💻", "👩‍💻"]);
    }
}
