//! One channel's account: what its publishers sent, what they were promised and what its subscribers heard, held
//! against what is stored after the next start.

use std::collections::HashMap;

use anyhow::{Result, bail, ensure};
use serde::{Deserialize, Serialize};

/// A message, as its payload says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mark {
    /// Number of the publisher.
    pub by: usize,
    /// Counts up by one from message to message of this publisher.
    pub n: u64,
}

/// What one publisher did before the server was gone.
#[derive(Debug, Default)]
pub struct Sent {
    /// Number of the publisher.
    pub by: usize,
    /// The first message.
    pub from: u64,
    /// One more than the last. Those that were never acknowledged may be stored or not.
    pub until: u64,
    /// Those that were acknowledged as stored, with the position if the answer had one.
    pub acked: Vec<(u64, Option<u64>)>,
}

/// A message as the API shows it.
#[derive(Clone, Copy, Debug)]
pub struct Stored {
    pub position: u64,
    pub mark: Mark,
}

/// What is known to be stored, by position: the first has 1.
#[derive(Default)]
pub struct Account {
    stored: Vec<Mark>,
}

impl Account {
    /// The last position that is known.
    pub fn position(&self) -> u64 {
        self.stored.len() as u64
    }

    /// Enters what a restart has shown: `found` is all that is stored behind what was known before. Each of `heard` is
    /// what one subscriber got, from the moment before anybody published.
    pub fn enter(&mut self, sent: &[Sent], heard: &[Vec<Mark>], found: &[Stored]) -> Result<()> {
        let known = self.position();
        for (position, one) in (known + 1..).zip(found) {
            ensure!(
                one.position == position,
                "position {position} is missing: {one:?} comes instead"
            );
        }
        let mut next: HashMap<usize, u64> = sent.iter().map(|sent| (sent.by, sent.from)).collect();
        for Stored { position, mark } in found {
            let next = next.entry(mark.by).or_default();
            ensure!(
                mark.n == *next,
                "at {position} publisher {} has {}, and {next} was to come: lost, doubled or out of order",
                mark.by,
                mark.n
            );
            *next += 1;
        }
        for sent in sent {
            let next = next[&sent.by];
            ensure!(
                next <= sent.until,
                "publisher {} has stored what it never sent: {}",
                sent.by,
                next - 1
            );
            for (n, position) in &sent.acked {
                ensure!(
                    *n < next,
                    "publisher {} was promised {n}, and it is lost",
                    sent.by
                );
                let Some(position) = position else { continue };
                let mark = Mark { by: sent.by, n: *n };
                let at = position
                    .checked_sub(known + 1)
                    .and_then(|index| found.get(index as usize));
                ensure!(
                    at.is_some_and(|one| one.mark == mark),
                    "{mark:?} was promised position {position}, where {at:?} is"
                );
            }
        }
        for heard in heard {
            // What was heard may not have been stored yet, and the other way round; what is both agrees.
            for (heard, stored) in heard.iter().zip(found) {
                ensure!(
                    *heard == stored.mark,
                    "{heard:?} was heard where {stored:?} is stored"
                );
            }
        }
        self.stored.extend(found.iter().map(|one| one.mark));
        Ok(())
    }

    /// Holds the whole of what is stored against what was found piece by piece.
    pub fn confirm(&self, all: &[Stored]) -> Result<()> {
        ensure!(
            all.len() == self.stored.len(),
            "{} are stored, {} were",
            all.len(),
            self.stored.len()
        );
        for ((position, known), found) in (1..).zip(&self.stored).zip(all) {
            if (found.position, found.mark) != (position, *known) {
                bail!("{known:?} at {position} has become {found:?}");
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(marks: &[(usize, u64)]) -> Vec<Stored> {
        let one = |(position, &(by, n)): (u64, &(usize, u64))| Stored {
            position,
            mark: Mark { by, n },
        };
        (1..).zip(marks).map(one).collect()
    }

    fn sent() -> Vec<Sent> {
        let one = |by, acked: &[(u64, Option<u64>)]| Sent {
            by,
            from: 0,
            until: 3,
            acked: acked.to_vec(),
        };
        vec![one(0, &[(0, Some(1)), (1, None)]), one(1, &[])]
    }

    fn verdict(found: &[Stored], heard: &[(usize, u64)]) -> String {
        let heard: Vec<_> = heard.iter().map(|&(by, n)| Mark { by, n }).collect();
        let entered = Account::default().enter(&sent(), &[heard], found);
        entered.map_or_else(|error| error.to_string(), |()| "right".into())
    }

    #[test]
    fn what_was_promised_and_anything_behind_it_is_right() {
        for found in [
            &[(0, 0), (0, 1)][..],
            &[(0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (1, 2)],
        ] {
            assert_eq!(verdict(&stored(found), &[(0, 0)]), "right");
        }
        // Stored, and killed before anybody heard; heard, and killed before it was stored.
        assert_eq!(verdict(&stored(&[(0, 0), (0, 1)]), &[]), "right");
        assert_eq!(
            verdict(&stored(&[(0, 0), (0, 1)]), &[(0, 0), (0, 1), (1, 0)]),
            "right"
        );
    }

    #[test]
    fn every_broken_promise_is_noticed() {
        type Marks<'a> = &'a [(usize, u64)];
        let rows: [(Marks<'_>, Marks<'_>, &str); 7] = [
            (&[(0, 0)], &[], "promised 1, and it is lost"),
            (&[(0, 0), (0, 1), (1, 1)], &[], "0 was to come"),
            (&[(0, 0), (0, 1), (0, 1)], &[], "2 was to come"),
            (&[(0, 0), (0, 2), (0, 1)], &[], "1 was to come"),
            (&[(1, 0), (0, 0), (0, 1)], &[], "promised position 1"),
            (&[(0, 0), (0, 1), (0, 2), (0, 3)], &[], "never sent: 3"),
            (&[(0, 0), (0, 1)], &[(1, 0)], "was heard where"),
        ];
        for (found, heard, says) in rows {
            let verdict = verdict(&stored(found), heard);
            assert!(verdict.contains(says), "{found:?}: {verdict}");
        }
        let mut gap = stored(&[(0, 0), (0, 1)]);
        gap[1].position = 3;
        assert!(verdict(&gap, &[]).contains("position 2 is missing"));
    }

    #[test]
    fn the_next_start_goes_on_from_the_last_one() {
        let mut account = Account::default();
        account.enter(&sent(), &[], &stored(&[(0, 0), (0, 1)])).unwrap();
        // Its third message was sent, never acknowledged and is not stored: it is not to come up later.
        let on = |from, acked| {
            [Sent {
                by: 0,
                from,
                until: 4,
                acked,
            }]
        };
        let at = |position, n| Stored {
            position,
            mark: Mark { by: 0, n },
        };
        assert!(account.enter(&on(3, vec![]), &[], &[at(3, 2)]).is_err());
        account
            .enter(&on(3, vec![(3, Some(3))]), &[], &[at(3, 3)])
            .unwrap();
        assert_eq!(account.position(), 3);
        account.confirm(&[at(1, 0), at(2, 1), at(3, 3)]).unwrap();
        for changed in [vec![at(1, 0), at(2, 1)], vec![at(1, 0), at(2, 3), at(3, 1)]] {
            assert!(account.confirm(&changed).is_err());
        }
    }
}
