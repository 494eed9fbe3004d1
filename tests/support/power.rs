//! A disk that remembers what a power cut could leave of it: names that were not synced with their directory may be old or
//! new, content that was not synced may be whole, torn or missing.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    os::unix::fs::MetadataExt,
    path::Path,
    sync::{Arc, Mutex},
};

use authctl::host::disk::{Disk, RealDisk};

/// A directory: its files by name.
pub type State = BTreeMap<String, Vec<u8>>;

/// Which file stands under each name.
type Names = BTreeMap<String, usize>;

#[derive(Debug)]
pub struct VolatileDisk(Mutex<Model>);

#[derive(Debug, Default)]
struct Model {
    files: Vec<Content>,
    /// The file that an inode is now.
    inodes: BTreeMap<u64, usize>,
    names: Names,
    synced_names: Names,
    /// The names after each change since they were synced.
    unsynced_names: Vec<Names>,
    history: Vec<Vec<State>>,
}

#[derive(Debug, Clone, Default)]
struct Content {
    now: Vec<u8>,
    synced: Vec<u8>,
}

impl VolatileDisk {
    /// The disk under `dir` as it is, all of it synced.
    pub fn over(dir: &Path) -> Arc<Self> {
        let mut model = Model::default();
        for entry in fs::read_dir(dir).unwrap() {
            let entry = entry.unwrap();
            let content = fs::read(entry.path()).unwrap();
            model.inodes.insert(entry.metadata().unwrap().ino(), model.files.len());
            model.names.insert(entry.file_name().into_string().unwrap(), model.files.len());
            model.files.push(Content { now: content.clone(), synced: content });
        }
        model.synced_names = model.names.clone();
        model.remember();
        Arc::new(Self(Mutex::new(model)))
    }

    /// For each moment, what a power cut could have left.
    pub fn moments(&self) -> Vec<Vec<State>> {
        self.0.lock().unwrap().history.clone()
    }

    fn change(&self, change: impl FnOnce(&mut Model)) {
        let mut model = self.0.lock().unwrap();
        change(&mut model);
        model.remember();
    }
}

impl Model {
    fn remember(&mut self) {
        let contents: [fn(&Content) -> Vec<u8>; 3] = [
            |content| content.now.clone(),
            |content| content.synced.clone(),
            |content| {
                let half = content.now.len() / 2;
                let rest = content.synced.get(half..).unwrap_or_default();
                if content.now == content.synced {
                    content.now.clone()
                } else {
                    [&content.now[..half], rest].concat()
                }
            },
        ];
        let namings: Vec<&Names> = std::iter::once(&self.synced_names).chain(&self.unsynced_names).collect();
        let state = |names: &Names, content: fn(&Content) -> Vec<u8>| -> State {
            names.iter().map(|(name, file)| (name.clone(), content(&self.files[*file]))).collect()
        };
        let moment = namings.iter().flat_map(|names| contents.map(|content| state(names, content))).collect();
        self.history.push(moment);
    }

    fn file(&mut self, file: &File) -> &mut Content {
        let index = self.inodes[&file.metadata().unwrap().ino()];
        &mut self.files[index]
    }

    fn renamed(&mut self) {
        self.unsynced_names.push(self.names.clone());
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

impl Disk for VolatileDisk {
    fn create(&self, path: &Path) -> io::Result<File> {
        let file = RealDisk.create(path)?;
        self.change(|model| {
            model.inodes.insert(file.metadata().unwrap().ino(), model.files.len());
            model.names.insert(name(path), model.files.len());
            model.files.push(Content::default());
            model.renamed();
        });
        Ok(file)
    }
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        RealDisk.write(file, bytes)?;
        self.change(|model| {
            let now = &mut model.file(file).now;
            let length = now.len().max(bytes.len());
            now.resize(length, 0);
            now[..bytes.len()].copy_from_slice(bytes);
        });
        Ok(())
    }
    fn cut(&self, file: &File, length: u64) -> io::Result<()> {
        RealDisk.cut(file, length)?;
        self.change(|model| model.file(file).now.truncate(length as usize));
        Ok(())
    }
    fn sync(&self, file: &File) -> io::Result<()> {
        self.change(|model| {
            let content = model.file(file);
            content.synced = content.now.clone();
        });
        Ok(())
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        RealDisk.rename(from, to)?;
        self.change(|model| {
            let file = model.names.remove(&name(from)).unwrap();
            model.names.insert(name(to), file);
            model.renamed();
        });
        Ok(())
    }
    fn sync_directory(&self, _: &Path) -> io::Result<()> {
        self.change(|model| {
            model.synced_names = model.names.clone();
            model.unsynced_names.clear();
        });
        Ok(())
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        RealDisk.remove(path)?;
        self.change(|model| {
            model.names.remove(&name(path));
            model.renamed();
        });
        Ok(())
    }
}
