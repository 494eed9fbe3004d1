//! The calls to the operating system that change a disk, and what it says about owners, modes and links.

use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::Path,
};

/// The calls that change a disk, one by one, so that a test can fail each of them.
pub trait Disk: Send + Sync + fmt::Debug {
    /// Makes a new file that only its owner may read and write, whatever the umask; fails if the name is taken.
    fn create(&self, path: &Path) -> io::Result<File>;
    /// Writes all of `bytes`.
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()>;
    /// Cuts the file.
    fn cut(&self, file: &File, length: u64) -> io::Result<()>;
    /// Waits until the content of the file is on the disk.
    fn sync(&self, file: &File) -> io::Result<()>;
    /// Renames, replacing.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Waits until the names in the directory are on the disk.
    fn sync_directory(&self, path: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
}

/// The disk of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn create(&self, path: &Path) -> io::Result<File> {
        let file = os::guarded(OpenOptions::new().write(true).create_new(true)).open(path)?;
        os::make_private(&file)?;
        Ok(file)
    }
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }
    fn cut(&self, file: &File, length: u64) -> io::Result<()> {
        file.set_len(length)
    }
    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }
    fn sync_directory(&self, path: &Path) -> io::Result<()> {
        os::sync_directory(path)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}

#[cfg(unix)]
pub(super) mod os {
    //! Users, modes and links, as Unix has them.

    use std::{
        fs::{DirBuilder, File, Metadata, OpenOptions, Permissions},
        io,
        os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
        path::Path,
    };

    use rustix::{
        fs::{Dir, OFlags},
        io::Errno,
        process::geteuid,
    };

    /// Follows no link at the end of the path, never waits for the other end of a FIFO, makes files with mode 0600.
    pub fn guarded(options: &mut OpenOptions) -> &mut OpenOptions {
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        options.mode(0o600).custom_flags(flags.bits().cast_signed())
    }

    /// Never waits for the other end of a FIFO.
    pub fn patient(options: &mut OpenOptions) -> &mut OpenOptions {
        options.custom_flags((OFlags::NONBLOCK | OFlags::CLOEXEC).bits().cast_signed())
    }

    /// Why somebody else than this user and root may have written it.
    pub fn influence(metadata: &Metadata) -> Option<String> {
        let (owner, mode) = (metadata.uid(), metadata.mode() & 0o7777);
        if owner != geteuid().as_raw() && owner != 0 {
            return Some(format!("it belongs to user {owner}"));
        }
        (mode & 0o022 != 0).then(|| format!("its mode is {mode:o}"))
    }

    /// A umask can only take bits away, but then our own may be missing.
    pub fn make_private(file: &File) -> io::Result<()> {
        file.set_permissions(Permissions::from_mode(0o600))
    }

    pub fn create_directories(path: &Path) -> io::Result<()> {
        // Each new name must outlive a power cut, or what is kept below it does not.
        let missing: Vec<&Path> = path.ancestors().take_while(|place| !place.exists()).collect();
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        // Nothing was there a moment ago, so it is ours to set; a umask may have taken our own bits.
        std::fs::set_permissions(path, Permissions::from_mode(0o700))?;
        missing.iter().filter_map(|place| place.parent()).try_for_each(|parent| {
            match parent.as_os_str().is_empty() {
                true => Ok(()),
                false => sync_directory(parent),
            }
        })
    }

    pub fn sync_directory(path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    /// What is in a directory. Not by the standard library, which panics where a disk fails at the end of it.
    pub fn names(path: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in Dir::new(File::open(path)?)? {
            let name = entry?.file_name().to_owned().into_string();
            names.extend(name.ok().filter(|name| name != "." && name != ".."));
        }
        Ok(names)
    }

    pub fn is_link(error: &io::Error) -> bool {
        error.raw_os_error() == Some(Errno::LOOP.raw_os_error())
    }

    pub fn links(metadata: &Metadata) -> u64 {
        metadata.nlink()
    }

    /// Why somebody else may read or change it.
    pub fn exposure(metadata: &Metadata) -> Option<String> {
        let (owner, mode) = (metadata.uid(), metadata.mode() & 0o7777);
        if owner != geteuid().as_raw() {
            return Some(format!("it belongs to user {owner}"));
        }
        (mode & 0o077 != 0).then(|| format!("its mode is {mode:o}"))
    }
}

#[cfg(not(unix))]
pub(super) mod os {
    //! Elsewhere the user's own directory is private by what it inherits, and the standard library has no more to ask.

    use std::{
        fs::{File, Metadata, OpenOptions},
        io,
        path::Path,
    };

    pub fn guarded(options: &mut OpenOptions) -> &mut OpenOptions {
        options
    }

    pub fn patient(options: &mut OpenOptions) -> &mut OpenOptions {
        options
    }

    /// Access lists decide there, and a person's own directory has right ones.
    pub fn influence(_: &Metadata) -> Option<String> {
        None
    }

    pub fn make_private(_: &File) -> io::Result<()> {
        Ok(())
    }

    pub fn create_directories(path: &Path) -> io::Result<()> {
        std::fs::create_dir_all(path)
    }

    /// A directory cannot be opened to be synced; the file system's journal keeps its order.
    pub fn sync_directory(_: &Path) -> io::Result<()> {
        Ok(())
    }

    pub fn names(path: &Path) -> io::Result<Vec<String>> {
        std::fs::read_dir(path)?
            .filter_map(|entry| entry.map(|entry| entry.file_name().into_string().ok()).transpose())
            .collect()
    }

    pub fn is_link(_: &io::Error) -> bool {
        false
    }

    pub fn links(_: &Metadata) -> u64 {
        1
    }

    pub fn exposure(_: &Metadata) -> Option<String> {
        None
    }
}
