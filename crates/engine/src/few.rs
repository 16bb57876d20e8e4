//! A list that nearly always has one element, which then lies in the list itself.

use std::{mem, ops::Deref, slice};

/// Elements in the order in which they were put.
#[derive(Clone)]
pub struct Few<T>(Kept<T>);

#[derive(Clone)]
enum Kept<T> {
    None,
    One(T),
    /// Behind one pointer, so that the usual case is as small as can be.
    #[allow(clippy::box_collection)]
    Many(Box<Vec<T>>),
}

impl<T> Few<T> {
    pub(crate) fn push(&mut self, item: T) {
        self.insert(self.len(), item);
    }

    /// Puts an element in front of the one at `at`, or behind the last.
    pub(crate) fn insert(&mut self, at: usize, item: T) {
        self.0 = match mem::replace(&mut self.0, Kept::None) {
            Kept::None => Kept::One(item),
            Kept::One(first) => {
                let mut items = Box::new(vec![first]);
                items.insert(at, item);
                Kept::Many(items)
            }
            Kept::Many(mut items) => {
                items.insert(at, item);
                Kept::Many(items)
            }
        };
    }

    /// Keeps the elements that are wanted.
    pub(crate) fn retain(&mut self, mut wanted: impl FnMut(&T) -> bool) {
        match &mut self.0 {
            Kept::One(item) if !wanted(item) => self.0 = Kept::None,
            Kept::None | Kept::One(_) => {}
            Kept::Many(items) => {
                items.retain(wanted);
                if items.len() < 2 {
                    self.0 = items.pop().map_or(Kept::None, Kept::One);
                }
            }
        }
    }
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self(Kept::None)
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            Kept::None => &[],
            Kept::One(item) => slice::from_ref(item),
            Kept::Many(items) => items,
        }
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for Few<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<T: PartialEq> PartialEq for Few<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for Few<T> {}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug)]
    enum Step {
        Insert(usize, u8),
        /// Keeps those that are no multiple.
        Drop(u8),
    }

    fn any_step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0usize..9, any::<u8>()).prop_map(|(at, item)| Step::Insert(at, item)),
            (1u8..4).prop_map(Step::Drop),
        ]
    }

    proptest! {
        #[test]
        fn it_is_a_list(steps in prop::collection::vec(any_step(), 0..30)) {
            let (mut few, mut model) = (Few::default(), Vec::new());
            for step in steps {
                match step {
                    Step::Insert(at, item) => {
                        let at = at.min(model.len());
                        few.insert(at, item);
                        model.insert(at, item);
                    }
                    Step::Drop(of) => {
                        few.retain(|item| item % of != 0);
                        model.retain(|item| item % of != 0);
                    }
                }
                prop_assert_eq!(&*few, &*model);
                prop_assert_eq!(matches!(few.0, Kept::Many(_)), model.len() > 1);
            }
        }
    }

    #[test]
    fn one_element_needs_no_memory_elsewhere() {
        assert_eq!(size_of::<Few<u64>>(), 16);
        assert_eq!(size_of::<Few<(Arc<str>, bool)>>(), 24);
    }
}
