//! The contract check: a router in front of several Prisms (one for each OpenAPI document), with a check of its own for
//! the document that is too heavy for Prism, and the list of routes that no document has.

mod document;
mod exceptions;
mod report;
mod router;
mod schema;

pub use document::{Call, Document};
pub use exceptions::{Exception, Exceptions};
pub use report::{Report, Violation};
pub use router::{Route, Router, Settings};

/// Matches the segments of a path against those of a template: `{name}` takes one, a last `{+name}` all the rest.
fn matches(template: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    for part in template.split('/') {
        if part.starts_with("{+") {
            return segments.next().is_some();
        }
        let Some(segment) = segments.next() else { return false };
        let fits = if part.starts_with('{') { !segment.is_empty() } else { part == segment };
        if !fits {
            return false;
        }
    }
    segments.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn templates_match_segment_by_segment() {
        assert!(matches("/a/{id}", "/a/1") && matches("/a/{+rest}", "/a/1/2/3"));
        for (template, path) in
            [("/a/{id}", "/a/"), ("/a/{id}", "/a/1/2"), ("/a", "/a/"), ("/a/{+rest}", "/a"), ("/a", "/b")]
        {
            assert!(!matches(template, path), "{template} {path}");
        }
    }
}
