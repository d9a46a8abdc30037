//! Which removable drives are plugged in, so that nobody has to type a path.

use std::path::PathBuf;

/// A removable drive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drive {
    /// Its label or device name, for showing.
    pub name: String,
    /// Where it is mounted.
    pub path: PathBuf,
    /// Bytes this user can still write.
    pub free_bytes: u64,
    /// Bytes in all.
    pub total_bytes: u64,
    /// Whether it is mounted read-only.
    pub read_only: bool,
}

/// Lists removable drives, ordered by path. Empty when the system cannot say.
pub fn removable() -> Vec<Drive> {
    let Ok(disks) = sysinfo::Disks::new_with_refreshed_list() else {
        return Vec::new();
    };
    let mut drives: Vec<Drive> = disks
        .iter()
        .filter(|disk| disk.is_removable())
        .map(|disk| Drive {
            name: disk.name().to_string_lossy().into_owned(),
            path: disk.mount_point().to_path_buf(),
            free_bytes: disk.available_space(),
            total_bytes: disk.total_space(),
            read_only: disk.is_read_only(),
        })
        .collect();
    drives.sort_by(|one, other| one.path.cmp(&other.path));
    drives
}

#[cfg(test)]
mod tests {
    #[test]
    fn asking_for_drives_never_fails_and_names_each_path_once() {
        let drives = super::removable();
        assert!(drives.windows(2).all(|pair| pair[0].path <= pair[1].path));
    }
}
