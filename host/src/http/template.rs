//! Path templates: what a plugin names instead of a URL.
//!
//! A template is a list of whole segments: literals, `{name}` for one segment, and `{+name}`, last only, for one or
//! more. Values are encoded so strictly that nothing in them can mean anything in a URL. A `/` at the end names the root
//! of what is before it, as `/src/{commit}/` does.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All but the unreserved characters of RFC 3986: how a value stands in an address.
pub const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A parsed template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    segments: Vec<Segment>,
    /// It ends in `/`.
    is_root: bool,
}

/// One part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment<W = String> {
    /// A fixed word.
    Literal(W),
    /// Any one segment.
    Param(W),
    /// One or more, last only.
    Rest(W),
}

impl Template {
    /// Parses a template.
    ///
    /// # Errors
    /// When it is not one; the text finishes "the template …".
    pub fn parse(text: &str) -> Result<Self, String> {
        let is_root = text.ends_with('/');
        let segments: Vec<_> = Self::parts(text)?.into_iter().map(Segment::into_owned).collect();
        let mut names: Vec<_> = segments.iter().filter_map(Segment::name).collect();
        names.sort_unstable();
        if let Some([twice, _]) = names.array_windows().find(|[a, b]| a == b) {
            return Err(format!("names `{twice}` twice"));
        }
        if is_root && matches!(segments.last(), Some(Segment::Rest(_))) {
            return Err("has a `/` after what takes the rest".to_owned());
        }
        Ok(Self { segments, is_root })
    }

    /// The parts of a template, none of which was looked at beside the others.
    ///
    /// # Errors
    /// When one of them is not one; the text finishes "the template …".
    pub fn parts(text: &str) -> Result<Vec<Segment<&str>>, String> {
        let path = text.strip_prefix('/').ok_or("does not begin with `/`")?;
        let path = path.strip_suffix('/').unwrap_or(path);
        let mut parts = path.split('/').peekable();
        let mut segments = Vec::new();
        while let Some(part) = parts.next() {
            segments.push(segment(part, parts.peek().is_none())?);
        }
        Ok(segments)
    }

    /// Whether it ends in `/`.
    pub fn is_root(&self) -> bool {
        self.is_root
    }

    /// The encoded path with all parameters filled in, beginning with `/`.
    ///
    /// # Errors
    /// When a value is missing, left over or not allowed.
    pub fn expand(&self, params: &[(String, String)]) -> Result<String, String> {
        let mut used = 0;
        let mut path = String::new();
        for segment in &self.segments {
            path.push('/');
            match segment {
                Segment::Literal(literal) => path.push_str(literal),
                Segment::Param(name) => {
                    used += 1;
                    path.push_str(&encoded(name, value(params, name)?)?);
                }
                Segment::Rest(name) => {
                    used += 1;
                    let parts: Vec<_> =
                        value(params, name)?.split('/').map(|part| encoded(name, part)).collect::<Result<_, _>>()?;
                    path.push_str(&parts.join("/"));
                }
            }
        }
        if used != params.len() {
            return Err("there are values for parameters that the template does not have".to_owned());
        }
        if self.is_root {
            path.push('/');
        }
        Ok(path)
    }

    /// The names of its parameters, in order.
    pub fn params(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(Segment::name)
    }

    /// Its parts, in order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Whether an encoded path is one that this template could have made, or that a site could mean by it: Bitbucket
    /// leads to a pull request's diff by a path with an encoded line end in its rest.
    pub fn matches(&self, path: &str) -> bool {
        let Some(path) = path.strip_prefix('/') else { return false };
        let Some(path) = (if self.is_root { path.strip_suffix('/') } else { Some(path) }) else { return false };
        let is_line_end = |letter: char| matches!(letter, '\r' | '\n');
        let fits_rest = |part: &str| check(&part.replace(is_line_end, "")).is_ok();
        let mut parts = path.split('/').map(decoded);
        for segment in &self.segments {
            let Some(part) = parts.next() else { return false };
            let Some(part) = part else { return false };
            let fits = match segment {
                Segment::Literal(literal) => *literal == part,
                Segment::Param(_) => check(&part).is_ok(),
                Segment::Rest(_) => {
                    return fits_rest(&part) && parts.all(|part| part.is_some_and(|part| fits_rest(&part)));
                }
            };
            if !fits {
                return false;
            }
        }
        parts.next().is_none()
    }
}

impl std::fmt::Display for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.segments.iter().try_for_each(|segment| match segment {
            Segment::Literal(word) => write!(f, "/{word}"),
            Segment::Param(name) => write!(f, "/{{{name}}}"),
            Segment::Rest(name) => write!(f, "/{{+{name}}}"),
        })?;
        if self.is_root { f.write_str("/") } else { Ok(()) }
    }
}

impl Segment<&str> {
    fn into_owned(self) -> Segment {
        match self {
            Self::Literal(word) => Segment::Literal(word.to_owned()),
            Self::Param(name) => Segment::Param(name.to_owned()),
            Self::Rest(name) => Segment::Rest(name.to_owned()),
        }
    }
}

impl Segment {
    fn name(&self) -> Option<&str> {
        match self {
            Self::Literal(_) => None,
            Self::Param(name) | Self::Rest(name) => Some(name),
        }
    }
}

fn segment(part: &str, is_last: bool) -> Result<Segment<&str>, String> {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
    };
    if let Some(inner) = part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        return match inner.strip_prefix('+') {
            Some(name) if is_name(name) && is_last => Ok(Segment::Rest(name)),
            Some(_) if !is_last => Err(format!("has `{part}` before its end")),
            None if is_name(inner) => Ok(Segment::Param(inner)),
            _ => Err(format!("has `{}`, which is not a parameter", part.escape_debug())),
        };
    }
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    if part.is_empty() || part == "." || part == ".." || !part.bytes().all(plain) {
        return Err(format!("has the segment `{}`, which is not plain", part.escape_debug()));
    }
    Ok(Segment::Literal(part))
}

fn value<'a>(params: &'a [(String, String)], name: &str) -> Result<&'a str, String> {
    let mut values = params.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value),
        (None, _) => Err(format!("there is no value for `{name}`")),
        (Some(_), Some(_)) => Err(format!("there are two values for `{name}`")),
    }
}

fn encoded(name: &str, value: &str) -> Result<String, String> {
    check(value).map_err(|why| format!("the value of `{name}` {why}"))?;
    Ok(utf8_percent_encode(value, ENCODED).to_string())
}

/// What can stand in one segment. A server may decode once more than it should, so what is a path after decoding is
/// refused although it is encoded.
fn check(value: &str) -> Result<(), &'static str> {
    if value.is_empty() {
        return Err("is empty");
    }
    if value.contains(['/', '\\']) {
        return Err("has a slash in it");
    }
    if value.chars().any(char::is_control) {
        return Err("has a control character in it");
    }
    let mut text = value.to_owned();
    // Deeper nesting than this is no server's mistake any more.
    for _ in 0..4 {
        let bare = text.split(';').next().unwrap_or_default().trim();
        if matches!(bare, "." | "..") || text.contains(['/', '\\', '\0']) {
            return Err("means another path");
        }
        let next = percent_decode_str(&text).decode_utf8_lossy().into_owned();
        if next == text {
            break;
        }
        text = next;
    }
    Ok(())
}

fn decoded(part: &str) -> Option<String> {
    percent_decode_str(part).decode_utf8().ok().map(|part| part.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(template: &str, value: &str) -> Result<String, String> {
        Template::parse(template).unwrap().expand(&[("id".to_owned(), value.to_owned())])
    }

    #[test]
    fn values_are_encoded() {
        for (value, expected) in [
            ("DEV-1", "/a/DEV-1/b"),
            ("a b", "/a/a%20b/b"),
            ("{uuid}", "/a/%7Buuid%7D/b"),
            ("x;y=z", "/a/x%3By%3Dz/b"),
            ("a?b#c", "/a/a%3Fb%23c/b"),
            ("100%", "/a/100%25/b"),
            ("é", "/a/%C3%A9/b"),
            ("...", "/a/.../b"),
            ("//", "the value of `id` has a slash in it"),
        ] {
            assert_eq!(expand("/a/{id}/b", value).unwrap_or_else(|why| why), expected, "{value:?}");
        }
        assert_eq!(expand("/src/{+id}", "a/b c/d").unwrap(), "/src/a/b%20c/d");
        assert_eq!(expand("/src/{id}/", "a b").unwrap(), "/src/a%20b/");
        assert!(expand("/src/{id}/", "a/b").is_err() && expand("/src/{id}/", "").is_err());
    }

    #[test]
    fn values_that_mean_another_path_are_refused() {
        for value in [
            "",
            ".",
            "..",
            "../x",
            "a/b",
            "a\\b",
            "%2e%2e",
            ".%2E",
            "%252e%252e",
            "..;",
            "..;x=1",
            "%2e%2e;",
            "a%2fb",
            "a%252Fb",
            "a%5cb",
            "a\0b",
            "a\nb",
            "a\tb",
            "%00",
            " ..",
            "..%00",
            "\u{85}",
        ] {
            assert!(expand("/a/{id}", value).is_err(), "{value:?} gave {:?}", expand("/a/{id}", value));
        }
        for value in ["", "/", "a/", "/a", "a//b", "a/../b", "a/%2e%2e/b", "./a"] {
            assert!(expand("/a/{+id}", value).is_err(), "{value:?}");
        }
    }

    #[test]
    fn every_parameter_once() {
        let template = Template::parse("/a/{x}/{y}").unwrap();
        let pair = |name: &str| (name.to_owned(), "1".to_owned());
        assert_eq!(template.expand(&[pair("x"), pair("y")]).unwrap(), "/a/1/1");
        assert!(template.expand(&[pair("x")]).unwrap_err().contains("no value for `y`"));
        assert!(template.expand(&[pair("x"), pair("y"), pair("z")]).unwrap_err().contains("does not have"));
        assert!(template.expand(&[pair("x"), pair("x"), pair("y")]).unwrap_err().contains("two values"));
    }

    #[test]
    fn what_is_not_a_template() {
        for text in [
            "",
            "a",
            "//a",
            "/a//b",
            "/",
            "/a//",
            "/a/{+x}/",
            "/a/../b",
            "/a/./b",
            "/a/{x",
            "/a/x}",
            "/a/{}",
            "/a/{+}",
            "/a/{+x}/b",
            "/a/x{y}",
            "/a/%2e%2e/b",
            "/a?b=c",
            "/a#b",
            "/a b",
            "/a\\b",
            "/{x}/{x}",
            "https://evil/a",
            "/a:b",
            "/a;b",
        ] {
            assert!(Template::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn paths_match_segment_by_segment() {
        let template = Template::parse("/2.0/diff/{spec}/{+path}").unwrap();
        for (path, expected) in [
            ("/2.0/diff/a/b", true),
            ("/2.0/diff/a%20b/b/c", true),
            ("/2.0/diff/a", false),
            ("/2.0/diff/a/", false),
            ("/2.0/diff//b", false),
            ("/2.0/diff/%2e%2e/b", false),
            ("/2.0/DIFF/a/b", false),
            ("/2.0/diff/a/b/../c", false),
        ] {
            assert_eq!(template.matches(path), expected, "{path}");
        }
        let root = Template::parse("/2.0/src/{commit}/").unwrap();
        for (path, expected) in
            [("/2.0/src/a/", true), ("/2.0/src/a", false), ("/2.0/src/", false), ("/2.0/src/a//", false)]
        {
            assert_eq!(root.matches(path), expected, "{path}");
        }
    }

    #[test]
    fn where_a_pull_request_leads_is_known() {
        let template = Template::parse("/2.0/diff/{+spec}").unwrap();
        assert!(template.matches("/2.0/diff/example/backend:1a2b%0D3c4d"));
        for path in
            ["/2.0/diff/%0D", "/2.0/diff/..%0D", "/2.0/diff/a/%0D../b", "/2.0/diff/a%00b", "/2.0/diff/a%252f%0Db"]
        {
            assert!(!template.matches(path), "{path}");
        }
        // A guest cannot say so.
        assert!(template.expand(&[("spec".to_owned(), "a\rb".to_owned())]).is_err());
    }
}
