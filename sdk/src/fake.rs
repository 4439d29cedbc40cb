//! A host for tests: it answers each request by a function, and lets a test choose what becomes ready first.

use crate::bindings::atlassian::plugin::http;
use crate::cx::Cx;
use crate::executor::{Answer, Reactor};
use crate::host::Host;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Which of the awaited handles become ready.
pub(crate) type Order = fn(&[u32]) -> Vec<u32>;

/// What the host saw.
#[derive(Default)]
pub(crate) struct Seen {
    /// All requests, in the order in which they were started.
    pub(crate) started: Vec<http::Request>,
    /// Handles that were abandoned.
    pub(crate) cancelled: Vec<u32>,
    /// The most handles that were under way at once.
    pub(crate) most: usize,
    under_way: BTreeMap<u32, Answer>,
    last: u32,
}

impl Seen {
    fn begin(&mut self, answer: Answer) -> u32 {
        self.last += 1;
        self.under_way.insert(self.last, answer);
        self.most = self.most.max(self.under_way.len());
        self.last
    }

    /// Values of a query name, one for each request.
    pub(crate) fn queries(&self, name: &str) -> Vec<Option<&str>> {
        let value = |request: &'_ http::Request| request.query.iter().position(|(key, _)| key == name);
        self.started.iter().map(|request| Some(request.query.get(value(request)?)?.1.as_str())).collect()
    }
}

/// The host itself.
pub(crate) struct Fake {
    seen: Rc<RefCell<Seen>>,
    answer: fn(&http::Request) -> Answer,
    order: Order,
}

/// A reactor and context on a fake host that finishes the oldest first, and what it sees.
pub(crate) fn host(answer: fn(&http::Request) -> Answer) -> (Rc<Reactor>, Cx, Rc<RefCell<Seen>>) {
    host_in_order(answer, |pending| pending.iter().take(1).copied().collect())
}

/// The same, with an order.
pub(crate) fn host_in_order(
    answer: fn(&http::Request) -> Answer,
    order: Order,
) -> (Rc<Reactor>, Cx, Rc<RefCell<Seen>>) {
    let seen = Rc::default();
    let reactor = Reactor::new(Fake { seen: Rc::clone(&seen), answer, order });
    (Rc::clone(&reactor), Cx::new(reactor), seen)
}

/// A JSON answer.
pub(crate) fn json(body: &str) -> Answer {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Ok(http::Response { status: 200, headers, body: body.as_bytes().to_vec(), saved: None })
}

impl Host for Fake {
    fn start(&self, request: &http::Request) -> Result<u32, http::Error> {
        let answer = (self.answer)(request);
        if let Err(error @ http::Error { delivery: http::Delivery::NotSent, .. }) = answer {
            return Err(error);
        }
        let mut seen = self.seen.borrow_mut();
        seen.started.push(request.clone());
        Ok(seen.begin(answer))
    }

    /// The answer's body becomes that of the output.
    fn start_download(&self, request: &http::Request, output: u32) -> Result<u32, http::Error> {
        let answer = (self.answer)(request).map(|mut response| {
            if response.status < 300 {
                let body = std::mem::take(&mut response.body);
                response.saved = u64::try_from(body.len()).ok();
                crate::testing::files::write(output, &body).unwrap();
            }
            response
        });
        let mut seen = self.seen.borrow_mut();
        seen.started.push(request.clone());
        Ok(seen.begin(answer))
    }

    fn timer(&self, _ms: u32) -> u32 {
        self.seen.borrow_mut().begin(Ok(http::Response {
            status: 0,
            headers: Vec::new(),
            body: Vec::new(),
            saved: None,
        }))
    }

    fn wait(&self, pending: &[u32]) -> Vec<u32> {
        let ready = (self.order)(pending);
        assert!(!ready.is_empty(), "an empty or foreign wait traps");
        ready
    }

    fn take(&self, pending: u32) -> Answer {
        let answer = self.seen.borrow_mut().under_way.remove(&pending);
        answer.unwrap_or_else(|| panic!("handle {pending} is foreign"))
    }

    /// Keeps a list of objects as the host does; what it keeps cannot be shown.
    fn take_list(&self, pending: u32, list: Option<&str>) -> Result<http::Listing, http::Error> {
        let mut response = self.take(pending)?;
        let mut body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        let records = if let Some(list) = list { body.get_mut(list) } else { Some(&mut body) };
        let records = records.and_then(Value::as_array_mut);
        let Some(records) = records.filter(|records| records.iter().all(Value::is_object)) else {
            return Ok(http::Listing { response, kept: None, count: 0 });
        };
        let count = u32::try_from(std::mem::take(records).len()).unwrap();
        response.body = body.to_string().into_bytes();
        Ok(http::Listing { response, kept: Some(pending), count })
    }

    fn cancel(&self, pending: u32) {
        let mut seen = self.seen.borrow_mut();
        assert!(seen.under_way.remove(&pending).is_some(), "handle {pending} is foreign");
        seen.cancelled.push(pending);
    }
}
