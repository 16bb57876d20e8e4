//! Files that the page hands over for the user.

use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Most characters of a name.
const LONGEST_NAME: usize = 100;

/// How many files of the same name there may be.
const SAME_NAME: usize = 1_000;

/// Why a name cannot be used.
pub(crate) fn check_name(name: &str) -> Result<(), String> {
    let length = name.chars().count();
    if !(1..=LONGEST_NAME).contains(&length) {
        return Err(format!(
            "the name of a file has 1 to {LONGEST_NAME} characters, this one has {length}"
        ));
    }
    let odd = |c: &char| c.is_control() || r#"/\:*?"<>|"#.contains(*c);
    if let Some(odd) = name.chars().find(odd) {
        return Err(format!(
            "the name of a file cannot contain {odd:?}; give a name without a folder, such as project.json"
        ));
    }
    if name.starts_with('.') {
        return Err("the name of a file cannot begin with a dot here; it would be hidden".to_owned());
    }
    Ok(())
}

/// Writes a file that was not there: `report.json`, else `report (2).json`, … Answers where it is.
pub(crate) fn save(folder: &Path, name: &str, content: &str) -> io::Result<PathBuf> {
    let (stem, end) = match name.rfind('.').filter(|at| *at > 0) {
        Some(at) => name.split_at(at),
        None => (name, ""),
    };
    for number in 1..=SAME_NAME {
        let path = folder.join(match number {
            1 => name.to_owned(),
            _ => format!("{stem} ({number}){end}"),
        });
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(content.as_bytes())?;
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    let message = format!("there are {SAME_NAME} files called {name} already");
    Err(io::Error::new(io::ErrorKind::AlreadyExists, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let names: Vec<_> = ["1", "2", "3"]
            .iter()
            .map(|content| save(folder.path(), "my.project.json", content).unwrap())
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(
            names,
            ["my.project.json", "my.project (2).json", "my.project (3).json"]
        );
        let first = std::fs::read_to_string(folder.path().join("my.project.json")).unwrap();
        assert_eq!(first, "1");
    }

    #[test]
    fn a_name_is_no_path() {
        for good in ["project.json", "My app 2.json", "x"] {
            assert_eq!(check_name(good), Ok(()));
        }
        for bad in [
            "",
            "../x",
            "a/b",
            "a\\b",
            "C:x",
            ".profile",
            "..",
            "a\0",
            "a\nb",
            &"x".repeat(101),
        ] {
            assert!(check_name(bad).is_err(), "{bad:?}");
        }
    }
}
