//! The program with flags, settings, addresses and folders that are not right: it ends at once and says why.

use std::{fs, path::Path};

use super::{Input, Row};

const FREE: &str = "127.0.0.1:0";

/// `taken` is an address on which somebody listens.
pub fn rows(folder: &Path, taken: &str) -> Vec<Row> {
    let mut rows = flags();
    rows.extend(settings(folder));
    rows.extend(places(folder, taken));
    rows
}

fn row(
    what: &str,
    args: &[&str],
    environment: &[(&'static str, &'static str)],
    answer: (i32, &[&str]),
) -> Row {
    let input = Input::Program {
        args: args.iter().map(ToString::to_string).collect(),
        environment: environment.to_vec(),
    };
    let (code, says) = answer;
    Row::new(what, input, (code, "", says))
}

fn flags() -> Vec<Row> {
    vec![
        row(
            "a port alone",
            &["--listen", "8090"],
            &[],
            (2, &["--listen", "invalid socket address"]),
        ),
        row(
            "a name for an address",
            &["--admin-listen", "localhost:8091"],
            &[],
            (2, &["--admin-listen", "invalid socket address"]),
        ),
        row(
            "a port that is none",
            &["--listen", "127.0.0.1:70000"],
            &[],
            (2, &["--listen", "invalid socket address"]),
        ),
        row(
            "neither true nor false",
            &["--dev", "perhaps"],
            &[],
            (2, &["--dev", "true, false"]),
        ),
        row("an unknown flag", &["--prot", "1"], &[], (2, &["--prot"])),
        row("a flag without value", &["--data"], &[], (2, &["--data", "DIR"])),
        row("an argument too many", &["now"], &[], (2, &["now", "--help"])),
        row(
            "a bad address in the environment",
            &[],
            &[("SWITCHBOARD_LISTEN", "nowhere")],
            (2, &["--listen", "invalid socket address"]),
        ),
        row(
            "a bad word in the environment",
            &[],
            &[("SWITCHBOARD_DEV", "perhaps")],
            (2, &["--dev", "true, false"]),
        ),
    ]
}

/// Configuration files.
fn settings(folder: &Path) -> Vec<Row> {
    let table: [(&str, &[&str]); 10] = [
        ("lisen = \"127.0.0.1:1\"", &["lisen", "listen"]),
        ("listen = \"8090\"", &["listen", "invalid socket address"]),
        ("listen = ", &["line 1"]),
        ("listen", &["line 1"]),
        ("outbox_bytes = \"1 MiB\"", &["outbox_bytes", "expected usize"]),
        ("body_bytes = -1", &["body_bytes"]),
        ("origins = \"*\"", &["origins", "expected a sequence"]),
        (
            "moved_to = \"http://example.org\"",
            &["moved_to", "wss://example.org/ws"],
        ),
        ("admin_key = \"\"", &["admin key", "without spaces"]),
        ("admin_key = \"two words\"", &["admin key", "without spaces"]),
    ];
    let mut rows = Vec::new();
    for (number, (text, says)) in table.into_iter().enumerate() {
        let path = folder.join(format!("settings-{number}.toml"));
        fs::write(&path, text).unwrap();
        let args = [
            "--config",
            path.to_str().unwrap(),
            "--data",
            ":memory:",
            "--listen",
            FREE,
            "--admin-listen",
            FREE,
        ];
        rows.push(row(text, &args, &[], (1, says)));
    }
    // An empty variable in the environment must not open the admin API to everybody.
    let memory = ["--data", ":memory:", "--listen", FREE, "--admin-listen", FREE];
    for key in ["", " ", "with\nbreak", "clé"] {
        let says: &[&str] = &["admin key", "without spaces"];
        rows.push(row(
            "a key that protects nothing",
            &memory,
            &[("SWITCHBOARD_ADMIN_KEY", key)],
            (1, says),
        ));
    }
    let missing = folder.join("nothing.toml");
    let says: &[&str] = &["nothing.toml", "--config"];
    rows.push(row(
        "no such file",
        &["--config", missing.to_str().unwrap()],
        &[],
        (1, says),
    ));
    let says: &[&str] = &["cannot read", "--config"];
    rows.push(row(
        "a folder for a file",
        &["--config", folder.to_str().unwrap()],
        &[],
        (1, says),
    ));
    rows
}

/// Addresses, folders and files that cannot be used.
fn places(folder: &Path, taken: &str) -> Vec<Row> {
    let file = folder.join("a-file");
    fs::write(&file, "x").unwrap();
    let (file, below) = (file.to_str().unwrap(), file.join("data"));
    let held: &[&str] = &[taken, "is taken", "choose another address"];
    let all = |data: &str, listen: &str, admin: &str| {
        ["--data", data, "--listen", listen, "--admin-listen", admin].map(str::to_owned)
    };
    let one = |what: &str, args: [String; 6], more: &[&str], says: &[&str]| {
        let args: Vec<&str> = args
            .iter()
            .map(String::as_str)
            .chain(more.iter().copied())
            .collect();
        row(what, &args, &[], (1, says))
    };
    let nowhere = ["--ready-file", "/nowhere/at/all/ready.json"];
    vec![
        one("a taken port", all(":memory:", taken, FREE), &[], held),
        one("a taken admin port", all(":memory:", FREE, taken), &[], held),
        one(
            "an address of another machine",
            all(":memory:", "192.0.2.1:0", FREE),
            &[],
            &["192.0.2.1:0", "127.0.0.1"],
        ),
        one(
            "data below a file",
            all(below.to_str().unwrap(), FREE, FREE),
            &[],
            &["a-file", "check the path"],
        ),
        one(
            "data in a file",
            all(file, FREE, FREE),
            &[],
            &["a-file", "check the path"],
        ),
        one(
            "a ready file nowhere",
            all(":memory:", FREE, FREE),
            &nowhere,
            &["/nowhere/at/all/ready.json", "check the path"],
        ),
    ]
}
