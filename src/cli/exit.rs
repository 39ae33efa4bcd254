//! What the program says with its exit code.

use std::process::ExitCode;

use thiserror::Error;

/// The exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: could not run.
    Failed,
    /// 2: bad usage.
    Usage,
    /// 3: done, but some sources failed.
    SomeFailed,
}

impl Exit {
    /// What a run that came to an error ends with.
    pub(super) fn of(error: &anyhow::Error) -> Self {
        if error.is::<BadUsage>() { Self::Usage } else { Self::Failed }
    }
}

/// What was typed does not fit together; the words say how it would.
#[derive(Debug, Error)]
#[error("{0}")]
pub(super) struct BadUsage(pub(super) String);

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::SomeFailed => 3,
        })
    }
}
