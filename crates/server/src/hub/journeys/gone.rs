//! The connections that went lately.

use std::collections::{HashMap, VecDeque};

use engine::ConnKey;

use super::Known;

/// How many are remembered.
const ROOM: usize = 4_096;

/// Who they were.
#[derive(Debug, Default)]
pub struct Gone {
    by_key: HashMap<ConnKey, Known>,
    /// Oldest first.
    order: VecDeque<ConnKey>,
}

impl Gone {
    pub fn add(&mut self, key: ConnKey, known: Known) {
        if self.by_key.insert(key, known).is_some() {
            return;
        }
        self.order.push_back(key);
        if self.order.len() > ROOM
            && let Some(oldest) = self.order.pop_front()
        {
            self.by_key.remove(&oldest);
        }
    }

    pub fn find(&self, key: ConnKey) -> Option<Known> {
        self.by_key.get(&key).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ones_are_remembered() {
        let mut gone = Gone::default();
        for key in 0..=ROOM as ConnKey {
            let id = model::ConnId::from(format!("leap_conn_{key}"));
            let (dialect, subject) = ("leap", None);
            gone.add(key, Known { id, dialect, subject });
        }
        assert!(gone.find(0).is_none());
        assert_eq!(gone.find(1).unwrap().id.to_string(), "leap_conn_1");
        assert_eq!((gone.by_key.len(), gone.order.len()), (ROOM, ROOM));
    }
}
