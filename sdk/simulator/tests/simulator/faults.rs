//! Failures on purpose, limits and latency.

use std::time::Duration;

use atlassian_simulator::{Fault, Options, RateLimit};
use reqwest::Method;

use crate::common::{Site, header, read};

const MYSELF: &str = "/rest/api/3/myself";

async fn statuses(seed: u64) -> Vec<u16> {
    let site = Site::start(Options { fail: vec![Fault { status: 503, probability: 0.3 }], seed, ..Options::default() });
    let mut statuses = Vec::new();
    for _ in 0..40 {
        statuses.push(site.get(MYSELF).await.status);
    }
    statuses
}

#[tokio::test]
async fn the_same_requests_fail_in_every_run() {
    let first = statuses(7).await;
    assert_eq!(first, statuses(7).await);
    assert!(first.contains(&503) && first.contains(&200));
}

#[tokio::test]
async fn a_failure_says_when_to_come_back() {
    let fail = vec![Fault { status: 503, probability: 1.0 }];
    let site = Site::start(Options { fail, retry_after: 7, ..Options::default() });
    let response = site.request(Method::GET, MYSELF).send().await.unwrap();
    assert_eq!((response.status().as_u16(), header(&response, "retry-after").as_str()), (503, "7"));
}

#[tokio::test]
async fn the_limit_is_told_before_and_after_it_is_reached() {
    // An hour, so that no window ends while the test runs.
    let rate_limit = Some(RateLimit { requests: 3, per: Duration::from_secs(3600) });
    let site = Site::start(Options { rate_limit, retry_after: 2, ..Options::default() });
    let mut left = Vec::new();
    for _ in 0..3 {
        let response = site.request(Method::GET, MYSELF).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        left.push(header(&response, "x-ratelimit-remaining"));
    }
    assert_eq!(left, ["2", "1", "0"]);
    let response = site.request(Method::GET, MYSELF).send().await.unwrap();
    assert_eq!(
        (header(&response, "retry-after").as_str(), header(&response, "x-ratelimit-limit").as_str()),
        ("2", "3")
    );
    assert_eq!(header(&response, "ratelimit-reason"), "jira-quota-based");
    assert_eq!(read(response).await.status, 429);
    let bitbucket = site.get("/2.0/user").await;
    assert_eq!(bitbucket.json()["error"]["message"], "Rate limit for this resource has been exceeded");
}

#[tokio::test]
async fn latency_lets_requests_overlap() {
    let site = Site::start(Options { latency: Duration::from_millis(100), ..Options::default() });
    let requests = (0..8).map(|_| site.get(MYSELF));
    let answers = futures_util::future::join_all(requests).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert!(site.simulator.peak_concurrency() > 1);
}
