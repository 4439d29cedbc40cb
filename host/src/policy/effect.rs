//! What a request does, judged by method and final path: `effects.txt` as data, and rules that doubt in favour of the
//! stronger effect.
//!
//! A line that makes an effect weaker than its method says must fit exactly. One that makes it stronger fits whatever
//! the spelling: other case, a trailing slash, a part after `;`.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use percent_encoding::percent_decode_str;

use crate::http::{Segment, Template, service};
use crate::plugin::manifest::{Effect, Endpoint};

use super::known::{Known, Text};

/// Stands for every method in a manifest and in a policy.
pub const ANY: &str = "*";

/// What a declared endpoint can do, over all values of its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// Every effect that it can have.
    pub effects: BTreeSet<Effect>,
    /// Stands for any method, or for all below a prefix of its service.
    pub wildcard: bool,
    /// A parameter stands where Atlassian's API has a fixed word, so that it names several operations.
    pub broad: bool,
    /// None of Atlassian's documents has it.
    pub undocumented: bool,
}

impl Derived {
    /// The strongest effect.
    pub fn highest(&self) -> Effect {
        self.effects.last().copied().unwrap_or(Effect::Delete)
    }
}

/// What requests do, below the effect's verb and the service.
static EFFECTS: LazyLock<Text> = LazyLock::new(|| Text::new(include_str!("../effects.txt")));

/// All paths of Atlassian's documents, below their service and how many segments they have.
static DOCUMENTED: LazyLock<Text> = LazyLock::new(|| Text::new(include_str!("../documented.txt")));

/// How many segments a documented path has.
pub const LENGTHS: RangeInclusive<usize> = 1..=16;

/// Segments that name the same version of an API.
const VERSIONS: [&[&str]; 2] = [&["3", "2", "latest"], &["1.0", "latest"]];

/// A method and a path with parameters, as a policy writes them: `DELETE /rest/api/3/issue/{}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    method: String,
    path: Template,
}

impl Pattern {
    /// Parses `METHOD PATH`; more words are ignored.
    ///
    /// # Errors
    /// When it is not one; the text finishes "the line …".
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let (Some(method), Some(path)) = (words.next(), words.next()) else {
            return Err("is not `METHOD /path`".to_owned());
        };
        if !method.bytes().all(|byte| byte.is_ascii_uppercase()) && method != ANY {
            return Err("does not begin with a method in capitals, or `*`".to_owned());
        }
        Ok(Self { method: method.to_owned(), path: Template::parse(path)? })
    }

    /// Whether it fits a request, whatever the spelling of its path.
    pub fn fits(&self, method: &str, path: &str) -> bool {
        self.has_method(method) && fits(self.path.segments(), &segments(path), Spelling::Any)
    }

    /// Whether a declared endpoint can make a request that this fits.
    pub fn may_fit(&self, endpoint: &Endpoint) -> bool {
        let Ok(template) = Template::parse(&endpoint.template) else { return true };
        (endpoint.method == ANY || self.has_method(&endpoint.method))
            && may_fit(self.path.segments(), template.segments(), Spelling::Any)
    }

    fn has_method(&self, method: &str) -> bool {
        // HEAD is GET without the body.
        self.method == ANY || self.method == method || (self.method == "GET" && method == "HEAD")
    }
}

impl std::fmt::Display for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// Whether a fixed word has to be spelled as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Exact,
    Any,
}

/// What a request does. `path` is below the service's base, encoded as it is sent.
pub fn of_request(service: &str, method: &str, path: &str) -> Effect {
    let usual = usual(method);
    let segments = segments(path);
    let strongest = |are_stronger: bool, spelling| {
        let lines = lines(service, method).filter(move |(effect, _)| (*effect > usual) == are_stronger);
        lines.filter(|(_, known)| fits(known.segments(), &segments, spelling)).map(|(effect, _)| effect).max()
    };
    strongest(true, Spelling::Any).or_else(|| strongest(false, Spelling::Exact)).unwrap_or(usual)
}

/// The documented operation that `path` names although its template is that of another: `PUT /issue/{key}` with the key
/// `archive`. `of_template` counts on such a request being refused.
pub fn another_operation(service: &str, method: &str, template: &Template, path: &str) -> Option<String> {
    let has_parameter = |segment: &Segment| !matches!(segment, Segment::Literal(_));
    if !template.segments().iter().any(has_parameter) || !is_documented(service, method, template) {
        return None;
    }
    let segments = segments(path);
    let named = |spelling| {
        documented(service, method, LENGTHS)
            .find(|known| {
                is_narrower(known.segments(), template.segments()) && fits(known.segments(), &segments, spelling)
            })
            .map(|known| known.path.to_owned())
    };
    // Another spelling counts where it would do more than the template says.
    let more = || !of_template(service, method, template, true).contains(&of_request(service, method, path));
    named(Spelling::Exact).or_else(|| more().then(|| named(Spelling::Any).unwrap_or_else(|| path.to_owned())))
}

/// Whether the pattern has a fixed word where the template has a parameter.
fn is_narrower<W, X>(pattern: &[Segment<W>], template: &[Segment<X>]) -> bool {
    let narrower = |(one, other): (&Segment<W>, &Segment<X>)| {
        matches!((one, other), (Segment::Literal(_), Segment::Param(_) | Segment::Rest(_)))
    };
    pattern.iter().zip(template).any(narrower)
}

/// What a declared endpoint can do.
pub fn of_endpoint(endpoint: &Endpoint) -> Derived {
    let Ok(template) = Template::parse(&endpoint.template) else { return anything() };
    let methods: Vec<&str> = if endpoint.method == ANY {
        vec!["GET", "POST", "PUT", "PATCH", "DELETE"]
    } else {
        vec![endpoint.method.as_str()]
    };
    let is_documented: Vec<_> =
        methods.iter().map(|method| is_documented(&endpoint.service, method, &template)).collect();
    let each = methods.iter().zip(&is_documented);
    let effects =
        each.flat_map(|(method, documented)| of_template(&endpoint.service, method, &template, *documented)).collect();
    let wildcard = endpoint.method == ANY || is_all_below_a_prefix(&endpoint.service, &template);
    let documented = is_documented.contains(&true);
    let broad = !documented && methods.iter().any(|method| names_several(&endpoint.service, method, &template));
    Derived { effects, wildcard, broad: broad && !wildcard, undocumented: !documented && !wildcard }
}

/// The effects that a template can have; `documented` says whether it is Atlassian's own.
fn of_template(service: &str, method: &str, template: &Template, documented: bool) -> BTreeSet<Effect> {
    let usual = usual(method);
    let mut effects = BTreeSet::new();
    let mut always = None;
    for (effect, known) in lines(service, method) {
        let spelling = if effect > usual { Spelling::Any } else { Spelling::Exact };
        let pattern = known.segments();
        // Values that name another operation are refused, see `another_operation`.
        if documented && is_narrower(pattern, template.segments()) {
            continue;
        }
        if may_fit(pattern, template.segments(), spelling) {
            effects.insert(effect);
        }
        if always_fits(pattern, template.segments(), spelling) {
            always = always.max(Some(effect));
        }
    }
    match always {
        // A stronger line may still fit some of its paths.
        Some(always) => effects.into_iter().filter(|effect| *effect >= always).collect(),
        None => effects.into_iter().chain([usual]).collect(),
    }
}

/// Of what cannot be judged, everything is to be expected.
fn anything() -> Derived {
    let effects = [Effect::Read, Effect::Write, Effect::Delete].into();
    Derived { effects, wildcard: true, broad: false, undocumented: true }
}

fn usual(method: &str) -> Effect {
    match method {
        "GET" | "HEAD" => Effect::Read,
        "DELETE" => Effect::Delete,
        _ => Effect::Write,
    }
}

/// What the file says of a method, line by line.
fn lines<'a>(service: &str, method: &'a str) -> impl Iterator<Item = (Effect, &'static Known)> + use<'a> {
    let of = |effect: Effect| {
        let lines = EFFECTS.lines(&format!("{} {service}", effect.verb()));
        lines.iter().filter(move |known| known.has_method(method)).map(move |known| (effect, known))
    };
    [Effect::Read, Effect::Write, Effect::Delete].map(of).into_iter().flatten()
}

/// The decoded segments of a path.
fn segments(path: &str) -> Vec<String> {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.split('/').map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned()).collect()
}

fn fits<W: AsRef<str>>(pattern: &[Segment<W>], path: &[String], spelling: Spelling) -> bool {
    let trailing = path.iter().rev().take_while(|segment| spelling == Spelling::Any && segment.is_empty()).count();
    let path = path.get(..path.len() - trailing).unwrap_or_default();
    for (index, segment) in pattern.iter().enumerate() {
        match (segment, path.get(index)) {
            (Segment::Rest(_), Some(_)) => return true,
            (Segment::Param(_), Some(_)) => {}
            (Segment::Literal(word), Some(segment)) if same_word(word.as_ref(), segment, spelling) => {}
            _ => return false,
        }
    }
    path.len() == pattern.len()
}

/// Whether some values of the template's parameters make a path that the pattern fits.
fn may_fit<W: AsRef<str>>(pattern: &[Segment<W>], template: &[Segment], spelling: Spelling) -> bool {
    match (pattern, template) {
        ([], []) | ([Segment::Rest(_), ..], [_, ..]) | ([_, ..], [Segment::Rest(_), ..]) => true,
        ([Segment::Literal(word), below @ ..], [Segment::Literal(other), rest @ ..]) => {
            same_word(word.as_ref(), other, spelling) && may_fit(below, rest, spelling)
        }
        ([_, below @ ..], [_, rest @ ..]) => may_fit(below, rest, spelling),
        _ => false,
    }
}

/// Whether all values do.
fn always_fits<W: AsRef<str>>(pattern: &[Segment<W>], template: &[Segment], spelling: Spelling) -> bool {
    match (pattern, template) {
        ([], []) | ([Segment::Rest(_), ..], [_, ..]) => true,
        ([Segment::Literal(word), below @ ..], [Segment::Literal(other), rest @ ..]) => {
            same_word(word.as_ref(), other, spelling) && always_fits(below, rest, spelling)
        }
        ([Segment::Param(_), below @ ..], [Segment::Literal(_) | Segment::Param(_), rest @ ..]) => {
            always_fits(below, rest, spelling)
        }
        _ => false,
    }
}

fn same_word(word: &str, other: &str, spelling: Spelling) -> bool {
    let other = match spelling {
        Spelling::Exact => other,
        Spelling::Any => other.split(';').next().unwrap_or_default().trim(),
    };
    let same = word == other || (spelling == Spelling::Any && word.eq_ignore_ascii_case(other));
    same || VERSIONS.iter().any(|names| names.contains(&word) && names.contains(&other))
}

/// Only a service's prefix stands before its rest.
fn is_all_below_a_prefix(name: &str, template: &Template) -> bool {
    let [fixed @ .., Segment::Rest(_)] = template.segments() else { return false };
    let Some(service) = service(name) else { return true };
    service.prefixes.iter().any(|prefix| {
        let words = prefix.split('/').filter(|word| !word.is_empty()).count();
        // A version after the prefix narrows nothing.
        let more = fixed.get(words..).unwrap_or_default();
        let version = |segment: &Segment| match segment {
            Segment::Literal(word) => VERSIONS.iter().any(|names| names.contains(&word.as_str())),
            _ => true,
        };
        fixed.len() >= words && more.iter().all(version) && fits_prefix(prefix, fixed)
    })
}

fn fits_prefix(prefix: &str, fixed: &[Segment]) -> bool {
    let words = prefix.split('/').filter(|word| !word.is_empty());
    words.zip(fixed).all(|(word, segment)| matches!(segment, Segment::Literal(literal) if literal == word))
}

/// The documented paths of a method, of so many segments.
fn documented<'a>(
    service: &'a str,
    method: &'a str,
    lengths: RangeInclusive<usize>,
) -> impl Iterator<Item = &'static Known> + use<'a> {
    let lines = lengths.flat_map(move |length| DOCUMENTED.lines(&format!("{service} {length}")));
    lines.filter(move |known| known.has_method(method))
}

/// Atlassian's own template, whatever the names of its parameters.
fn is_documented(service: &str, method: &str, template: &Template) -> bool {
    let length = template.segments().len();
    documented(service, method, length..=length + 1)
        .any(|known| same_shape(known.segments(), template.segments()) || is_root(known.segments(), template))
}

/// Whether a template names the root of what the document has a parameter for: `/src/{commit}/` of `/src/{commit}/{path}`,
/// whose path may be empty.
fn is_root(known: &[Segment<&str>], template: &Template) -> bool {
    let Some((Segment::Param(_), above)) = known.split_last() else { return false };
    template.is_root() && same_shape(above, template.segments())
}

fn same_shape(known: &[Segment<&str>], template: &[Segment]) -> bool {
    let same = |(known, segment): (&Segment<&str>, &Segment)| match (known, segment) {
        (Segment::Literal(word), Segment::Literal(other)) => same_word(word, other, Spelling::Exact),
        (Segment::Param(_) | Segment::Rest(_), Segment::Param(_) | Segment::Rest(_)) => true,
        _ => false,
    };
    known.len() == template.len() && known.iter().zip(template).all(same)
}

/// Whether it can name an operation that has a fixed word where this has a parameter.
fn names_several(service: &str, method: &str, template: &Template) -> bool {
    documented(service, method, LENGTHS).any(|known| may_fit(known.segments(), template.segments(), Spelling::Exact))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(service: &str, method: &str, template: &str) -> Endpoint {
        serde_json::from_value(serde_json::json!({"service": service, "method": method, "template": template})).unwrap()
    }

    #[test]
    fn requests_are_judged_by_their_final_path() {
        use Effect::{Delete, Read, Write};
        for (service, method, path, expected) in [
            ("jira", "GET", "/rest/api/3/issue/DEV-1", Read),
            ("jira", "HEAD", "/rest/api/3/issue/DEV-1", Read),
            ("jira", "POST", "/rest/api/3/issue", Write),
            ("jira", "PATCH", "/rest/api/3/issue", Write),
            ("jira", "DELETE", "/rest/api/3/issue/DEV-1", Delete),
            ("jira", "POST", "/rest/api/3/search/jql", Read),
            ("jira", "POST", "/rest/api/2/search/jql", Read),
            ("jira", "POST", "/rest/api/latest/bulk/issues/delete", Delete),
            ("jira", "POST", "/rest/api/3/issue/DEV-1/changelog/list", Read),
            ("jira", "POST", "/rest/api/3/bulk/issues/delete", Delete),
            ("jira", "PUT", "/rest/api/3/issue/archive", Delete),
            ("jira", "DELETE", "/rest/api/3/issue/DEV-1/watchers", Write),
            ("bitbucket", "POST", "/2.0/repositories/a/b/pullrequests/1/decline", Delete),
            ("bitbucket", "POST", "/2.0/repositories/a/b/commits", Read),
            ("bitbucket", "DELETE", "/2.0/repositories/a/b/pullrequests/1/approve", Write),
            ("bitbucket", "DELETE", "/2.0/repositories/a/b", Delete),
            ("nobody", "POST", "/x", Write),
        ] {
            assert_eq!(of_request(service, method, path), expected, "{method} {path}");
        }
    }

    #[test]
    fn another_spelling_makes_it_no_weaker() {
        for path in [
            "/rest/api/3/issue/Archive",
            "/rest/api/3/issue/archive/",
            "/rest/api/3/issue/archive;x=1",
            "/rest/api/3/issue/%61rchive",
            "/rest/api/3/issue/archive%3Bx",
            "/rest/api/2/ISSUE/archive",
        ] {
            assert_eq!(of_request("jira", "PUT", path), Effect::Delete, "{path}");
        }
        for path in
            ["/rest/api/3/search/JQL", "/rest/api/3/search/jql/", "/rest/api/3/search/jql;x", "/rest/api/4/search/jql"]
        {
            assert_eq!(of_request("jira", "POST", path), Effect::Write, "{path}");
        }
        for path in ["/rest/api/3/issue/DEV-1/Watchers", "/rest/api/3/issue/DEV-1/watchers/x"] {
            assert_eq!(of_request("jira", "DELETE", path), Effect::Delete, "{path}");
        }
    }

    #[test]
    fn endpoints_are_judged_by_all_that_they_can_name() {
        use Effect::{Delete, Read, Write};
        for (service, method, template, effects, flags) in [
            ("jira", "GET", "/rest/api/3/issue/{key}", vec![Read], ""),
            ("jira", "POST", "/rest/api/3/search/jql", vec![Read], ""),
            ("jira", "PUT", "/rest/api/3/issue/{x}", vec![Write], ""),
            ("jira", "PUT", "/rest/api/3/issue/archive", vec![Delete], ""),
            ("jira", "POST", "/rest/api/3/issue/{x}", vec![Read, Write, Delete], "broad undocumented"),
            ("jira", "PUT", "/rest/api/3/{a}/{b}", vec![Write, Delete], "broad undocumented"),
            ("jira", "POST", "/rest/api/3/{a}/{b}/delete", vec![Write, Delete], "broad undocumented"),
            ("jira", "POST", "/rest/api/{v}/search/jql", vec![Read, Write], "broad undocumented"),
            ("jira", "DELETE", "/rest/api/3/issue/{key}/{what}", vec![Write, Delete], "broad undocumented"),
            ("jira", "GET", "/rest/api/3/nothing/of/the/kind", vec![Read], "undocumented"),
            ("jira", "*", "/rest/api/{+path}", vec![Read, Write, Delete], "wildcard"),
            ("jira", "GET", "/rest/api/3/{+path}", vec![Read], "wildcard"),
            ("jira", "POST", "/rest/api/3/issue/{+path}", vec![Read, Write, Delete], "broad undocumented"),
            ("bitbucket", "GET", "/2.0/repositories/{w}/{r}/src/{commit}/{+path}", vec![Read], ""),
            ("bitbucket", "GET", "/2.0/repositories/{w}/{r}/src/{commit}/", vec![Read], ""),
            ("bitbucket", "GET", "/2.0/repositories/{w}/{r}/nothing/{commit}/", vec![Read], "undocumented"),
            (
                "bitbucket",
                "POST",
                "/2.0/repositories/{w}/{r}/pullrequests/{id}/{act}",
                vec![Write, Delete],
                "broad undocumented",
            ),
        ] {
            let derived = of_endpoint(&endpoint(service, method, template));
            assert_eq!(derived.effects.iter().copied().collect::<Vec<_>>(), effects, "{method} {template}");
            let shown =
                [(derived.wildcard, "wildcard"), (derived.broad, "broad"), (derived.undocumented, "undocumented")];
            let shown: Vec<_> = shown.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
            assert_eq!(shown.join(" "), flags, "{method} {template}");
        }
    }

    /// What the host says of a template holds for each path that the template can make.
    #[test]
    fn no_path_does_more_than_its_template_says() {
        let words = ["issue", "archive", "DEV-1", "bulk", "issues", "delete", "search", "jql", "watchers", "Delete"];
        let templates =
            ["/rest/api/3/{a}/{b}", "/rest/api/3/{a}/{b}/{c}", "/rest/api/{a}/{b}/archive", "/rest/api/3/issue/{a}"];
        for template in templates {
            let parsed = Template::parse(template).unwrap();
            for method in ["GET", "POST", "PUT", "DELETE"] {
                let derived = of_endpoint(&endpoint("jira", method, template));
                for (a, b, c) in itertools(&words) {
                    let params: Vec<_> = [("a", a), ("b", b), ("c", c)]
                        .into_iter()
                        .filter(|(name, _)| template.contains(&format!("{{{name}}}")))
                        .map(|(name, value)| (name.to_owned(), value.to_owned()))
                        .collect();
                    let path = parsed.expand(&params).unwrap();
                    if another_operation("jira", method, &parsed, &path).is_some() {
                        continue;
                    }
                    let effect = of_request("jira", method, &path);
                    assert!(derived.effects.contains(&effect), "{method} {path}: {effect:?} is not in {derived:?}");
                }
            }
        }
    }

    #[test]
    fn a_value_does_not_name_another_operation() {
        for (method, template, path, named) in [
            ("PUT", "/rest/api/3/issue/{key}", "/rest/api/3/issue/DEV-1", None),
            ("PUT", "/rest/api/3/issue/{key}", "/rest/api/3/issue/archive", Some("/rest/api/3/issue/archive")),
            ("PUT", "/rest/api/2/issue/{key}", "/rest/api/2/issue/archive", Some("/rest/api/3/issue/archive")),
            ("PUT", "/rest/api/3/issue/{key}", "/rest/api/3/issue/%41rchive;x", Some("/rest/api/3/issue/archive")),
            ("PUT", "/rest/api/3/issue/archive", "/rest/api/3/issue/archive", None),
            ("GET", "/rest/api/3/issue/{key}", "/rest/api/3/issue/picker", Some("/rest/api/3/issue/picker")),
            ("HEAD", "/rest/api/3/issue/{key}", "/rest/api/3/issue/picker", Some("/rest/api/3/issue/picker")),
            // A key of somebody's, which reads no more than another.
            ("GET", "/rest/api/3/project/{key}", "/rest/api/3/project/SEARCH", None),
            // What names no documented operation is shown as what it is, and judged by its path.
            ("PUT", "/rest/api/3/{a}/{b}", "/rest/api/3/issue/archive", None),
        ] {
            let parsed = Template::parse(template).unwrap();
            assert_eq!(
                another_operation("jira", method, &parsed, path).as_deref(),
                named,
                "{method} {template} {path}"
            );
        }
    }

    fn itertools<'a>(words: &'a [&'a str]) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
        words.iter().flat_map(move |a| words.iter().flat_map(move |b| words.iter().map(move |c| (*a, *b, *c))))
    }
}
