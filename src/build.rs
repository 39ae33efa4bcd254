//! Writes down the fingerprint of how pages are read, so that a better reader is known for another one.
//!
//! Nobody has to remember to raise a number: whatever changes in `extract`, `normalise` or the model of a
//! page changes it. That a mere comment does too costs one more reading of the kept pages, and no version.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for part in ["src/extract", "src/normalise", "src/model"] {
        println!("cargo::rerun-if-changed={part}");
        collect(Path::new(part), &mut files)?;
    }
    files.sort();
    // FNV-1a, 32 bits: a fingerprint, not a proof.
    let mut hash: u32 = 0x811c_9dc5;
    for file in files {
        for byte in fs::read(file)?.into_iter().filter(|byte| *byte != b'\r') {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    println!("cargo::rustc-env=SUBWATCH_EXTRACTOR={hash}");
    println!("cargo::rustc-env=SUBWATCH_DICTIONARIES={hash}");
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
