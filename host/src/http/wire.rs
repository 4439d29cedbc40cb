//! One request over the wire, and its answer: decoded, bounded, and shown under `--debug`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use futures_util::StreamExt;
use reqwest::header::HeaderMap;
use reqwest::{StatusCode, Version};

use crate::powerbox::Sink;

use super::lost::Lost;
use super::trace::Trace;

/// An answer as the site sent it, decoded.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) version: Version,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// Bytes that went to an output instead.
    pub(super) saved: Option<u64>,
}

/// What is to become of an answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Want<'a> {
    /// Largest decoded body in memory, in bytes.
    pub(super) largest: usize,
    /// Where the body of a successful answer goes instead, whatever its size.
    pub(super) output: Option<&'a Sink>,
    /// Counts the bytes that went there.
    pub(super) progress: Option<&'a AtomicU64>,
    /// The address has a signature in its query, which is not shown.
    pub(super) signed: bool,
}

impl Want<'_> {
    /// A body in memory, of an address that holds no secret.
    pub(super) fn body(largest: usize) -> Self {
        Self { largest, output: None, progress: None, signed: false }
    }
}

/// An exchange without a whole answer, and the part that came.
struct Cut {
    lost: Lost,
    answer: Option<Answer>,
}

/// Sends a request once.
pub(super) async fn once(
    client: &reqwest::Client,
    request: reqwest::Request,
    want: Want<'_>,
    attempt: u32,
    trace: Option<&Trace>,
) -> Result<Answer, Lost> {
    let url = request.url().clone();
    if let Some(trace) = trace {
        trace.request(attempt, &request, want.signed);
    }
    let start = Instant::now();
    let outcome = exchange(client, request, want).await;
    if let Some(trace) = trace {
        let (answer, lost) = match &outcome {
            Ok(answer) => (Some(answer), None),
            Err(cut) => (cut.answer.as_ref(), Some(&cut.lost)),
        };
        trace.outcome(&url, want.signed, start.elapsed(), answer, lost);
    }
    outcome.map_err(|cut| cut.lost)
}

async fn exchange(client: &reqwest::Client, request: reqwest::Request, want: Want<'_>) -> Result<Answer, Cut> {
    let got = client.execute(request).await.map_err(|error| Cut { lost: error.into(), answer: None })?;
    let output = want.output.filter(|_| got.status().is_success());
    let expected =
        got.content_length().filter(|_| output.is_none()).and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    let mut answer = Answer {
        status: got.status(),
        version: got.version(),
        headers: got.headers().clone(),
        body: Vec::with_capacity(expected.min(want.largest)),
        saved: None,
    };
    let read = match output {
        Some(output) => save(got, output, want.progress).await.map(|saved| answer.saved = Some(saved)),
        None => read(got, &mut answer.body, want.largest).await,
    };
    match read {
        Ok(()) => Ok(answer),
        Err(lost) => Err(Cut { lost, answer: Some(answer) }),
    }
}

async fn read(got: reqwest::Response, body: &mut Vec<u8>, largest: usize) -> Result<(), Lost> {
    let mut stream = got.bytes_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk?;
        if body.len() + chunk.len() > largest {
            return Err(Lost::TooLarge(largest));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(())
}

/// Streams a body to an output; answers how many bytes that were.
async fn save(got: reqwest::Response, output: &Sink, progress: Option<&AtomicU64>) -> Result<u64, Lost> {
    output.restart().map_err(Lost::Unsaved)?;
    let mut stream = got.bytes_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk?;
        tokio::task::block_in_place(|| output.append(&chunk)).map_err(Lost::Unsaved)?;
        if let Some(progress) = progress {
            progress.fetch_add(u64::try_from(chunk.len()).unwrap_or(0), Ordering::Relaxed);
        }
    }
    Ok(output.written())
}
