//! Corporate networks: a real proxy, a real private certificate authority, client certificates and extra headers, with
//! the site under its own name. No name is ever looked up: the proxy knows where all of them lead.

use std::path::Path;

use atlassian_simulator::{EMAIL, SITE_TOKEN, Scripted, Simulator};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::servers::{Authority, Issued, Proxy, dead_port, tls_front};
use crate::support::{Home, Ran, site};

const NAME: &str = "acme.atlassian.net";
const GET: &[&str] = &["jira", "issue", "get", "DEV-1", "--format", "quiet"];
const REFUSES: &str =
    "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n";

/// A site behind a company's proxy, with a certificate of the company's own.
struct Company {
    site: Simulator,
    authority: Authority,
    proxy: Proxy,
}

impl Company {
    fn new() -> Self {
        let authority = Authority::new();
        let issued = authority.issue(NAME, 2020..2100);
        Self::with(site(), authority, &issued, None)
    }

    fn with(site: Simulator, authority: Authority, issued: &Issued, clients: Option<&Authority>) -> Self {
        let front = tls_front(issued, site.port(), clients);
        Self { site, authority, proxy: Proxy::start(front, None, REFUSES) }
    }

    /// A home whose profile `work` has these keys besides the usual ones, and a file `ca.pem` beside config.yaml.
    fn home(&self, keys: &str) -> Home {
        let home = desk(keys).with_env("HTTPS_PROXY", &self.proxy.url());
        std::fs::write(home.path().join(".atlassian-cli/ca.pem"), self.authority.pem()).unwrap();
        home
    }
}

/// A home with the profile `work` for the site under its own name, and the token in the environment.
fn desk(keys: &str) -> Home {
    let home = Home::empty().with_env("ATLASSIAN_API_TOKEN", SITE_TOKEN);
    let keys: String = keys.lines().map(|line| format!("    {line}\n")).collect();
    write_config(home.path(), &keys);
    home
}

fn write_config(home: &Path, keys: &str) {
    let dir = home.join(".atlassian-cli");
    std::fs::create_dir_all(&dir).unwrap();
    let text =
        format!("default_profile: work\nprofiles:\n  work:\n    base_url: https://{NAME}\n    email: {EMAIL}\n{keys}");
    std::fs::write(dir.join("config.yaml"), text).unwrap();
}

#[track_caller]
fn gets_through(company: &Company, home: &Home) {
    assert_eq!(home.run(GET).ok(), "DEV-1\n");
    let asked = company.proxy.asked();
    assert!(
        !asked.is_empty() && asked.iter().all(|head| head.starts_with(&format!("CONNECT {NAME}:443 "))),
        "{asked:?}"
    );
    // The token goes through the tunnel, not to the proxy.
    assert!(asked.iter().all(|head| !head.to_lowercase().contains("\r\nauthorization:")), "{asked:?}");
    assert_eq!(company.site.requests().len(), 1);
    company.site.reset_requests();
}

#[test]
fn a_proxy_and_a_private_authority_named_in_every_way() {
    let company = Company::new();
    gets_through(&company, &company.home("ca_bundle: ca.pem"));
    gets_through(&company, &company.home("ca_bundle: ~/.atlassian-cli/ca.pem"));
    let plain = company.home("");
    let file = plain.path().join(".atlassian-cli/ca.pem").display().to_string();
    gets_through(&company, &plain.with_env("SSL_CERT_FILE", &file));
    let all = desk("ca_bundle: ca.pem").with_env("all_proxy", &company.proxy.url());
    std::fs::write(all.path().join(".atlassian-cli/ca.pem"), company.authority.pem()).unwrap();
    gets_through(&company, &all);
    // The profile wins over the environment.
    let dead = format!("http://127.0.0.1:{}", dead_port());
    let profile = company.home(&format!("ca_bundle: ca.pem\nproxy: {}", company.proxy.url()));
    gets_through(&company, &profile.with_env("HTTPS_PROXY", &dead).with_env("NO_PROXY", "*"));
    let variable = company.home("ca_bundle: ca.pem\nproxy: env:COMPANY_PROXY");
    gets_through(&company, &variable.with_env("HTTPS_PROXY", &dead).with_env("COMPANY_PROXY", &company.proxy.url()));
}

#[test]
fn loopback_and_exceptions_go_without_a_proxy() {
    let site = site();
    let dead = format!("http://127.0.0.1:{}", dead_port());
    let mut home = Home::at(&site);
    for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy"] {
        home = home.with_env(name, &dead);
    }
    home.run(GET).ok();
    // A profile's proxy is no reason either.
    home.set("proxy", &dead);
    home.run(GET).ok();

    let company = Company::new();
    let invalid = |keys: &str| {
        let home = Home::empty().with_env("HTTPS_PROXY", &company.proxy.url());
        let login = ["auth", "login", "--profile", "work", "--base-url", "https://site.invalid", "--email", EMAIL];
        home.run(&[&login[..], &["--token", SITE_TOKEN, "--default", "--no-verify"]].concat()).ok();
        keys.split_once(": ").inspect(|(key, value)| home.set(key, value));
        home
    };
    for (home, direct) in [
        (invalid("").with_env("NO_PROXY", "example.com, .invalid"), true),
        (invalid("proxy: direct"), true),
        (invalid("").with_env("NO_PROXY", "example.com"), false),
    ] {
        let shown = home.run(GET);
        assert_eq!(company.proxy.asked().is_empty(), direct, "{shown:?}");
        assert_ne!(shown.code, 0);
    }
}

#[test]
fn a_certificate_that_cannot_be_trusted_says_what_helps() {
    let company = Company::new();
    company
        .home("")
        .run(GET)
        .fails(1, &["Jira at `https://acme.atlassian.net` is not trusted", "ca_bundle", "SSL_CERT_FILE"]);
    for (name, years, words) in [
        ("other.atlassian.net", 2020..2100, ["is for another name", "address right"]),
        (NAME, 2020..2021, ["has expired", "clock"]),
        (NAME, 2090..2100, ["is not valid yet", "clock"]),
    ] {
        let authority = Authority::new();
        let issued = authority.issue(name, years);
        let company = Company::with(site(), authority, &issued, None);
        company.home("ca_bundle: ca.pem").run(GET).fails(1, &words);
        assert!(company.site.requests().is_empty());
        // Certificates do not get better by being looked at again.
        assert_eq!(company.proxy.asked().len(), 1);
    }
}

#[test]
fn a_bundle_that_cannot_be_used_says_why() {
    let company = Company::new();
    for (content, words) in [
        (None, ["failed to read", "ca_bundle"]),
        (Some(""), ["no certificate", "ca_bundle"]),
        (Some("hello\n"), ["no certificate", "ca_bundle"]),
        (Some("-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n"), ["cannot be read", "ca_bundle"]),
        (Some("-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n"), ["certificate 1", "ca_bundle"]),
    ] {
        let home = company.home("ca_bundle: own.pem");
        if let Some(content) = content {
            std::fs::write(home.path().join(".atlassian-cli/own.pem"), content).unwrap();
        }
        home.run(GET).fails(2, &words);
    }
    company.home("").with_env("SSL_CERT_FILE", "/nowhere.pem").run(GET).fails(2, &["/nowhere.pem", "SSL_CERT_FILE"]);
    // What is not needed is not read.
    let site = site();
    let home = Home::at(&site).with_env("SSL_CERT_FILE", "/nowhere.pem");
    home.set("ca_bundle", "nowhere.pem");
    home.run(GET).ok();
}

#[test]
fn what_answers_without_tls_says_so() {
    let site = site();
    let proxy = Proxy::start(site.port(), None, REFUSES);
    desk("").with_env("HTTPS_PROXY", &proxy.url()).run(GET).fails(1, &["no secure connection", "does not speak TLS"]);
    assert!(site.requests().is_empty());
}

/// The password in every form in which it could show.
#[track_caller]
fn assert_hides_password(ran: &Ran) {
    let shown = format!("{}{}", ran.stdout, ran.stderr);
    for form in ["p%40ss-EXAMPLE", "p@ss-EXAMPLE", &BASE64.encode("me:p@ss-EXAMPLE")] {
        assert!(!shown.contains(form), "{shown}");
    }
}

#[test]
fn a_proxy_with_a_password() {
    let company = Company::new();
    let header = "Basic bWU6cEBzcy1FWEFNUExF";
    let front = tls_front(&company.authority.issue(NAME, 2020..2100), company.site.port(), None);
    let proxy = Proxy::start(front, Some(header), REFUSES);
    let with = |user: &str| {
        company.home("ca_bundle: ca.pem").with_env("HTTPS_PROXY", &format!("http://{user}127.0.0.1:{}", proxy.port()))
    };
    let good = with("me:p%40ss-EXAMPLE@");
    assert_hides_password(&good.run(GET));
    let debug = good.run(&[GET, &["--debug"]].concat());
    assert_eq!(debug.code, 0, "{debug:?}");
    assert!(debug.stderr.contains(&format!("through the proxy `{}` (`HTTPS_PROXY`)", proxy.url())), "{debug:?}");
    assert_hides_password(&debug);
    with("").run(GET).fails(1, &["asks for a user name and a password (407)", "USER:PASSWORD@"]);
    let wrong = with("me:wr%40ng-p%40ss-EXAMPLE@").run(&[GET, &["--debug"]].concat());
    assert_hides_password(&wrong);
    wrong.fails(1, &["(407)", "does not accept those"]);
    // config.yaml holds no secrets.
    let literal = company.home("proxy: http://me:p%40ss-EXAMPLE@127.0.0.1:1").run(GET);
    assert_hides_password(&literal);
    literal.fails(2, &["has a password in it", "env:NAME"]);
}

#[test]
fn a_proxy_that_is_not_there_or_does_not_want() {
    let dead = format!("http://127.0.0.1:{}", dead_port());
    let home = desk("").with_env("HTTPS_PROXY", &dead);
    home.run(GET).fails(6, &[&format!("the proxy `{dead}` (`HTTPS_PROXY`) cannot be reached"), "refused", "hint:"]);
    for answer in ["HTTP/1.1 403 Forbidden\r\n\r\n", "HTTP/1.1 502 Bad Gateway\r\n\r\n", "", "nonsense\r\n\r\n"] {
        let proxy = Proxy::start(dead_port(), Some("nobody sends this"), answer);
        let home = desk("").with_env("HTTPS_PROXY", &proxy.url());
        home.run(GET).fails(6, &["the proxy `http://127.0.0.1:", "does not let us through", "hint:"]);
    }
    desk("")
        .with_env("HTTPS_PROXY", "nonsense nonsense")
        .run(GET)
        .fails(2, &["`HTTPS_PROXY` is not the address of a proxy"]);
}

#[test]
fn a_client_certificate() {
    let (authority, clients) = (Authority::new(), Authority::new());
    let issued = authority.issue(NAME, 2020..2100);
    let company = Company::with(site(), authority, &issued, Some(&clients));
    let client = clients.issue("me", 2020..2100);
    let stranger = company.authority.issue("me", 2020..2100);
    let home = |keys: &str, files: &[(&str, &str)]| {
        let home = company.home(&format!("ca_bundle: ca.pem\n{keys}"));
        for (name, text) in files {
            let path = home.path().join(".atlassian-cli").join(name);
            std::fs::write(&path, text).unwrap();
            restrict(&path);
        }
        home
    };
    let both = "client_certificate: me.pem\nclient_key: me.key";
    let files = [("me.pem", client.certificate.as_str()), ("me.key", client.key.as_str())];
    gets_through(&company, &home(both, &files));
    let one = format!("{}{}", client.certificate, client.key);
    gets_through(&company, &home("client_certificate: me.pem", &[("me.pem", &one)]));

    home("", &[]).run(GET).fails(1, &["asks for a client certificate", "client_certificate", "client_key"]);
    let other = [("me.pem", stranger.certificate.as_str()), ("me.key", stranger.key.as_str())];
    home(both, &other).run(GET).fails(1, &["does not accept the client certificate"]);
    let mixed = [("me.pem", client.certificate.as_str()), ("me.key", stranger.key.as_str())];
    home(both, &mixed).run(GET).fails(2, &["cannot be used", "client_key"]);
    home(both, &files[..1]).run(GET).fails(2, &["failed to read the key"]);
    home("client_certificate: me.pem", &files[..1]).run(GET).fails(2, &["no private key in it", "client_key"]);
    home("client_key: me.key", &files[1..]).run(GET).fails(2, &["no `client_certificate`"]);
    let locked = [
        files[0],
        ("me.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\naGVsbG8=\n-----END ENCRYPTED PRIVATE KEY-----\n"),
    ];
    home(both, &locked).run(GET).fails(2, &["is encrypted", "hint:"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let open = home(both, &files);
        let key = open.path().join(".atlassian-cli/me.key");
        std::fs::set_permissions(key, std::fs::Permissions::from_mode(0o644)).unwrap();
        open.run(GET).fails(3, &["open to other users", "chmod 600"]);
    }
}

fn restrict(path: &Path) {
    #[cfg(unix)]
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    #[cfg(not(unix))]
    let _ = path;
}

/// A home at a site on loopback, with headers in its profile.
fn with_headers(site: &Simulator, headers: &str) -> Home {
    let home = Home::at(site).with_env("COMPANY_PASS", "pass-of-the-day-EXAMPLE");
    home.set("headers", headers);
    home
}

#[test]
fn extra_headers_are_sent_and_hidden() {
    let site = site();
    let home = with_headers(
        &site,
        "{X-Company-Pass: 'env:COMPANY_PASS', CF-Access-Client-Id: {command: [printf, id-EXAMPLE]}}",
    );
    home.run(GET).ok();
    let [request] = site.requests().try_into().unwrap();
    assert_eq!(request.header("x-company-pass"), Some("pass-of-the-day-EXAMPLE"));
    assert_eq!(request.header("cf-access-client-id"), Some("id-EXAMPLE"));
    // Before a plugin sees an answer that echoes them, and under --debug.
    let echo = r#"{"key":"DEV-1","fields":{"summary":"pass-of-the-day-EXAMPLE id-EXAMPLE"}}"#;
    site.script("/rest/api/3/issue/", Scripted::json(200, echo).header("etag", "\"pass-of-the-day-EXAMPLE\"").always());
    for format in ["json", "table"] {
        let ran = home.run(&["jira", "issue", "get", "DEV-1", "--debug", "--format", format]);
        let shown = format!("{}{}", ran.stdout, ran.stderr);
        assert!(ran.code == 0 && ran.stdout.contains("[redacted]"), "{shown}");
        assert!(shown.contains("> x-company-pass: [redacted]") && shown.contains("your credential"), "{shown}");
        for secret in ["pass-of-the-day", "id-EXAMPLE"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

/// Another origin gets nothing at all, with or without headers.
#[test]
fn extra_headers_do_not_follow_a_redirect() {
    let (site, other) = (site(), site());
    let home = with_headers(&site, "{X-Company-Pass: 'env:COMPANY_PASS'}");
    let location = format!("{}/rest/api/3/issue/DEV-2", other.url());
    site.script("/rest/api/3/issue/", Scripted::new(302).header("location", &location));
    home.run(GET).fails(1, &["redirects to"]);
    assert!(other.requests().is_empty());
}

#[cfg(unix)]
#[test]
fn a_command_for_a_header_runs_once_a_process() {
    let site = site();
    let home = with_headers(&site, "{X-Pass: {command: [sh, -c, 'echo run >> $HOME/runs; echo value-EXAMPLE']}}");
    home.run(&["auth", "test"]).ok();
    assert!(site.requests().len() > 1);
    assert!(site.requests().iter().all(|request| request.header("x-pass") == Some("value-EXAMPLE")));
    assert_eq!(std::fs::read_to_string(home.path().join("runs")).unwrap(), "run\n");
}

#[test]
fn headers_that_may_not_be_sent_are_refused_before_anything_is() {
    let site = site();
    for (headers, code, words) in [
        ("{X-Pass: literal-secret-EXAMPLE}", 2, ["stands in config.yaml itself", "env:NAME"]),
        ("{X-Pass: 12345678}", 2, ["stands in config.yaml itself", "env:NAME"]),
        ("{X-Pass: {command: printf}}", 2, ["stands in config.yaml itself", "command: ["]),
        ("{X-Pass: {command: []}}", 2, ["names no program", "hint:"]),
        ("{X-Pass: {command: [no-such-program-EXAMPLE]}}", 2, ["cannot be started", "hint:"]),
        ("{X-Pass: {command: ['false']}}", 1, ["failed (exit status: 1)", "hint:"]),
        ("{X-Pass: {command: ['true']}}", 2, ["cannot be sent", "one line"]),
        ("{X-Pass: 'env:NOT_SET'}", 2, ["`NOT_SET`, which is not set", "X-Pass"]),
        ("{Authorization: 'env:COMPANY_PASS'}", 3, ["not a profile's to set", "hint:"]),
        ("{X_Forwarded_For: 'env:COMPANY_PASS'}", 3, ["not a profile's to set", "hint:"]),
        ("{'X Pass': 'env:COMPANY_PASS'}", 2, ["not a header name", "X Pass"]),
    ] {
        let shown = with_headers(&site, headers).run(GET).fails(code, &words);
        assert!(!shown.contains("literal-secret"), "{shown}");
        assert!(site.requests().is_empty(), "{headers}");
    }
}

#[test]
fn the_doctor_names_route_certificates_and_key() {
    let company = Company::new();
    let doctor = |home: &Home| home.run(&["auth", "doctor", "--format", "json"]);
    let home = company.home("ca_bundle: ca.pem");
    let secret = company.proxy.url().replacen("http://", "http://me:hidden-EXAMPLE@", 1);
    let home = home.with_env("HTTPS_PROXY", &secret);
    let ran = doctor(&home);
    let has = |ran: &Ran, words: &[&str]| {
        for word in words {
            assert!(ran.stdout.contains(word), "`{word}` is missing in:\n{}", ran.stdout);
        }
    };
    let route = format!("through the proxy `{}` (`HTTPS_PROXY`)", company.proxy.url().trim_end_matches('/'));
    has(
        &ran,
        &[&route, "\"route\"", "`ca_bundle` of the profile is `", "ca.pem`", "none yet; it will come from the file `"],
    );
    assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("hidden-EXAMPLE"), "{ran:?}");
    // What cannot be used is bad, with its cure.
    let broken = company.home("ca_bundle: nowhere.pem\nclient_certificate: nowhere.pem\nproxy: direct");
    let ran = doctor(&broken);
    assert_eq!(ran.code, 4, "{ran:?}");
    has(&ran, &["nowhere.pem", "\"bad\"", "names a PEM file"]);
    let direct = desk("proxy: direct");
    has(&doctor(&direct), &["Jira: without a proxy"]);
    // A store keeps its key, whatever config.yaml says.
    let login = ["auth", "login", "--profile", "b", "--bitbucket", "--bearer", "--token", "b-token-EXAMPLE"];
    direct.run(&login).ok();
    has(&doctor(&direct), &["from the file `", "atlassian-cli/key`"]);
    let config = direct.path().join(".atlassian-cli/config.yaml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("key_source: keyring\n{text}")).unwrap();
    has(&doctor(&direct), &["although config.yaml says `key_source: keyring`", "auth rotate-key"]);
}
