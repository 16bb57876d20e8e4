use std::{
    ffi::OsString,
    fs::File,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
};

use anyhow::Result;

use crate::group::Group;

/// What an app needs to show itself: a screen, a session bus, and a driver that starts it; nobody else has them.
#[derive(Debug)]
pub(crate) struct Stage {
    /// First, because it is dropped first and takes the app with it.
    driver: Option<Group>,
    /// Where the driver answers.
    pub(crate) port: u16,
    /// The environment in which a program finds this screen, this bus and the data.
    pub(crate) surroundings: Vec<(&'static str, OsString)>,
    /// Address of the session bus.
    pub(crate) bus: String,
    /// Number of the screen, as in `:7`.
    pub(crate) display: String,
    log: PathBuf,
    _bus: Group,
    _screen: Group,
}

impl Stage {
    /// `home` is the folder for everything that is usually kept in the home folder; `log` takes what the app says.
    pub(crate) fn set(home: &Path, log: &Path) -> Result<Self> {
        let mut xvfb = Group::program("Xvfb");
        xvfb.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1440x900x24",
            "-nolisten",
            "tcp",
        ])
        .stderr(File::create(log.with_file_name("screen.log"))?);
        let (screen, display) = Group::start_and_read_line(&mut xvfb)?;

        let mut daemon = Group::program("dbus-daemon");
        daemon
            .args(["--session", "--nofork", "--print-address"])
            .stderr(File::create(log.with_file_name("bus.log"))?);
        let (bus, address) = Group::start_and_read_line(&mut daemon)?;

        let mut surroundings = vec![
            ("DISPLAY", format!(":{display}").into()),
            ("DBUS_SESSION_BUS_ADDRESS", address.clone().into()),
            // There is no GPU to share buffers with, and nobody to read the screen aloud.
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "1".into()),
            ("NO_AT_BRIDGE", "1".into()),
            ("SWITCHBOARD_DATA_DIR", home.join("switchboard").into()),
            ("SWITCHBOARD_LISTEN", "127.0.0.1:0".into()),
            ("SWITCHBOARD_ADMIN_LISTEN", "127.0.0.1:0".into()),
        ];
        for folder in [
            "XDG_DATA_HOME",
            "XDG_CONFIG_HOME",
            "XDG_CACHE_HOME",
            "XDG_RUNTIME_DIR",
        ] {
            surroundings.push((folder, home.into()));
        }

        Ok(Self {
            driver: None,
            port: free_port()?,
            surroundings,
            bus: address,
            display: format!(":{display}"),
            log: log.to_owned(),
            _bus: bus,
            _screen: screen,
        })
    }

    /// Has the driver come in. What the app shall find on the bus has to be there before.
    pub(crate) fn raise(&mut self) -> Result<()> {
        let log = File::create(&self.log)?;
        let mut driver = Group::program("WebKitWebDriver");
        driver
            .arg(format!("--port={}", self.port))
            .env_remove("WAYLAND_DISPLAY")
            .envs(self.surroundings.clone())
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true");
        self.driver = Some(Group::start(driver.stdout(log.try_clone()?).stderr(log))?);
        Ok(())
    }

    /// The process that the driver is.
    pub(crate) fn driver(&self) -> Option<u32> {
        self.driver.as_ref().map(Group::id)
    }
}

/// A port that was free a moment ago: the driver cannot choose one itself.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
