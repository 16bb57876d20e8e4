use std::fmt::Write;

use anyhow::ensure;
use server::{Config, Data};

use super::{Settings, print};

/// Says what would be used, as a configuration file that says the same, or everything that is wrong.
pub fn check(settings: Settings) -> anyhow::Result<()> {
    let config = settings.config()?;
    if let Data::Folder(folder) = &config.data {
        ensure!(
            !folder.exists() || folder.is_dir(),
            "data is {}, which is no folder; give another one, or :memory:",
            folder.display()
        );
    }
    if let Some(path) = &config.ready_file {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        ensure!(
            folder.is_none_or(|folder| folder.is_dir()),
            "the ready file would be {}, in a folder that is not there; make it first",
            path.display()
        );
    }
    print(&described(&config))
}

fn described(config: &Config) -> String {
    let mut text = String::new();
    let mut line = |key: &str, value: String| {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{key} = {value}");
    };
    let quoted = |text: &dyn ToString| format!("{:?}", text.to_string());
    line("listen", quoted(&config.listen));
    line("admin_listen", quoted(&config.admin_listen));
    line(
        "data",
        match &config.data {
            Data::Folder(folder) => quoted(&folder.display()),
            Data::Memory => quoted(&":memory:"),
        },
    );
    line("dev", config.dev.to_string());
    line("admin_hosts", format!("{:?}", config.admin_hosts));
    line("admin_origins", format!("{:?}", config.admin_origins));
    line("origins", format!("{:?}", config.origins));
    if let Some(url) = &config.moved_to {
        line("moved_to", quoted(url));
    }
    line("outbox_bytes", config.outbox_bytes.to_string());
    line("frame_bytes", config.frame_bytes.to_string());
    line("body_bytes", config.body_bytes.to_string());
    text.push_str(match (&config.admin_key, &config.data) {
        (Some(_), _) => "# admin_key is given\n",
        (None, Data::Folder(_)) => {
            "# admin_key is the one in the data folder; it is made there if it is missing\n"
        }
        (None, Data::Memory) => "# admin_key is made at every start; the ready file has it\n",
    });
    text
}
