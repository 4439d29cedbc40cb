//! `http`: prepared requests. All checks are in [`crate::http`]; this is the border alone.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::audit;
use crate::http::{Body, Content, Delivery, Failure, Method, Part, Request, Response};
use crate::output::{self, Level};
use crate::plugin::HostState;
use crate::plugin::bindings::atlassian::plugin::http as wit;

use super::files::trap;

/// Most query pairs, parameters or headers of one request.
const MOST_PAIRS: usize = 2000;

impl wit::Host for HostState {
    fn start(&mut self, req: wit::Request) -> wasmtime::Result<Result<u32, wit::Error>> {
        let request = self.request(req)?;
        self.begin(request)
    }

    fn start_download(&mut self, req: wit::Request, output: u32) -> wasmtime::Result<Result<u32, wit::Error>> {
        let mut request = self.request(req)?;
        let sink = self.powerbox.lend(output).map_err(trap)?;
        request.output = Some(Arc::clone(&sink));
        let started = self.begin(request);
        if !matches!(started, Ok(Ok(_))) {
            sink.give_back(false);
        }
        started
    }

    fn timer(&mut self, ms: u32) -> wasmtime::Result<u32> {
        self.pending.timer(Duration::from_millis(u64::from(ms))).map_err(|failure| failure.error.into())
    }

    fn wait(&mut self, pending: Vec<u32>) -> wasmtime::Result<Vec<u32>> {
        let since = Instant::now();
        let ready = self.pending.wait(&pending);
        self.waited(since);
        Ok(ready?)
    }

    fn take(&mut self, pending: u32) -> wasmtime::Result<Result<wit::Response, wit::Error>> {
        let outcome = self.pending.take(pending)?;
        // A timer's has no status.
        if outcome.as_ref().is_ok_and(|response| response.status != 0) {
            self.worked();
        }
        self.outcome(outcome.map(response))
    }

    fn take_list(&mut self, pending: u32, list: Option<String>) -> wasmtime::Result<Result<wit::Listing, wit::Error>> {
        let answer = wit::Host::take(self, pending)?;
        Ok(answer.map(|mut response| {
            if !(200..300).contains(&response.status) {
                return wit::Listing { response, kept: None, count: 0 };
            }
            let (kept, count);
            (kept, count, response.body) = match self.lists.keep(std::mem::take(&mut response.body), list.as_deref()) {
                Ok((kept, count, rest)) => (Some(kept), count, rest),
                Err(body) => (None, 0, body),
            };
            // An answer has fewer bytes than that.
            wit::Listing { response, kept, count: u32::try_from(count).unwrap_or(u32::MAX) }
        }))
    }

    fn cancel(&mut self, pending: u32) -> wasmtime::Result<()> {
        Ok(self.pending.cancel(pending)?)
    }

    fn send(&mut self, req: wit::Request) -> wasmtime::Result<Result<wit::Response, wit::Error>> {
        let handle = match wit::Host::start(self, req)? {
            Ok(handle) => handle,
            Err(error) => return Ok(Err(error)),
        };
        wit::Host::wait(self, vec![handle])?;
        wit::Host::take(self, handle)
    }
}

impl HostState {
    fn begin(&mut self, request: Request) -> wasmtime::Result<Result<u32, wit::Error>> {
        let since = Instant::now();
        let started = self.pending.start(request);
        for planned in self.pending.take_planned() {
            self.output.plan(&planned)?;
        }
        // Finding the credential may have meant waiting for the user to unlock it.
        self.waited(since);
        self.outcome(started)
    }

    fn part(&self, part: wit::Part) -> wasmtime::Result<Part> {
        let content = match part.content {
            wit::PartContent::Bytes(bytes) => Content::Bytes(bytes),
            wit::PartContent::File(handle) => Content::File(self.powerbox.upload(handle).map_err(trap)?),
        };
        Ok(Part { name: part.name, filename: part.filename, content_type: part.content_type, content })
    }

    fn request(&self, req: wit::Request) -> wasmtime::Result<Request> {
        let body = match req.body {
            wit::Body::None => Body::None,
            wit::Body::Json(text) => Body::Json(text),
            wit::Body::Bytes(content) => Body::Bytes(content.content_type, content.bytes),
            wit::Body::Multipart(parts) => {
                Body::Multipart(parts.into_iter().map(|part| self.part(part)).collect::<wasmtime::Result<_>>()?)
            }
        };
        let body_bytes = match &body {
            Body::None => 0,
            Body::Json(text) => text.len(),
            Body::Bytes(_, bytes) => bytes.len(),
            Body::Multipart(parts) => parts.iter().map(in_memory).sum(),
        };
        self.bound("a request body", body_bytes)?;
        if [req.params.len(), req.query.len(), req.headers.len()].iter().any(|count| *count > MOST_PAIRS) {
            return Err(wasmtime::Error::msg(format!("a request has more than {MOST_PAIRS} pairs")));
        }
        Ok(Request {
            service: req.service,
            method: method(req.method),
            template: req.template,
            params: req.params.into_iter().map(|param| (param.name, param.value)).collect(),
            query: req.query,
            headers: req.headers,
            body,
            output: None,
        })
    }

    /// What the guest gets. One whose requests cannot be logged although they must is stopped.
    fn outcome<T>(&mut self, outcome: Result<T, Failure>) -> wasmtime::Result<Result<T, wit::Error>> {
        match outcome {
            Err(failure) if failure.code == audit::FAILED => Err(failure.error.into()),
            outcome => Ok(outcome.map_err(|failure| self.failure(failure))),
        }
    }

    fn failure(&mut self, failure: Failure) -> wit::Error {
        self.remember(&failure);
        wit::Error {
            code: failure.code.to_owned(),
            message: failure.error.message,
            delivery: match failure.delivery {
                Delivery::NotSent => wit::Delivery::NotSent,
                Delivery::Unknown => wit::Delivery::Unknown,
            },
        }
    }
}

fn response(response: Response) -> wit::Response {
    if response.redacted {
        output::note(
            Level::Warning,
            "the site sent your credential back in an answer; it was taken out before the plugin saw it",
        );
    }
    wit::Response { status: response.status, headers: response.headers, body: response.body, saved: response.saved }
}

fn in_memory(part: &Part) -> usize {
    match &part.content {
        Content::Bytes(bytes) => bytes.len(),
        Content::File(_) => 0,
    }
}

fn method(method: wit::Method) -> Method {
    match method {
        wit::Method::Get => Method::Get,
        wit::Method::Head => Method::Head,
        wit::Method::Post => Method::Post,
        wit::Method::Put => Method::Put,
        wit::Method::Patch => Method::Patch,
        wit::Method::Delete => Method::Delete,
    }
}
