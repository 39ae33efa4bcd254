//! How each source stands.

mod sheet;
mod standing;

pub use self::{
    sheet::sheet,
    standing::{Source, Sources, Watched, status},
};
