//! The promises about order, as one connection sees them, checked on nothing but what it is told.

use std::collections::BTreeMap;

use crate::words::{Room, Told, View};

/// What one connection believes from what it has been told.
#[derive(Debug, Default)]
pub struct Reader {
    welcome: bool,
    closed: bool,
    /// Last position and version of each channel it is in.
    rooms: BTreeMap<Room, (u64, u64)>,
}

impl Reader {
    /// It has left of its own will, which it is not told.
    pub fn leaves(&mut self, room: Room) {
        self.rooms.remove(&room);
    }

    /// Reads the next thing it is told. The error says which promise was broken.
    pub fn read(&mut self, told: &Told) -> Result<(), String> {
        if self.closed {
            return Err(format!("told after the end: {told:?}"));
        }
        match told {
            Told::Closed(_) => self.closed = true,
            Told::Welcome { channels, .. } => {
                if std::mem::replace(&mut self.welcome, true) {
                    return Err("welcomed twice".into());
                }
                for view in channels {
                    self.enter(view)?;
                }
            }
            _ if !self.welcome => return Err(format!("told before the welcome: {told:?}")),
            Told::Joined { view, .. } => self.enter(view)?,
            Told::Left { room } => {
                self.rooms.remove(room);
            }
            Told::Refused { .. } | Told::Done(_) => {}
            Told::Message {
                room, position: 0, ..
            } => {
                self.inside(*room, told)?;
            }
            Told::Message { room, position, .. } => {
                let (last, _) = self.inside(*room, told)?;
                *last += 1;
                if *last != *position {
                    return Err(format!("expected position {last}: {told:?}"));
                }
            }
            Told::State { room, version, .. } => {
                let (_, last) = self.inside(*room, told)?;
                *last += 1;
                if *last != *version {
                    return Err(format!("expected version {last}: {told:?}"));
                }
            }
            Told::Presence { room, .. } => {
                self.inside(*room, told)?;
            }
        }
        Ok(())
    }

    fn enter(&mut self, view: &View) -> Result<(), String> {
        let now = (view.position, view.version);
        match self.rooms.insert(view.room, now) {
            Some(known) if known != now => Err(format!("{view:?} does not follow {known:?}")),
            _ => Ok(()),
        }
    }

    fn inside(&mut self, room: Room, told: &Told) -> Result<&mut (u64, u64), String> {
        self.rooms
            .get_mut(&room)
            .ok_or_else(|| format!("told without being in: {told:?}"))
    }
}
