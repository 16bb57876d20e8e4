//! What a window manager would say to the app's window.

use anyhow::{Context, Result, bail};
use x11rb::{
    connection::Connection,
    protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, MapState, Window},
};

/// Asks the window of that title to close, as a click on its title bar's cross does.
pub(crate) fn close_window(display: &str, title: &str) -> Result<()> {
    let (x, screen) = x11rb::connect(Some(display)).context("the screen cannot be reached")?;
    let root = x.setup().roots[screen].root;
    let Some(window) = titled(&x, root, title)? else {
        bail!("there is no window called {title}");
    };
    let atom = |name: &str| -> Result<u32> { Ok(x.intern_atom(false, name.as_bytes())?.reply()?.atom) };
    let ask = [atom("WM_DELETE_WINDOW")?, x11rb::CURRENT_TIME, 0, 0, 0];
    let message = ClientMessageEvent::new(32, window, atom("WM_PROTOCOLS")?, ask);
    // Answered before the connection goes: what is left of one that is dropped may not be carried out.
    x.send_event(false, window, EventMask::NO_EVENT, message)?
        .check()?;
    Ok(())
}

/// Without a window manager the windows of programs are children of the root. The toolkit has others of the same title
/// that are never shown.
fn titled(x: &impl Connection, root: Window, title: &str) -> Result<Option<Window>> {
    for window in x.query_tree(root)?.reply()?.children {
        let name = x.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 256)?;
        let shown = x.get_window_attributes(window)?.reply()?.map_state == MapState::VIEWABLE;
        if shown && name.reply()?.value == title.as_bytes() {
            return Ok(Some(window));
        }
    }
    Ok(None)
}
