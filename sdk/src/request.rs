//! Describing and sending a request.

use crate::bindings::atlassian::plugin::http;
use crate::endpoint::Method;
use crate::error::{Error, Result};
use crate::executor::{Answer, Pending, Reactor};
use crate::files::{Multipart, Writer};
use crate::response::Response;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::any::Any;
use std::rc::Rc;

/// A request in the making; nothing is sent before [`send`](Self::send), [`json`](Self::json) or [`raw`](Self::raw)
/// is awaited.
#[must_use = "a request does nothing until it is sent"]
#[derive(Clone)]
pub struct Request {
    reactor: Rc<Reactor>,
    wire: http::Request,
    /// What went wrong while describing it; said when it is sent, so that the description stays one chain.
    fault: Option<Error>,
    /// Files of a form, open until it is sent. Their type is hidden, so that a plugin without files does not import how
    /// to close them.
    files: Vec<Rc<dyn Any>>,
}

#[expect(clippy::needless_pass_by_value, reason = "`.query(\"n\", 5)` and `.query(\"n\", &text)` read best")]
impl Request {
    pub(crate) fn new(reactor: Rc<Reactor>, service: &str, method: Method, template: &str) -> Self {
        let wire = http::Request {
            service: service.to_owned(),
            method: method.into(),
            template: template.to_owned(),
            params: Vec::new(),
            query: Vec::new(),
            headers: Vec::new(),
            body: http::Body::None,
        };
        Self { reactor, wire, fault: None, files: Vec::new() }
    }

    /// Chooses the method of an endpoint that was declared with `ANY`; without it, GET.
    pub fn method(mut self, method: Method) -> Self {
        self.wire.method = method.into();
        self
    }

    /// Fills in `{name}` of the template. The host encodes the value; it may not contain `/`.
    pub fn param(mut self, name: &str, value: impl ToString) -> Self {
        self.wire.params.push(http::Param { name: name.to_owned(), value: value.to_string() });
        self
    }

    /// Adds a query pair.
    pub fn query(mut self, name: &str, value: impl ToString) -> Self {
        self.wire.query.push((name.to_owned(), value.to_string()));
        self
    }

    /// Adds a query pair if there is a value.
    pub fn query_opt(self, name: &str, value: Option<impl ToString>) -> Self {
        self.query_all(name, value)
    }

    /// Adds a query pair for each value.
    pub fn query_all(self, name: &str, values: impl IntoIterator<Item = impl ToString>) -> Self {
        values.into_iter().fold(self, |request, value| request.query(name, value))
    }

    /// Puts a query pair in place of those with the same name.
    pub(crate) fn replace_query(self, name: &str, value: &str) -> Self {
        self.without_query(name).query(name, value)
    }

    /// Takes the query pairs of that name away.
    pub(crate) fn without_query(mut self, name: &str) -> Self {
        self.wire.query.retain(|(existing, _)| existing != name);
        self
    }

    /// Sets one of the headers that the contract allows.
    pub fn header(mut self, name: &str, value: impl ToString) -> Self {
        self.wire.headers.push((name.to_owned(), value.to_string()));
        self
    }

    /// Sets a JSON body.
    pub fn json_body(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_string(body) {
            Ok(json) => self.wire.body = http::Body::Json(json),
            Err(error) => self.fault = Some(Error::other(format!("the body cannot be written as JSON: {error}"))),
        }
        self
    }

    /// Sets a body of any other type.
    pub fn bytes_body(mut self, content_type: &str, bytes: Vec<u8>) -> Self {
        self.wire.body = http::Body::Bytes(http::Content { content_type: content_type.to_owned(), bytes });
        self
    }

    /// Sets a form as the body. Its files are streamed.
    pub fn multipart(mut self, form: Multipart) -> Self {
        self.wire.body = http::Body::Multipart(form.parts);
        self.files = form.files.into_iter().map(|file| file as Rc<dyn Any>).collect();
        self
    }

    /// Sends it, and streams the answer's body to an output, as it was sent and of any size. The output still has to be
    /// finished.
    ///
    /// ```no_run
    /// # use atlassian_plugin_sdk::prelude::*;
    /// # const CONTENT: Endpoint = endpoint!(jira GET "/rest/api/3/attachment/content/{id}", storage);
    /// # async fn download(cx: &Cx, file: &OutputFile) -> Result<()> {
    /// let output = cx.create(file)?;
    /// cx.request(CONTENT).param("id", 10000).download(&output).await?;
    /// output.finish()
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send), or when the answer broke off or cannot be written; the output is of no use then.
    pub async fn download(self, output: &Writer) -> Result<Response> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        receive(self.reactor.start_download(&self.wire, output.handle())?.await)
    }

    /// Sends it. An answer with a status of 400 or above is an error, worded by the site where it said something.
    ///
    /// # Errors
    ///
    /// When the host refuses it, nothing comes back, or the site answers with an error.
    pub async fn send(self) -> Result<Response> {
        receive(self.start()?.await)
    }

    /// Sends it. An answer is an answer, whatever its status.
    ///
    /// # Errors
    ///
    /// When the host refuses it, or nothing comes back.
    pub async fn answer(self) -> Result<Response> {
        Ok(Response::from(self.start()?.await?))
    }

    /// Sends it and reads the answer.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send), or when the answer does not fit `T`.
    pub async fn json<T: DeserializeOwned>(self) -> Result<T> {
        self.send().await?.json()
    }

    /// Sends it and keeps the answer's JSON as it is.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send), or when the answer is not JSON.
    pub async fn raw(self) -> Result<Box<RawValue>> {
        self.json().await
    }

    /// Begins it now, to be awaited later.
    pub(crate) fn start(self) -> Result<Pending> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        Ok(self.reactor.start(&self.wire)?)
    }
}

/// An answer of the host as a response or an error.
pub(crate) fn receive(answer: Answer) -> Result<Response> {
    Response::from(answer?).checked()
}
