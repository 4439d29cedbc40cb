//! What nearly every command file uses.

pub use crate::{
    ArgGroup, ArgType, Choice, Column, Command, Cx, Date, Endpoint, EndpointGroup, Error, InputDir, InputFile,
    KeyValue, Kind, Limit, Method, Multipart, OutputDir, OutputFile, Paging, RawValue, Result, Run, SecretText, Text,
    endpoint, endpoint_group,
};
pub use futures_util::{Stream, StreamExt, TryStreamExt, stream};
