//! The one door to the world.
//!
//! Whoever wants bytes from an address goes through these, one after the other, and each can be had from the
//! one before it alone:
//!
//! | what | says | is made by |
//! |---|---|---|
//! | `Permitted` | the guard lets the address through | [`guard`]: scheme, credentials, networks |
//! | `Allowed` | its robots.txt allows it | [`robots`] and [`rules`] |
//! | [`Turn`] | its host's pace was waited for, and there is a place at its IP address | [`slot`], [`crowd`] and [`turn`] |
//! | [`Reply`](super::answer::Reply) | its answer, within the limits on bytes and time | [`http`], which uses the turn up |
//!
//! Outside this folder none of them can be made out of thin air: the functions that make them, the client and
//! the host's own state are visible in here only. What is seen outside is a [`Visit`], which does all of it
//! for one source.

mod crowd;
mod guard;
mod host;
mod http;
mod line;
mod ping;
mod retry;
mod robots;
mod route;
mod rules;
mod slot;
mod turn;
mod visit;

pub use crowd::MOST_AT_ONE_ADDRESS;
pub use guard::Guard;
pub use host::Host;
pub use robots::LONGEST_CRAWL_DELAY;

pub(super) use host::Again;
pub(super) use line::Line;
pub(super) use ping::ping;
pub(super) use robots::Allowed;
pub(super) use route::Route;
pub(super) use turn::Turn;
pub(super) use visit::Visit;
