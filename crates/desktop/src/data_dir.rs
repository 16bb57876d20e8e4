use std::{fs, path::Path};

/// Makes the folder, for this account only. One that exists keeps its permissions: it may be shared on purpose.
pub(crate) fn make_private(folder: &Path) -> Result<(), String> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| {
        format!(
            "the data folder {} cannot be made: {error}; set SWITCHBOARD_DATA_DIR to a folder that can be written",
            folder.display()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_new_folder_is_for_this_account_only() {
        use std::os::unix::fs::PermissionsExt;

        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("a/b");
        make_private(&folder).unwrap();
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_file_in_the_way_is_said() {
        let outer = tempfile::tempdir().unwrap();
        let file = outer.path().join("file");
        fs::write(&file, "").unwrap();
        let message = make_private(&file.join("data")).unwrap_err();
        assert!(
            message.contains("file/data") && message.contains("SWITCHBOARD_DATA_DIR"),
            "{message}"
        );
    }
}
