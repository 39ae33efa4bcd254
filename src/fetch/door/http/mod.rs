//! Requests over HTTP.
//!
//! [`send`] makes one request, for a [`Turn`](super::turn::Turn), within limits on time and size: its answer
//! is had whole or not at all. No other file of this program opens a connection to a stranger.

mod body;
mod client;
mod coding;
mod exchange;
mod failure;
mod fields;
mod resolver;
mod wanted;

pub(super) use client::Clients;
pub(super) use exchange::send;
pub(super) use wanted::Wanted;
