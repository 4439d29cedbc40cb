//! `buffer_unordered` in a guest is as many requests under way at once.

use std::time::Duration;

use crate::support::{Home, probe, site};

/// The site answers nobody until all of them have asked: one at a time would wait for ever.
#[test]
fn requests_of_a_guest_really_run_at_once() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("probe", probe())]);
    let hold = site.hold("/rest/api/3/issue/", 16);
    let shown = home.run(&["probe", "flood", "--requests", "16", "--concurrency", "16"]).ok();
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
        home.run(&["probe", "flood", "--requests", "20", "--concurrency", concurrency]).ok();
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
    home.run(&["probe", "flood", "--requests", "300", "--concurrency", "300"]).fails(1, &["more than 256 requests"]);
    hold.release();
}
