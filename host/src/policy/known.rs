//! Paths of Atlassian's that the host knows, from text that is part of the program: lines of `METHOD,METHOD PATH …`
//! below headings. There are hundreds, of which a run asks for some: what nobody asks for is not taken apart.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use memchr::memmem;

use crate::http::{Segment, Template};

/// One line.
#[derive(Debug)]
pub(super) struct Known {
    methods: &'static str,
    /// With the document's names of its parameters.
    pub(super) path: &'static str,
    segments: OnceLock<Vec<Segment<&'static str>>>,
}

impl Known {
    fn read(line: &'static str) -> Option<Self> {
        let (methods, rest) = line.split_once(' ').filter(|(_, rest)| rest.starts_with('/'))?;
        let path = rest.split_once(' ').map_or(rest, |(path, _)| path);
        Some(Self { methods, path, segments: OnceLock::new() })
    }

    /// HEAD is GET without the body.
    pub(super) fn has_method(&self, method: &str) -> bool {
        let method = if method == "HEAD" { "GET" } else { method };
        self.methods.split(',').any(|one| one == method)
    }

    /// Its parts; none of what is no template of ours.
    pub(super) fn segments(&self) -> &[Segment<&'static str>] {
        self.segments.get_or_init(|| Template::parts(self.path).unwrap_or_default())
    }
}

/// The lines of a text, by their headings.
#[derive(Debug)]
pub(super) struct Text(BTreeMap<&'static str, Section>);

#[derive(Debug)]
struct Section {
    text: &'static str,
    lines: OnceLock<Vec<Known>>,
}

impl Text {
    /// Finds the headings: each stands on a line of its own, in brackets.
    pub(super) fn new(text: &'static str) -> Self {
        let starts: Vec<_> = memmem::find_iter(text.as_bytes(), b"\n[").map(|start| start + 2).collect();
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let sections = starts.iter().zip(ends).filter_map(|(start, end)| {
            let (heading, text) = text.get(*start..end)?.split_once("]\n")?;
            Some((heading, Section { text, lines: OnceLock::new() }))
        });
        Self(sections.collect())
    }

    /// The lines below a heading; none where there is no such heading.
    pub(super) fn lines(&self, heading: &str) -> &[Known] {
        let Some(section) = self.0.get(heading) else { return &[] };
        section.lines.get_or_init(|| section.text.lines().filter_map(Known::read).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_below_their_heading() {
        let text = Text::new("# [no]\n[first]\nGET,PUT /a/{b}/ operation\n# words /x\n\n[second one]\nPOST /c");
        let of =
            |heading: &str| -> Vec<_> { text.lines(heading).iter().map(|known| (known.methods, known.path)).collect() };
        assert_eq!(of("first"), [("GET,PUT", "/a/{b}/")]);
        assert_eq!(of("second one"), [("POST", "/c")]);
        assert!(of("no").is_empty() && of("").is_empty());
        let known = text.lines("first").first().unwrap();
        assert_eq!(known.segments(), [Segment::Literal("a"), Segment::Param("b")]);
        assert_eq!(
            ["GET", "HEAD", "PUT", "POST", "P"].map(|method| known.has_method(method)),
            [true, true, true, false, false]
        );
    }
}
