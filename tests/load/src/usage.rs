//! What a process and its descendants cost, as the kernel counts it under `/proc`.

use std::fs;
use std::ops::Add;
use std::time::Duration;

use anyhow::{Context, Result};

/// Time of a process or several, since they were started.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cpu {
    /// On a core.
    pub used: Duration,
    /// Ready to run, while something else had the core.
    pub waited: Duration,
}

/// Memory of a process or a tree of them, in bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    /// Resident, shared pages counted in full by each process.
    pub rss: u64,
    /// Resident, shared pages divided among those who share them.
    pub pss: u64,
    /// The anonymous part of `pss`: heap and stacks, no program text, no kernel buffers.
    pub anonymous: u64,
}

impl Add for Memory {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            rss: self.rss + other.rss,
            pss: self.pss + other.pss,
            anonymous: self.anonymous + other.anonymous,
        }
    }
}

/// `root` and all its descendants that are alive now.
pub fn tree(root: u32) -> Result<Vec<u32>> {
    let mut parents = Vec::new();
    for entry in fs::read_dir("/proc").context("cannot list /proc")? {
        let Some(pid) = entry?
            .file_name()
            .to_str()
            .and_then(|name| name.parse::<u32>().ok())
        else {
            continue;
        };
        if let Some(parent) = fs::read_to_string(format!("/proc/{pid}/stat"))
            .ok()
            .and_then(|stat| parent(&stat))
        {
            parents.push((pid, parent));
        }
    }
    let mut family = vec![root];
    let mut next = 0;
    while let Some(&member) = family.get(next) {
        family.extend(
            parents
                .iter()
                .filter(|(_, parent)| *parent == member)
                .map(|(pid, _)| *pid),
        );
        next += 1;
    }
    Ok(family)
}

/// CPU time of all threads of `pids`.
pub fn cpu(pids: &[u32]) -> Result<Cpu> {
    let mut total = Cpu::default();
    for pid in pids {
        let tasks =
            fs::read_dir(format!("/proc/{pid}/task")).with_context(|| format!("process {pid} is gone"))?;
        for task in tasks {
            // A thread may end between the listing and the reading.
            let Ok(text) = fs::read_to_string(task?.path().join("schedstat")) else {
                continue;
            };
            let mut fields = text.split_whitespace().map_while(|field| field.parse().ok());
            total.used += Duration::from_nanos(fields.next().unwrap_or(0));
            total.waited += Duration::from_nanos(fields.next().unwrap_or(0));
        }
    }
    Ok(total)
}

/// Memory of all of `pids` together.
pub fn memory(pids: &[u32]) -> Result<Memory> {
    pids.iter().try_fold(Memory::default(), |sum, pid| {
        let path = format!("/proc/{pid}/smaps_rollup");
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
        Ok(sum
            + Memory {
                rss: bytes(&text, "Rss:"),
                pss: bytes(&text, "Pss:"),
                anonymous: bytes(&text, "Pss_Anon:"),
            })
    })
}

/// The field after the command name, which stands in brackets and may itself contain spaces and brackets.
fn parent(stat: &str) -> Option<u32> {
    let (_, after_name) = stat.rsplit_once(") ")?;
    after_name.split_whitespace().nth(1)?.parse().ok()
}

fn bytes(rollup: &str, field: &str) -> u64 {
    let kibibytes = rollup
        .lines()
        .find_map(|line| line.strip_prefix(field)?.split_whitespace().next()?.parse().ok());
    kibibytes.map_or(0, |kibibytes: u64| kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parent_is_found_behind_any_name() {
        assert_eq!(parent("12 (a) b) c) S 7 12 12 0"), Some(7));
        assert_eq!(parent("12 (cut"), None);
    }

    #[test]
    fn kibibytes_become_bytes_and_only_of_the_field_asked_for() {
        let rollup = "Rss:  900 kB\nPss:                 690 kB\nPss_Anon:            144 kB\n";
        assert_eq!(bytes(rollup, "Pss:"), 690 * 1024);
        assert_eq!(bytes(rollup, "Pss_Anon:"), 144 * 1024);
    }

    #[test]
    fn a_process_finds_itself_and_what_it_costs() {
        let me = std::process::id();
        assert!(tree(me).unwrap().contains(&me));
        let memory = memory(&[me]).unwrap();
        assert!(memory.pss > 0 && memory.pss <= memory.rss && memory.anonymous <= memory.pss);
    }
}
