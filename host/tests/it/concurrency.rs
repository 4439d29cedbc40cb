//! `buffer_unordered` in a guest is as many requests under way at once.

use std::time::Duration;

use crate::support::{Home, probe, site};

/// The site answers nobody until all of them have asked: one at a time would wait for ever.
#[test]
fn requests_of_a_guest_really_run_at_once() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("probe", probe())]);
    let hold = site.hold("/rest/api/3/issue/", 16);
    let shown = home.run(&["probe", "flood", "--requests", "16", "--at-once", "16"]).ok();
    assert_eq!(shown, "Count:  16\n");
    assert_eq!((site.peak_concurrency(), hold.arrived()), (16, 16));
}

#[test]
fn twenty_slow_requests_share_their_wait() {
    let site = atlassian_simulator::Simulator::start(atlassian_simulator::Options {
        latency: Duration::from_millis(100),
        ..Default::default()
    })
    .unwrap();
    let home = Home::at(&site).with_guests(&[("probe", probe())]);
    home.run(&["probe", "ask", "declared", "DEV-1"]).ok();
    let run = |concurrency: &str| {
        let start = std::time::Instant::now();
        home.run(&["probe", "flood", "--requests", "20", "--at-once", concurrency]).ok();
        start.elapsed()
    };
    let (together, one_by_one) = (run("20"), run("1"));
    println!("20 requests of 100 ms: {together:?} at concurrency 20, {one_by_one:?} one by one");
    // No time is asserted: the machines are noisy. What is: never more than the host's limit, and all of that.
    assert_eq!(site.peak_concurrency(), 16);
}

#[test]
fn too_many_requests_are_told_so() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("probe", probe())]);
    let hold = site.hold("/rest/api/3/issue/", 1000);
    home.run(&["probe", "flood", "--requests", "300", "--at-once", "300"]).fails(1, &["more than 256 requests"]);
    hold.release();
}

/// A request of the host's own that is given up: it was begun, so nobody may say that it did not arrive.
#[test]
fn a_request_that_is_given_up_may_have_arrived() {
    use std::sync::Arc;

    use atlassian_cli::credential::{Credential, CredentialKind, Secret, Source, Stored};
    use atlassian_cli::error::Kind;
    use atlassian_cli::http::{Body, Delivery, Limits, Method, Pending, Permit, Request, Session};
    use atlassian_cli::plugin::manifest::Endpoint;
    use atlassian_cli::profile::{Profile, Selected};

    let site = site();
    let hold = site.hold("/rest/api/3/issue", 2);
    let profile = Profile { base_url: Some(site.url()), email: Some("a@b.example".to_owned()), ..Default::default() };
    let selected = Selected { name: "work".to_owned(), profile };
    let stored = Stored { secret: Secret::new("some-token-EXAMPLE".to_owned()), origins: vec![site.url()] };
    let credential = Credential::new(&selected, CredentialKind::Site, stored, Source::Given).unwrap();
    let session = Session::new(selected, Vec::new(), atlassian_cli::policy::Rules::default())
        .with_credential(CredentialKind::Site, credential);
    let (service, template) = ("jira".to_owned(), "/rest/api/3/issue".to_owned());
    let endpoint = Endpoint {
        service: service.clone(),
        method: "POST".to_owned(),
        template: template.clone(),
        scopes: Default::default(),
        storage: false,
    };
    let permit = Permit { command: "a test".to_owned(), endpoints: vec![endpoint] };
    // Long enough to arrive, and then never answered.
    let limits = Limits { longest_wait: Duration::from_secs(3), ..Limits::default() };
    let mut pending = Pending::new(Arc::new(session), permit, limits);
    let request = Request {
        service,
        method: Method::Post,
        template,
        params: Vec::new(),
        query: Vec::new(),
        headers: Vec::new(),
        body: Body::Json("{}".to_owned()),
        output: None,
    };
    let failure = pending.send(request).unwrap_err();
    assert_eq!(hold.arrived(), 1);
    assert_eq!((failure.code, failure.delivery, failure.error.kind), ("timeout", Delivery::Unknown, Kind::TryLater));
}
