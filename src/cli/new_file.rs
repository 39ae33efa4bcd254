//! A file that is made whole or not at all, and never over another.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};

/// A file in the making, beside its place. Dropped before it is finished, nothing of it is left.
pub(super) struct NewFile {
    place: PathBuf,
    beside: PathBuf,
    file: BufWriter<File>,
}

impl NewFile {
    /// Begins a file. One that is there is never written over.
    pub(super) fn begin(place: &Path) -> anyhow::Result<Self> {
        let shown = place.display();
        if fs::symlink_metadata(place).is_ok() {
            bail!("{}", taken(place));
        }
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
            bail!("no folder `{}` to write `{shown}` into; make it first", folder.display());
        }
        let mut name = std::ffi::OsString::from(".");
        name.push(place.file_name().with_context(|| format!("`{shown}` names no file"))?);
        name.push(format!(".{}.part", std::process::id()));
        let beside = place.with_file_name(name);
        let file = File::create(&beside)
            .with_context(|| format!("`{shown}` could not be written; check its folder and rights"))?;
        Ok(Self { place: place.to_owned(), beside, file: BufWriter::new(file) })
    }

    /// Gives it its name.
    pub(super) fn finish(mut self) -> anyhow::Result<()> {
        let written =
            self.file.flush().and_then(|()| self.file.get_ref().sync_all()).and_then(|()| self.put());
        match written {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => bail!("{}", taken(&self.place)),
            done => done.with_context(|| {
                format!("`{}` could not be written; check its folder and rights", self.place.display())
            }),
        }
    }

    /// A second name is given only if it is free. Where the disk knows no second names, the file is moved.
    fn put(&self) -> io::Result<()> {
        match fs::hard_link(&self.beside, &self.place) {
            Err(error)
                if error.kind() != io::ErrorKind::AlreadyExists
                    && fs::symlink_metadata(&self.place).is_err() =>
            {
                fs::rename(&self.beside, &self.place)
            }
            linked => linked,
        }
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        // What is left beside is half a file, or a second name of a whole one.
        let _ = fs::remove_file(&self.beside);
    }
}

fn taken(place: &Path) -> String {
    format!("`{}` is there already; name a file that is not", place.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(folder: &Path) -> Vec<String> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_file_is_there_whole_or_not_at_all_and_never_over_another() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a.zip");
        let mut broken = NewFile::begin(&place).unwrap();
        broken.write_all(b"half").unwrap();
        drop(broken);
        assert!(files(folder.path()).is_empty());
        let [mut one, mut other] =
            [NewFile::begin(&place).unwrap(), NewFile::begin(&folder.path().join("b.zip")).unwrap()];
        one.write_all(b"whole").unwrap();
        one.finish().unwrap();
        other.place.clone_from(&place);
        other.write_all(b"late").unwrap();
        assert!(other.finish().unwrap_err().to_string().contains("is there already"));
        assert_eq!(fs::read(&place).unwrap(), b"whole");
        assert!(NewFile::begin(&place).is_err());
        assert_eq!(files(folder.path()), ["a.zip"]);
        assert!(
            NewFile::begin(&folder.path().join("none/a.zip"))
                .err()
                .unwrap()
                .to_string()
                .starts_with("no folder")
        );
    }
}
