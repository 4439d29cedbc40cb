//! Requests that a plugin may not make. All are refused before a socket opens.

use serde_json::{Value, json};

use crate::guests::{Wat, raw, run};
use crate::support::{Home, site};

/// A request of a guest without an SDK: what is changed in a good one, and a word of the refusal.
type Refused = (&'static str, &'static str, &'static str);

/// Changes are JSON with `'` for `"`.
pub(crate) const REFUSED: &[Refused] = &[
    // 1, 2, 5, 6, 7: one segment is one segment.
    ("dots", "{'params':[['id','..']]}", "means another path"),
    ("a dot", "{'params':[['id','.']]}", "means another path"),
    ("dots, encoded", "{'params':[['id','%2e%2e']]}", "means another path"),
    ("dots, half encoded", "{'params':[['id','.%2E']]}", "means another path"),
    ("dots and a semicolon", "{'params':[['id','..;']]}", "means another path"),
    ("dots, encoded twice", "{'params':[['id','%252e%252e']]}", "means another path"),
    ("dots and a session", "{'params':[['id','..;jsessionid=1']]}", "means another path"),
    ("a slash", "{'params':[['id','DEV-1/comment']]}", "has a slash"),
    ("two slashes", "{'params':[['id','//evil.example']]}", "has a slash"),
    ("a slash and a backslash", "{'params':[['id','/\\\\evil.example']]}", "has a slash"),
    ("two backslashes", "{'params':[['id','\\\\\\\\evil.example']]}", "has a slash"),
    ("a scheme", "{'params':[['id','https:/evil.example']]}", "has a slash"),
    ("a URL", "{'params':[['id','https://evil.example/']]}", "has a slash"),
    ("a slash, encoded", "{'params':[['id','DEV-1%2Fcomment']]}", "means another path"),
    ("a backslash, encoded", "{'params':[['id','DEV-1%5Ccomment']]}", "means another path"),
    ("a slash, encoded twice", "{'params':[['id','DEV-1%252Fcomment']]}", "means another path"),
    ("a NUL", "{'params':[['id','DEV-1\\u0000']]}", "control character"),
    ("a NUL, encoded", "{'params':[['id','DEV-1%00']]}", "means another path"),
    ("a line", "{'params':[['id','DEV-1\\r\\nhost: evil']]}", "control character"),
    ("a tab", "{'params':[['id','DE\\tV-1']]}", "control character"),
    ("a C1 control", "{'params':[['id','DEV\\u0085-1']]}", "control character"),
    ("nothing", "{'params':[['id','']]}", "is empty"),
    ("no value", "{'params':[]}", "no value for `id`"),
    ("two values", "{'params':[['id','a'],['id','b']]}", "two values"),
    ("a value too many", "{'params':[['id','a'],['x','b']]}", "does not have"),
    ("another operation", "{'params':[['id','picker']]}", "names another operation"),
    // 9: the rest of a path stays below it.
    (
        "an empty rest",
        "{'service':'bitbucket','template':'/2.0/repositories/{workspace}/{repo}/src/{+path}','params':[['workspace','w'],['repo','r'],['path','']]}",
        "is empty",
    ),
    (
        "a rest that climbs",
        "{'service':'bitbucket','template':'/2.0/repositories/{workspace}/{repo}/src/{+path}','params':[['workspace','w'],['repo','r'],['path','a/../../../..']]}",
        "means another path",
    ),
    (
        "a rest with an empty part",
        "{'service':'bitbucket','template':'/2.0/repositories/{workspace}/{repo}/src/{+path}','params':[['workspace','w'],['repo','r'],['path','a//b']]}",
        "is empty",
    ),
    (
        "a rest that ends in a slash",
        "{'service':'bitbucket','template':'/2.0/repositories/{workspace}/{repo}/src/{+path}','params':[['workspace','w'],['repo','r'],['path','a/']]}",
        "is empty",
    ),
    // 2, 3, 4, 7: what is not declared, letter for letter.
    ("another template", "{'template':'/rest/api/3/myself','params':[]}", "does not declare"),
    ("a filled template", "{'template':'/rest/api/3/issue/DEV-1','params':[]}", "does not declare"),
    ("an absolute URL", "{'template':'https://evil.example/rest/api/3/issue/{id}'}", "does not declare"),
    ("http", "{'template':'http://127.0.0.1/'}", "does not declare"),
    ("a file", "{'template':'file:///etc/passwd','params':[]}", "does not declare"),
    ("ftp", "{'template':'ftp://evil.example/'}", "does not declare"),
    ("data", "{'template':'data:text/html,x'}", "does not declare"),
    ("no scheme", "{'template':'//evil.example/rest/api/3/issue/{id}'}", "does not declare"),
    ("another tenant", "{'template':'//other.atlassian.net/rest/api/3/issue/{id}'}", "does not declare"),
    ("a look-alike", "{'template':'https://acme.atlassian.net.evil.com/rest/api/3/issue/{id}'}", "does not declare"),
    ("another port", "{'template':'https://acme.atlassian.net:8443/rest/api/3/issue/{id}'}", "does not declare"),
    ("a dot after the host", "{'template':'https://acme.atlassian.net./rest/api/3/issue/{id}'}", "does not declare"),
    ("upper case in the host", "{'template':'https://ACME.atlassian.net/rest/api/3/issue/{id}'}", "does not declare"),
    ("a confusable host", "{'template':'https://\u{430}cme.atlassian.net/rest/api/3/issue/{id}'}", "does not declare"),
    (
        "user information",
        "{'template':'https://acme.atlassian.net@evil.example/rest/api/3/issue/{id}'}",
        "does not declare",
    ),
    ("user and password", "{'template':'https://user:pw@evil.example/rest/api/3/issue/{id}'}", "does not declare"),
    ("user information in a path", "{'template':'@evil.example/rest/api/3/issue/{id}'}", "does not declare"),
    ("case of a segment", "{'template':'/rest/api/3/Issue/{id}'}", "does not declare"),
    ("a slash at the end", "{'template':'/rest/api/3/issue/{id}/'}", "does not declare"),
    ("a slash inside", "{'template':'/rest/api//3/issue/{id}'}", "does not declare"),
    ("a matrix parameter", "{'template':'/rest/api/3/issue;v=1/{id}'}", "does not declare"),
    ("a query in the template", "{'template':'/rest/api/3/issue/{id}?expand=names'}", "does not declare"),
    ("white space", "{'template':' /rest/api/3/issue/{id}'}", "does not declare"),
    ("a full-width slash in the template", "{'template':'/rest\u{ff0f}api/3/issue/{id}'}", "does not declare"),
    ("another service", "{'service':'bitbucket'}", "does not declare"),
    ("a service that is not there", "{'service':'https://evil.example'}", "does not declare"),
    ("a service in upper case", "{'service':'JIRA'}", "does not declare"),
    ("no service", "{'service':''}", "does not declare"),
    // 10: the contract has six methods, and each is declared.
    ("DELETE", "{'method':'DELETE'}", "does not declare"),
    ("PUT", "{'method':'PUT'}", "does not declare"),
    ("HEAD", "{'method':'HEAD'}", "does not declare"),
    ("a body of GET", "{'json':'{}'}", "have no body"),
    ("bytes of GET", "{'type':'text/plain','bytes':'x'}", "have no body"),
    // 8: credentials in a query.
    ("access_token", "{'query':[['access_token','x']]}", "could carry a credential"),
    ("ACCESS_TOKEN", "{'query':[['ACCESS_TOKEN','x']]}", "could carry a credential"),
    ("jwt", "{'query':[['jwt','x']]}", "could carry a credential"),
    ("os_username", "{'query':[['os_username','x']]}", "could carry a credential"),
    ("os_password", "{'query':[['Os_Password','x']]}", "could carry a credential"),
    ("os_authtype", "{'query':[['os_authtype','basic']]}", "could carry a credential"),
    ("token", "{'query':[['fields','x'],['token','x']]}", "could carry a credential"),
    ("token between spaces", "{'query':[[' token ','x']]}", "could carry a credential"),
    ("a query of a MiB", "{'query':[['q',{'of':'x','times':1048576}]]}", "longer than 65536 bytes"),
    // 11, 12: headers.
    ("Host", "{'headers':[['Host','evil.example']]}", "header `host`"),
    ("Authorization", "{'headers':[['Authorization','Bearer x']]}", "header `authorization`"),
    ("Cookie", "{'headers':[['cookie','a=b']]}", "header `cookie`"),
    ("Proxy-Authorization", "{'headers':[['Proxy-Authorization','x']]}", "header `proxy-authorization`"),
    ("Proxy-Connection", "{'headers':[['proxy-connection','keep-alive']]}", "header `proxy-connection`"),
    ("X-Forwarded-For", "{'headers':[['X-Forwarded-For','127.0.0.1']]}", "header `x-forwarded-for`"),
    ("X-Forwarded-Host", "{'headers':[['X-Forwarded-Host','evil']]}", "header `x-forwarded-host`"),
    ("X-HTTP-Method-Override", "{'headers':[['X-HTTP-Method-Override','DELETE']]}", "x-http-method-override"),
    ("X-Original-URL", "{'headers':[['X-Original-URL','/admin']]}", "header `x-original-url`"),
    ("Transfer-Encoding", "{'headers':[['Transfer-Encoding','chunked']]}", "header `transfer-encoding`"),
    ("Content-Length", "{'headers':[['Content-Length','5']]}", "header `content-length`"),
    ("Connection", "{'headers':[['Connection','upgrade']]}", "header `connection`"),
    ("Upgrade", "{'headers':[['Upgrade','h2c']]}", "header `upgrade`"),
    ("Expect", "{'headers':[['Expect','100-continue']]}", "header `expect`"),
    ("Referer", "{'headers':[['Referer','https://evil']]}", "header `referer`"),
    ("User-Agent", "{'headers':[['User-Agent','x']]}", "header `user-agent`"),
    ("a line in a value", "{'headers':[['accept','a\\r\\nhost: evil']]}", "header `accept`"),
    ("a LF in a value", "{'headers':[['accept','a\\nb']]}", "header `accept`"),
    ("a NUL in a value", "{'headers':[['accept','a\\u0000']]}", "header `accept`"),
    ("a folded value", "{'headers':[['accept','a\\r\\n b']]}", "header `accept`"),
    ("a line in a name", "{'headers':[['accept\\r\\nhost','x']]}", "may not set the header"),
    ("a space in a name", "{'headers':[['accept ','x']]}", "may not set the header"),
    ("no name", "{'headers':[['','x']]}", "may not set the header"),
    ("a pseudo header", "{'headers':[[':authority','evil']]}", "may not set the header"),
    ("a value of 64 KiB", "{'headers':[['accept',{'of':'x','times':65536}]]}", "header `accept`"),
    ("the same header twice", "{'headers':[['accept','a'],['Accept','b']]}", "twice"),
    ("a header 1,500 times", "{'headers':[['accept','a']],'times':{'headers':1500}}", "twice"),
    ("several ranges", "{'headers':[['range','bytes=0-1,5-6']]}", "header `range`"),
    ("another Atlassian token", "{'headers':[['x-atlassian-token','check']]}", "x-atlassian-token"),
    // 12, 13, 14: the type of a body is a header.
    (
        "a line in the type of a body",
        "{'method':'POST','template':'/rest/api/3/issue','params':[],'type':'a/b\\r\\ntransfer-encoding: chunked','bytes':'x'}",
        "content type",
    ),
    (
        "a NUL in the type of a body",
        "{'method':'POST','template':'/rest/api/3/issue','params':[],'type':'a/b\\u0000','bytes':'x'}",
        "content type",
    ),
    (
        "a type of 64 KiB",
        "{'method':'POST','template':'/rest/api/3/issue','params':[],'type':{'of':'x','times':65536},'bytes':'x'}",
        "content type",
    ),
    ("no type", "{'method':'POST','template':'/rest/api/3/issue','params':[],'type':'','bytes':'x'}", "content type"),
];

/// A good request with changes.
fn request(changes: &str) -> Value {
    let mut request = json!({
        "service": "jira", "method": "GET", "template": "/rest/api/3/issue/{id}", "params": [["id", "DEV-1"]],
    });
    let changes: Value = serde_json::from_str(&changes.replace('\'', "\"")).unwrap();
    request.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    request
}

#[test]
fn each_is_refused_before_a_socket_opens() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    for (name, changes, word) in REFUSED {
        println!("{name}");
        let ran = run(&home, "many", &json!([{"must": request(changes)}]), &[]);
        ran.fails(3, &["error: `raw many`", word]);
        assert!(site.requests().is_empty(), "{name}: {:?}", site.requests());
    }
    // The unchanged one is sent.
    run(&home, "many", &json!([{"must": request("{}")}]), &[]).ok();
    assert_eq!(site.requests().len(), 1);
}

/// What looks bad and is harmless, because it is encoded: the path that the site sees.
pub(crate) const ENCODED: &[(&str, &str, &str)] = &[
    ("a full-width slash", "{'params':[['id','a\u{ff0f}b']]}", "/rest/api/3/issue/a%EF%BC%8Fb"),
    ("two dots in one character", "{'params':[['id','\u{2025}']]}", "/rest/api/3/issue/%E2%80%A5"),
    ("a space that does not break", "{'params':[['id','a\u{a0}b']]}", "/rest/api/3/issue/a%C2%A0b"),
    ("a confusable letter", "{'params':[['id','D\u{415}V-1']]}", "/rest/api/3/issue/D%D0%95V-1"),
    ("a session", "{'params':[['id','DEV-1;jsessionid=1']]}", "/rest/api/3/issue/DEV-1%3Bjsessionid%3D1"),
    ("user information", "{'params':[['id','user:pw@evil']]}", "/rest/api/3/issue/user%3Apw%40evil"),
    ("a query in a segment", "{'params':[['id','DEV-1?os_username=x']]}", "/rest/api/3/issue/DEV-1%3Fos_username%3Dx"),
    ("a fragment in a segment", "{'params':[['id','DEV-1#x']]}", "/rest/api/3/issue/DEV-1%23x"),
    ("an encoded line", "{'params':[['id','a%0d%0ab']]}", "/rest/api/3/issue/a%250d%250ab"),
    ("a fragment in a query", "{'query':[['q','a#b&c=d']]}", "/rest/api/3/issue/DEV-1?q=a%23b%26c%3Dd"),
    ("a pair in a query's name", "{'query':[['a=b&token','x']]}", "/rest/api/3/issue/DEV-1?a%3Db%26token=x"),
    ("an encoded name", "{'query':[['access%5Ftoken','x']]}", "/rest/api/3/issue/DEV-1?access%255Ftoken=x"),
    ("the same name twice", "{'query':[['a','1'],['a','2']]}", "/rest/api/3/issue/DEV-1?a=1&a=2"),
];

#[test]
fn what_is_encoded_means_nothing() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    for (name, changes, path) in ENCODED {
        site.reset_requests();
        run(&home, "many", &json!([{"must": request(changes)}]), &[]).ok();
        let paths: Vec<_> = site.requests().into_iter().map(|request| request.path).collect();
        assert_eq!(paths, [*path], "{name}");
    }
}

/// A body that looks like a second request stays one body.
#[test]
fn a_body_is_one_body() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    let second =
        "0\r\n\r\nDELETE /rest/api/3/issue/DEV-1 HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n";
    let create = json!({
        "service": "jira", "method": "POST", "template": "/rest/api/3/issue",
        "type": "multipart/form-data; boundary=x", "bytes": format!("--x\r\n\r\n{second}--x--\r\n{second}"),
    });
    run(&home, "many", &json!([{"send": create}]), &[]).ok();
    let requests = site.requests();
    assert_eq!(requests.len(), 1, "{requests:?}");
    assert_eq!(requests[0].header("transfer-encoding"), None);
    assert_eq!(requests[0].header("content-length"), Some(requests[0].body.len().to_string().as_str()));
}

/// A request by hand: core values that no SDK would make. Name, the sixteen values of the request, and what is said.
/// The words at address 0 are `jira`, at 16 the template, at 64 a parameter, at 80 bytes that are no UTF-8.
pub(crate) const BY_HAND: &[(&str, &str, &str)] = &[
    ("a method that is not there", "0 4 6 16 22 64 1 0 0 0 0 0 0 0 0 0", "discriminant"),
    ("a method far away", "0 4 4294967295 16 22 64 1 0 0 0 0 0 0 0 0 0", "discriminant"),
    ("a kind of body that is not there", "0 4 0 16 22 64 1 0 0 0 0 4 0 0 0 0", "discriminant"),
    ("a service that is no UTF-8", "80 4 0 16 22 64 1 0 0 0 0 0 0 0 0 0", "utf-8"),
    ("a template that is no UTF-8", "0 4 0 80 4 64 1 0 0 0 0 0 0 0 0 0", "utf-8"),
    ("a surrogate", "0 4 0 88 3 64 1 0 0 0 0 0 0 0 0 0", "utf-8"),
    ("a text behind the memory", "0 4 0 2000000000 22 64 1 0 0 0 0 0 0 0 0 0", "out of bounds"),
    ("a text longer than the memory", "0 4 0 16 2000000000 64 1 0 0 0 0 0 0 0 0 0", ""),
    ("a text that wraps around", "0 4 0 4294967295 4294967295 64 1 0 0 0 0 0 0 0 0 0", ""),
    ("a list behind the memory", "0 4 0 16 22 2000000000 1 0 0 0 0 0 0 0 0 0", "out of bounds"),
    ("a list longer than the memory", "0 4 0 16 22 64 2000000000 0 0 0 0 0 0 0 0 0", ""),
    ("a list that wraps around", "0 4 0 16 22 64 4294967295 0 0 0 0 0 0 0 0 0", ""),
    ("a list that is not aligned", "0 4 0 16 22 65 1 0 0 0 0 0 0 0 0 0", "align"),
];

#[test]
fn values_by_hand_end_the_guest() {
    let site = site();
    let home = Home::at(&site);
    let data = r#"(data (i32.const 0) "jira")
        (data (i32.const 16) "/rest/api/3/issue/{id}")
        (data (i32.const 64) "\30\00\00\00\02\00\00\00\34\00\00\00\05\00\00\00")
        (data (i32.const 48) "id\00\00DEV-1")
        (data (i32.const 80) "\ff\fe\c3\28")
        (data (i32.const 88) "\ed\a0\80")"#;
    let call = |values: &str| {
        let values: String = values.split(' ').map(|value| format!("(i32.const {value})")).collect();
        let run =
            format!("(call $start {values} (i32.const 1024)) (i32.store (i32.const 8) (i32.const 0)) (i32.const 8)");
        let plugin = Wat { imports: &["start"], fields: data, run: &run, ..Wat::default() }.plugin();
        home.run_with(("wat", &plugin), &["wat", "many"])
    };
    for (name, values, word) in BY_HAND {
        println!("{name}");
        call(values).fails(1, &["the plugin broke down while it ran `wat many`", word]);
        assert!(site.requests().is_empty(), "{name}");
    }
    // The good one is taken.
    call("0 4 0 16 22 64 1 0 0 0 0 0 0 0 0 0").ok();
}
