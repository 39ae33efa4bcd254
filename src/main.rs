//! The program.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A page is read into many small texts that go together when it has been read, on several threads at once: the
/// allocator of the C library took a fifth of a night for that.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    subwatch::cli::run(std::env::args_os()).into()
}
