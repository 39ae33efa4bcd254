//! What the program says with its exit code.

use std::process::ExitCode;

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
