//! What the fuzz targets call: one function a target, each with what must hold for any input. Below `fuzz/` stand the
//! programs and their seeds.

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use percent_encoding::percent_decode_str;
use url::Url;

use crate::cli;
use crate::credential::{self, Redactor};
use crate::http::{self, Body, Method, Permit, Request, Session, Template};
use crate::plugin::manifest::Endpoint;
use crate::plugin::{component, lock};
use crate::policy::Rules;
use crate::profile::{self, Change, Config, Profile, Selected, Value};

/// A manifest that passes every check gives a command line that clap finds no fault with, and endpoints that a request
/// can name.
pub fn manifest(input: &[u8]) {
    let Ok(manifest) = component::parse_manifest(input) else {
        // Whatever it is, as a component it is refused, too.
        return drop(component::describe(input));
    };
    for endpoint in manifest.commands.iter().flat_map(|command| &command.http) {
        assert!(Template::parse(&endpoint.template).is_ok(), "{}", endpoint.template);
        let service = http::service(&endpoint.service);
        let below =
            |service: &http::Service| service.prefixes.iter().any(|prefix| endpoint.template.starts_with(prefix));
        assert!(service.is_some_and(below), "{}", endpoint.template);
    }
    cli::tree(&manifest, cli::Extent::Whole).debug_assert();
}

/// A request that is let through goes to the template's address and to no other, as another reader of addresses sees
/// it. Lines: the site's address, the template, then `p NAME=VALUE`, `q NAME=VALUE`, and `r LOCATION` for a redirect;
/// `␤` stands for a line break in them.
pub fn template(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut lines = text.split('\n').map(|line| line.replace('␤', "\n"));
    let site = lines.next().and_then(|line| profile::normalise(&line).ok());
    let site = site.unwrap_or_else(|| "https://acme.atlassian.net".to_owned());
    let template = lines.next().unwrap_or_default();
    let (mut params, mut query, mut location) = (Vec::new(), Vec::new(), None);
    for line in lines {
        let (kind, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let (name, value) = rest.split_once('=').unwrap_or((rest, ""));
        match kind {
            "p" => params.push((name.to_owned(), value.to_owned())),
            "q" => query.push((name.to_owned(), value.to_owned())),
            "r" => location = Some(rest.to_owned()),
            _ => {}
        }
    }
    let begins = |service: &http::Service| service.prefixes.iter().any(|prefix| template.starts_with(prefix));
    let service = http::services().find(|(_, service)| begins(service)).map_or("jira", |(name, _)| name).to_owned();
    let selected = Profile { base_url: Some(site.clone()), bitbucket_url: Some(site), ..Profile::default() };
    let session = Session::new(Selected { name: "work".to_owned(), profile: selected }, Vec::new(), Rules::default());
    let Some(base) = http::service(&service).and_then(|service| session.base(service).ok()) else { return };
    let endpoint = Endpoint {
        service: service.clone(),
        method: "GET".to_owned(),
        template: template.clone(),
        scopes: Default::default(),
        storage: false,
    };
    let permit = Permit { command: "fuzz".to_owned(), endpoints: vec![endpoint] };
    let request = Request {
        service,
        method: Method::Get,
        template: template.clone(),
        params: params.clone(),
        query: query.clone(),
        headers: Vec::new(),
        body: Body::None,
        output: None,
    };
    let Some(url) = http::address_of(request, &permit, &session) else { return };
    assert_eq!(Url::parse(url.as_str()).as_ref(), Ok(&url), "it reads back as something else");
    assert_eq!(url.origin(), base.origin());
    assert_eq!((url.username(), url.password(), url.fragment()), ("", None, None), "{url}");
    let values: BTreeMap<_, _> = params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(values.len(), params.len(), "a name that is given twice is refused");
    let path = below(&url, &base);
    inside(&template, path, Some(&values));
    let pairs: Vec<_> = url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    assert_eq!(pairs, query, "{url}");

    let parsed = Template::parse(&template).unwrap_or_else(|why| panic!("a request with a template that {why}"));
    assert!(parsed.matches(path), "{path} does not match its own template {template}");
    // What a site answers as `location` is followed only where a template of the command matches.
    let Some(target) = location.and_then(|location| url.join(&location).ok()) else { return };
    let folder = base.path().trim_end_matches('/');
    let path = target.path().strip_prefix(folder).filter(|_| target.origin() == base.origin());
    if let Some(path) = path.filter(|path| parsed.matches(path)) {
        inside(&template, path, None);
    }
}

fn below<'a>(url: &'a Url, base: &Url) -> &'a str {
    let path = url.path().strip_prefix(base.path().trim_end_matches('/'));
    path.unwrap_or_else(|| panic!("{url} is not below {base}"))
}

/// Segment by segment: the template's words as they are, and for each parameter its value and nothing else.
fn inside(template: &str, path: &str, values: Option<&BTreeMap<&str, &str>>) {
    let decode = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
    let mut parts = path.split('/').skip(1);
    for segment in template.split('/').skip(1) {
        let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let (taken, name): (Vec<&str>, _) = match name.map(|name| (name, name.strip_prefix('+'))) {
            Some((_, Some(rest))) => (parts.by_ref().collect(), Some(rest)),
            Some((name, None)) => (parts.next().into_iter().collect(), Some(name)),
            None => {
                let word = parts.next().map(decode);
                assert_eq!(word.as_deref(), Some(segment), "{path} for {template}");
                continue;
            }
        };
        assert!(!taken.is_empty(), "{path} is too short for {template}");
        for part in &taken {
            let (once, twice) = (decode(part), decode(&decode(part)));
            for text in [*part, &once, &twice] {
                assert!(!matches!(text, "" | "." | "..") && !text.contains(['/', '\\']), "{path} for {template}");
            }
        }
        if let Some(values) = values {
            let value = taken.iter().map(|part| decode(part)).collect::<Vec<_>>().join("/");
            assert_eq!(name.and_then(|name| values.get(name)).copied(), Some(value.as_str()), "{path} for {template}");
        }
    }
    assert_eq!(parts.next(), None, "{path} is longer than {template}");
}

/// A credential is found wherever it stands in an answer, in each of its forms as other encoders write them, and
/// however the answer was cut on its way. Lines: the credential, then pieces of the answer; between them it stands.
pub fn redaction(input: &[u8]) {
    let mark = "[redacted]";
    let (first, rest) = match input.iter().position(|byte| *byte == b'\n') {
        Some(at) => input.split_at(at),
        None => return,
    };
    let Ok(secret) = std::str::from_utf8(first) else { return };
    // Shorter ones are not looked for. One that is a piece of the mark would be put there by the redaction itself.
    let clash = |form: &str| mark.contains(form) || form.contains(['[', ']']);
    if secret.len() < 8 || clash(secret) || clash(&secret.to_ascii_lowercase()) {
        return;
    }
    let mut redactor = Redactor::default();
    redactor.add(secret);
    let json = serde_json::to_string(secret).unwrap_or_default();
    let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let forms = [
        secret.to_owned(),
        BASE64.encode(secret),
        // One quote at each end: a secret may end with one of its own.
        json.get(1..json.len() - 1).unwrap_or_default().to_owned(),
        // `+` for a space is a form of its own; see SECURITY.md on what is found.
        if form.contains('+') { secret.to_owned() } else { form },
    ];
    let pieces = || rest.split(|byte| *byte == b'\n').skip(1);
    for form in &forms {
        let whole = pieces().collect::<Vec<_>>().join(form.as_bytes());
        // As the answer's chunks are put together: cut at places that the input chooses.
        let mut body = Vec::new();
        let mut left = whole.as_slice();
        for cut in first.iter().cycle() {
            let (chunk, after) = left.split_at(usize::from(*cut).min(left.len()).max(1).min(left.len()));
            body.extend_from_slice(chunk);
            left = after;
            if left.is_empty() {
                break;
            }
        }
        let clean = redactor.redact(&body);
        let clean = clean.as_deref().unwrap_or(&body);
        for form in &forms {
            let found = memchr::memmem::find(clean, form.as_bytes());
            assert!(found.is_none(), "{form:?} is left in {:?}", String::from_utf8_lossy(clean));
        }
        assert_eq!(redactor.redact(clean), None, "a second look finds something");
    }
}

/// A credential file is read or refused; nothing in it opens with a key that did not make it. Lines of any text as
/// profile, token and origin: a record opens as it was sealed and in no other way.
pub fn credentials(input: &[u8]) {
    assert_eq!(credential::records_that_open(input), 0);
    let text = String::from_utf8_lossy(input);
    let mut lines = text.splitn(3, '\n');
    let mut line = || lines.next().unwrap_or_default();
    assert!(credential::opens_only_as_it_was(line(), line(), line()));
}

/// plugins.lock is read or refused; a list counts with the key that made it and with no other.
pub fn lockfile(input: &[u8]) {
    assert!(lock::counts_only_with_its_key(input, input));
}

/// config.yaml is read or refused. Where a profile is written into it, the others, their keys and the comments stay.
/// (What cannot be edited without harm is refused before anything is written, and is no finding.)
pub fn config(input: &[u8]) {
    let path = Path::new("config.yaml");
    let address = "https://acme.atlassian.net";
    let (Ok(text), Ok(before)) = (std::str::from_utf8(input), Config::parse(input, path)) else { return };
    for profile in before.profiles.values().flatten() {
        let Some(Ok(normal)) = profile.base_url.as_deref().map(profile::normalise) else { continue };
        let again = profile::normalise(&normal).map_err(|error| error.message);
        assert_eq!(again.as_deref(), Ok(normal.as_str()), "an address in its usual form is not its own");
    }
    let keys = vec![("base_url", Some(Value::Text(address.to_owned())))];
    let Ok(edited) = profile::edited(text, &[Change::Profile { name: "work".to_owned(), keys }]) else { return };
    let Ok(after) = Config::parse(edited.as_bytes(), path) else { return };
    let shown = |config: &Config| {
        let others = config.profiles.iter().filter(|(name, _)| *name != "work");
        format!("{:?} {:?} {:?}", config.default_profile, config.key_source, others.collect::<Vec<_>>())
    };
    assert_eq!(shown(&before), shown(&after), "from {text:?} to {edited:?}");
    let work = after.get("work").and_then(|work| work.base_url);
    assert_eq!(work.as_deref(), Some(address), "from {text:?} to {edited:?}");
}
