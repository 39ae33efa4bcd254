//! The program as people and cron meet it: standard output, standard error and exit code.

#![allow(clippy::unwrap_used, reason = "this is a test")]

mod demo;
mod imports;
mod kill;
mod nights;
mod pages;
mod proof;
mod trust;
mod usage;

use std::{
    ffi::OsStr,
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::Duration,
};

use tempfile::TempDir;

/// No call of the program may take longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A folder in which the program is called.
struct Desk {
    folder: TempDir,
}

/// What a call came to.
#[derive(Debug)]
struct Call {
    code: Option<i32>,
    stdout: Vec<u8>,
    stderr: String,
}

/// A call that goes on. Dropped, it is killed.
struct Running {
    child: Child,
    ends: Receiver<Stream>,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    open: usize,
}

enum Stream {
    Out(Vec<u8>),
    Err(Vec<u8>),
}

impl Desk {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The files in it, sorted.
    fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Calls `subwatch` with words parted by spaces.
    fn call(&self, words: &str) -> Call {
        self.call_with(words.split_whitespace())
    }

    fn call_with(&self, words: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Call {
        self.start(words).end()
    }

    fn start(&self, words: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Running {
        Running::of(self.command().args(words))
    }

    /// The program in this folder, 80 columns wide, without settings of whoever runs the tests.
    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_subwatch"));
        command.current_dir(self.folder.path()).env("COLUMNS", "80");
        for name in ["SUBWATCH_DB", "SUBWATCH_SOURCES", "NO_COLOR"] {
            command.env_remove(name);
        }
        command
    }
}

impl Running {
    fn of(command: &mut Command) -> Self {
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, ends) = mpsc::channel();
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        collect(out, sender.clone(), Stream::Out);
        collect(err, sender, Stream::Err);
        Self { child, ends, stdout: Vec::new(), stderr: Vec::new(), open: 2 }
    }

    /// Waits for its end; killed and a failure of the test if that does not come.
    fn end(mut self) -> Call {
        assert!(self.ends_within(PATIENCE), "`subwatch` has not ended in {PATIENCE:?}");
        let code = self.child.wait().unwrap().code();
        let stdout = std::mem::take(&mut self.stdout);
        Call { code, stdout, stderr: String::from_utf8(std::mem::take(&mut self.stderr)).unwrap() }
    }

    /// Whether it ends before so much time has passed.
    fn ends_within(&mut self, time: Duration) -> bool {
        while self.open > 0 {
            match self.ends.recv_timeout(time) {
                Ok(Stream::Out(bytes)) => self.stdout = bytes,
                Ok(Stream::Err(bytes)) => self.stderr = bytes,
                Err(RecvTimeoutError::Timeout) => return false,
                Err(RecvTimeoutError::Disconnected) => return true,
            }
            self.open -= 1;
        }
        true
    }

    /// SIGKILL, now.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn collect(mut stream: impl Read + Send + 'static, ends: mpsc::Sender<Stream>, end: fn(Vec<u8>) -> Stream) {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let _ = ends.send(end(bytes));
    });
}

impl Call {
    fn stdout(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap()
    }

    fn json(&self) -> serde_json::Value {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        serde_json::from_slice(&self.stdout).unwrap()
    }

    /// Code, standard output and standard error in one text.
    fn shown(&self) -> String {
        let code = self.code.map_or_else(|| "killed".to_owned(), |code| format!("exit {code}"));
        let part = |name: &str, text: &str| {
            if text.is_empty() {
                String::new()
            } else {
                format!("── {name} ──\n{}\n", text.trim_end())
            }
        };
        format!("{}{}{code}", part("stdout", self.stdout()), part("stderr", &self.stderr))
    }
}

/// A folder of the project.
fn project(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Writes to the standard input of a call of the program.
fn fed(desk: &Desk, words: &str, input: &[u8]) -> Call {
    let mut child = desk
        .command()
        .args(words.split_whitespace())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    Call {
        code: output.status.code(),
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
