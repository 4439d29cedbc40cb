//! Records that stay with the host: what a plugin gets of such an answer, and that it gets no further with them than with
//! records of its own.

use atlassian_simulator::{SITE_TOKEN, Scripted};
use serde_json::{Value, json};

use crate::guests::{get, raw, run};
use crate::support::{Home, site};

/// Takes the answer of the `nth` request.
fn take(nth: u32) -> [Value; 3] {
    [json!({"start": get()}), json!({"wait": [nth]}), json!({"take-list": {"pending": nth, "list": "issues"}})]
}

/// Steps one after the other.
fn steps(parts: &[&[Value]]) -> Value {
    parts.concat().into()
}

#[test]
fn a_list_is_kept_and_shown_once() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    let answer = r#"{"total":3, "issues":[{"text":"a","n":1.50},{ "text":"b"},{"text":"c"}],"isLast":true}"#;
    site.script("/rest/api/3/issue/", Scripted::json(200, answer).always());
    let script = steps(&[&take(1), &[json!({"emit-list": [1, 2]}), json!({"report": null})]]);
    let shown = run(&home, "many", &script, &["--format", "jsonl"]).ok();
    let (records, report) = shown.trim_end().rsplit_once('\n').unwrap();
    assert_eq!(records, "{\"text\":\"a\",\"n\":1.50}\n{\"text\":\"b\"}");
    let report: Value = serde_json::from_str(report).unwrap();
    let listing = &report["done"][2];
    assert_eq!((&listing["kept"], &listing["count"]), (&json!(1), &json!(3)));
    assert_eq!(listing["answer"]["body"], r#"{"total":3, "issues":[],"isLast":true}"#);
    for (format, expected) in [
        ("table", "TEXT\na\nb\nc\n"),
        ("csv", "Text\r\na\r\nb\r\nc\r\n"),
        ("quiet", "a\nb\nc\n"),
        ("json", "[\n{\"text\":\"a\",\"n\":1.50},\n{\"text\":\"b\"},\n{\"text\":\"c\"}\n]\n"),
    ] {
        let script = steps(&[&take(1), &[json!({"emit-list": [1]})]]);
        assert_eq!(run(&home, "many", &script, &["--format", format]).ok(), expected);
    }
}

#[test]
fn misuse_ends_a_run() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    site.script("/rest/api/3/issue/", Scripted::json(200, r#"{"issues":[{},{}]}"#).always());
    let shown = json!({"emit-list": [1]});
    for (command, script, word) in [
        ("many", json!([{"take-list": {"pending": 1}}]), "handle 1, which it does not hold"),
        ("many", json!([{"timer": 600000}, {"take-list": {"pending": 1}}]), "handle 1, which is not ready"),
        ("many", json!([shown]), "list 1, which is not kept for it"),
        ("many", json!([{"emit-list": [0]}]), "list 0, which is not kept for it"),
        ("many", steps(&[&take(1), &[shown.clone(), shown.clone()]]), "list 1, which is not kept for it"),
        ("many", steps(&[&take(1), &[json!({"take": 1})]]), "handle 1, which it does not hold"),
        ("one", steps(&[&take(1), std::slice::from_ref(&shown)]), "more records than its manifest says"),
        ("none", steps(&[&take(1), std::slice::from_ref(&shown)]), "more records than its manifest says"),
        ("text", steps(&[&take(1), std::slice::from_ref(&shown)]), "a command whose result is text emitted a record"),
    ] {
        let ran = run(&home, command, &script, &[]);
        assert!(ran.code == 1 && ran.stderr.contains("the plugin") && ran.stderr.contains(word), "{script}: {ran:?}");
    }
    // A timer has no records.
    let timer = json!([{"timer": 0}, {"wait": [1]}, {"take-list": {"pending": 1}}, {"report": null}]);
    let report: Value = serde_json::from_str(&run(&home, "one", &timer, &["--format", "json"]).ok()).unwrap();
    assert_eq!(report["done"][2]["kept"], Value::Null);
}

/// An answer without such a list comes whole, and so does what is more than the host keeps.
#[test]
fn what_is_not_kept_comes_whole() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    let whole = |script: &Value, at: usize| {
        let report: Value = serde_json::from_str(&run(&home, "one", script, &["--format", "json"]).ok()).unwrap();
        let listing = &report["done"][at];
        assert_eq!((&listing["kept"], &listing["count"]), (&Value::Null, &json!(0)), "{report}");
        listing["answer"]["body"].as_str().unwrap().to_owned()
    };
    for (status, body) in [
        (200, ""),
        (200, "[{}]"),
        (200, r#"{"issues":[{},1]}"#),
        (200, r#"{"issues":[{}],"issues":[{}]}"#),
        (200, r#"{"issues":[{}]"#),
        (400, r#"{"issues":[{}]}"#),
        (500, r#"{"issues":[{}]}"#),
    ] {
        site.clear_scripts();
        site.script("/rest/api/3/issue/", Scripted::json(status, body).header("retry-after", "0").always());
        assert_eq!(whole(&steps(&[&take(1), &[json!({"report": null})]]), 2), body);
    }
    site.clear_scripts();
    site.script("/rest/api/3/issue/", Scripted::json(200, r#"{"issues":[{}]}"#).always());
    let five = steps(&[&take(1), &take(2), &take(3), &take(4), &take(5), &[json!({"report": null})]]);
    assert_eq!(whole(&five, 14), r#"{"issues":[{}]}"#);
}

#[test]
fn kept_records_are_held_to_what_all_are() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    let script = steps(&[&take(1), &[json!({"emit-list": [1]})]]);
    let nested = |depth: usize| format!("{{\"issues\":[{{\"text\":{}{}}}]}}", "[".repeat(depth), "]".repeat(depth));
    let long = json!({"issues": [{"text": "x".repeat(9 << 20)}]}).to_string();
    site.script("/rest/api/3/issue/", Scripted::json(200, &long).always());
    run(&home, "many", &script, &[]).fails(1, &["a record has more than 8 MiB"]);
    for format in ["table", "json", "jsonl", "yaml", "csv", "markdown", "quiet"] {
        for depth in [127, 20_000] {
            site.clear_scripts();
            site.script("/rest/api/3/issue/", Scripted::json(200, &nested(depth)).always());
            run(&home, "many", &script, &["--format", format]).fails(1, &["nested more than 127 deep"]);
        }
        site.clear_scripts();
        let echo = json!({"issues": [{"text": format!("{SITE_TOKEN}\u{9b}2J")}]}).to_string();
        site.script("/rest/api/3/issue/", Scripted::json(200, &echo).always());
        let ran = run(&home, "many", &script, &["--format", format]);
        assert!(ran.code == 0 && !ran.stdout.contains(SITE_TOKEN) && ran.stdout.contains("redacted"), "{ran:?}");
    }
}
