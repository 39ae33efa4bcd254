//! The program.

use std::process::ExitCode;

fn main() -> ExitCode {
    subwatch::cli::run(std::env::args_os()).into()
}
