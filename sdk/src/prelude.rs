//! What nearly every command file uses.

pub use crate::{
    ArgType, Choice, Column, Command, Cx, Endpoint, EndpointGroup, Error, Kind, Limit, Method, Paging, RawValue,
    Result, Run, endpoint, endpoint_group,
};
pub use futures_util::{Stream, StreamExt, TryStreamExt, stream};
