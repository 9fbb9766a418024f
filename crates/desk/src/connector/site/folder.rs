//! The folder of a site: everything is written beside its place, brought to the disk, and then renamed.

use super::page::{self, House, Sheet};
use crate::crash;
use domain::digest::Digest;
use domain::instant::Instant;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The most bytes of a page that are read back. A page we wrote is far smaller.
const MOST_PAGE_BYTES: u64 = 8 * 1024 * 1024;

/// The folder could not be read or written.
#[derive(Debug, thiserror::Error)]
pub(super) enum DiskFault {
    #[error("the newsroom folder {} is not there. Create it, or connect the disk it is on", .0.display())]
    NoFolder(PathBuf),
    #[error("the disk of the newsroom folder is full. Free some space and try again")]
    Full,
    #[error("{} cannot be written: it is read-only, or belongs to another user. Change its permissions", .0.display())]
    ReadOnly(PathBuf),
    #[error("{} is a link. Countersign writes only to real folders; put a folder there", .0.display())]
    Link(PathBuf),
    #[error("{} could not be used: {why}", path.display())]
    Other { path: PathBuf, why: String },
}

impl DiskFault {
    fn new(path: &Path, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly(path.to_owned())
            }
            _ => Self::Other {
                path: path.to_owned(),
                why: error.to_string(),
            },
        }
    }

    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::NoFolder(_) => "folder_missing",
            Self::Full => "disk_full",
            Self::ReadOnly(_) => "folder_read_only",
            Self::Link(_) => "folder_is_link",
            Self::Other { .. } => "folder_fault",
        }
    }
}

/// A page as it lies there.
#[derive(Debug)]
pub(super) struct OnDisk {
    pub(super) path: String,
    /// The SHA-256 of the file.
    pub(super) digest: Digest,
    /// What it was made from; `None` for a page that Countersign did not make, or that was changed since.
    pub(super) sheet: Option<Sheet>,
    /// The first part of the file, where it is not ours.
    pub(super) raw: String,
}

impl OnDisk {
    /// When it was made or last updated.
    pub(super) fn newest(&self) -> Option<Instant> {
        let sheet = self.sheet.as_ref()?;
        Some(sheet.updated.unwrap_or(sheet.published))
    }
}

/// Files that are written but not in place. Whatever is not committed is removed.
#[derive(Debug, Default)]
pub(super) struct Staged(Vec<(PathBuf, PathBuf)>);

impl Staged {
    /// Removes every file that is not in place yet.
    pub(super) fn discard(self) {
        drop(self);
    }

    /// Puts everything in its place, in order. On trouble, says how many were in place by then.
    pub(super) fn commit(mut self) -> Result<(), (usize, DiskFault)> {
        let files = std::mem::take(&mut self.0);
        for (at, (written, place)) in files.iter().enumerate() {
            if let Err(error) = fs::rename(written, place) {
                let fault = DiskFault::new(place, &error);
                self.0 = files.iter().skip(at).cloned().collect();
                return Err((at, fault));
            }
            if at == 0 && crash::reach(crash::Point::PageInPlace).is_err() {
                self.0 = files.iter().skip(1).cloned().collect();
                return Err((1, DiskFault::Full));
            }
        }
        for (_, place) in &files {
            // The rename is made durable where the system can; readers see it either way.
            if let Some(folder) = place.parent() {
                let _ = File::open(folder).and_then(|folder| folder.sync_all());
            }
        }
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        for (written, _) in &self.0 {
            // What stays behind is invisible to readers, and the next try overwrites it.
            let _ = fs::remove_file(written);
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) const fn new(root: PathBuf) -> Self {
        Self(root)
    }

    /// Makes the folder ready: it and the one it lies in are made when they are missing, and no more than that.
    pub(super) fn open(&self) -> Result<(), DiskFault> {
        let root = &self.0;
        if fs::metadata(root).is_ok_and(|meta| meta.is_dir()) {
            return Ok(());
        }
        if !self.can_be_made() {
            return Err(DiskFault::NoFolder(root.clone()));
        }
        fs::create_dir_all(root).map_err(|error| DiskFault::new(root, &error))
    }

    /// Whether a missing folder was merely never made. A folder that is missing together with the places
    /// above it is more likely on a disk that is away, and what lies there is not known.
    pub(super) fn can_be_made(&self) -> bool {
        let root = &self.0;
        fs::symlink_metadata(root).is_err()
            && root
                .parent()
                .and_then(Path::parent)
                .is_some_and(Path::is_dir)
    }

    pub(super) fn try_writing(&self) -> Result<(), DiskFault> {
        let path = self.0.join(".countersign-check");
        let wrote = File::create(&path).and_then(|mut file| file.write_all(b"x"));
        let removed = fs::remove_file(&path);
        wrote
            .and(removed)
            .map_err(|error| DiskFault::new(&path, &error))
    }

    pub(super) fn exists(&self, path: &str) -> bool {
        fs::symlink_metadata(self.0.join(path)).is_ok()
    }

    pub(super) fn remove(&self, path: &str) -> Result<(), DiskFault> {
        let path = self.0.join(path);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(DiskFault::new(&path, &error))
            }
            _ => Ok(()),
        }
    }

    /// Writes a file beside its place and brings it to the disk. A file that is there already with the same
    /// bytes is left alone.
    pub(super) fn stage(
        &self,
        staged: &mut Staged,
        path: &str,
        bytes: &[u8],
    ) -> Result<(), DiskFault> {
        let place = self.0.join(path);
        if fs::read(&place).is_ok_and(|there| there == bytes) {
            return Ok(());
        }
        self.make_parents(path)?;
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let written = place.with_file_name(format!(".{name}.countersign"));
        let fault = |error| DiskFault::new(&place, &error);
        // A left-over of a crash, or a link somebody put there, is not written through.
        match fs::remove_file(&written) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(fault(error)),
            _ => {}
        }
        let mut file = File::create_new(&written).map_err(fault)?;
        staged.0.push((written, place.clone()));
        file.write_all(bytes).map_err(fault)?;
        file.sync_all().map_err(fault)
    }

    fn make_parents(&self, path: &str) -> Result<(), DiskFault> {
        let mut place = self.0.clone();
        for part in Path::new(path)
            .parent()
            .into_iter()
            .flat_map(Path::components)
        {
            place.push(part);
            match fs::symlink_metadata(&place) {
                Ok(meta) if meta.is_dir() => {}
                Ok(_) => return Err(DiskFault::Link(place)),
                Err(_) => {
                    fs::create_dir(&place).map_err(|error| DiskFault::new(&place, &error))?;
                }
            }
        }
        Ok(())
    }

    /// Every page there is: `yyyy/mm/slug/index.html`, whoever made it.
    pub(super) fn pages(&self, house: &House) -> Result<Vec<OnDisk>, DiskFault> {
        if !self.0.is_dir() {
            return Err(DiskFault::NoFolder(self.0.clone()));
        }
        let mut pages = Vec::new();
        for year in self.below("", 4)? {
            for month in self.below(&year, 2)? {
                for path in self.below(&month, 0)? {
                    pages.extend(self.page(house, path)?);
                }
            }
        }
        Ok(pages)
    }

    /// The real folders in a folder, of names that can be part of an address.
    fn below(&self, path: &str, digits: usize) -> Result<Vec<String>, DiskFault> {
        let place = self.0.join(path);
        let fault = |error: io::Error| DiskFault::new(&place, &error);
        let mut names = Vec::new();
        for entry in fs::read_dir(&place).map_err(fault)? {
            let entry = entry.map_err(fault)?;
            let (Ok(name), Ok(kind)) = (entry.file_name().into_string(), entry.file_type()) else {
                continue;
            };
            let number = name.len() == digits && name.bytes().all(|byte| byte.is_ascii_digit());
            if kind.is_dir() && (number || (digits == 0 && page::is_slug(&name))) {
                names.push(if path.is_empty() {
                    name
                } else {
                    format!("{path}/{name}")
                });
            }
        }
        names.sort();
        Ok(names)
    }

    fn page(&self, house: &House, path: String) -> Result<Option<OnDisk>, DiskFault> {
        let file = self.0.join(&path).join("index.html");
        let fault = |error: io::Error| DiskFault::new(&file, &error);
        match fs::symlink_metadata(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fault(error)),
            Ok(meta) if !meta.is_file() => return Err(DiskFault::Link(file)),
            Ok(_) => {}
        }
        let mut bytes = Vec::new();
        File::open(&file)
            .and_then(|open| open.take(MOST_PAGE_BYTES).read_to_end(&mut bytes))
            .map_err(fault)?;
        let text = String::from_utf8_lossy(&bytes);
        let sheet = Sheet::read(&text)
            .filter(|sheet| sheet.path == path && sheet.render(house).as_bytes() == bytes);
        let raw = if sheet.is_some() {
            String::new()
        } else {
            text.chars().take(4000).collect()
        };
        Ok(Some(OnDisk {
            path,
            digest: Digest::of(&bytes),
            sheet,
            raw,
        }))
    }
}
